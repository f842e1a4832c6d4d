package dev.curfew.boot;

import dev.curfew.Deadline;
import java.util.concurrent.CompletableFuture;
import org.springframework.scheduling.annotation.Async;
import org.springframework.stereotype.Component;

/** Work on the executor that Spring Boot brings. Not final: its methods are called through a proxy. */
@Component
class Tasks {

    private final Gates gates;

    Tasks(Gates gates) {
        this.gates = gates;
    }

    /** Ends with the interrupt. */
    @Async
    public CompletableFuture<String> hold(String id) throws InterruptedException {
        gates.of(id).hold();
        return CompletableFuture.completedFuture("let go");
    }

    /** Swallows each interrupt. */
    @Async
    public CompletableFuture<String> holdThroughInterrupts(String id) {
        gates.of(id).holdThroughInterrupts();
        return CompletableFuture.completedFuture("late");
    }

    /** Whose deadline it is on this thread. */
    @Async
    public CompletableFuture<String> requestId() {
        return CompletableFuture.completedFuture(Deadline.current().requestId());
    }

    /** Whether it has no deadline at its end. */
    @Async
    public CompletableFuture<Boolean> mail(String id) throws InterruptedException {
        gates.of(id).hold();
        return CompletableFuture.completedFuture(Deadline.current().isUnlimited());
    }

    /** Whether the app's own decorator has been at it. */
    @Async
    public CompletableFuture<String> decoration() {
        String request = Deadline.current().isUnlimited() ? "no deadline" : "deadline";
        return CompletableFuture.completedFuture(request + ", " + OwnTaskDecorator.current());
    }
}
