package dev.curfew.boot;

import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Handlers that do not return until the test lets them. */
@RestController
final class BlockingHandlers {

    private final Gates gates;

    BlockingHandlers(Gates gates) {
        this.gates = gates;
    }

    @GetMapping("/fast")
    String fast() {
        return "fast";
    }

    @GetMapping({
        "/stuck/{id}",
        "/patient/stuck/{id}",
        "/patient/counted/{id}",
        "/warned/stuck/{id}",
        "/patient/shop/{id}",
        "/patient/etag/{id}",
        "/patient/eager/{id}"
    })
    String stuck(@PathVariable("id") String id) {
        gates.of(id).holdThroughInterrupts();
        return "late";
    }

    @GetMapping("/patient/cross-origin/{id}")
    @CrossOrigin(CorsIT.ORIGIN)
    String crossOrigin(@PathVariable("id") String id) {
        gates.of(id).holdThroughInterrupts();
        return "late";
    }

    @GetMapping("/spinning/{id}")
    String spinning(@PathVariable("id") String id) {
        gates.of(id).spin();
        return "late";
    }

    @GetMapping({"/patient/blocked/{id}", "/mail/blocked/{id}"})
    String blocked(@PathVariable("id") String id) throws InterruptedException {
        gates.of(id).hold();
        return "let go";
    }

    @GetMapping("/until-the-end/{id}")
    String untilTheEnd(@PathVariable("id") String id) throws InterruptedException {
        gates.of(GateAtTheEnd.ID + id).hold();
        return "let go";
    }
}
