package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Deadline;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Protocol;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** An app whose calls resilience4j limits by annotations. */
@EnabledIf("dev.curfew.boot.Libraries#haveTimeLimiters")
final class TimeLimiterIT {

    /** A handler that gives what a limited service does. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import({Stock.class, StockHandler.class})
    static class LimitedApp {}

    /** Not final: its methods are called through a proxy. */
    static class Stock {

        @TimeLimiter(name = "stock")
        public CompletableFuture<String> pieces(CompletableFuture<String> pieces) {
            return pieces;
        }
    }

    @RestController
    static final class StockHandler {

        private final Stock stock;
        private final CompletableFuture<String> pieces = new CompletableFuture<>();

        StockHandler(Stock stock) {
            this.stock = stock;
        }

        @GetMapping("/stock")
        CompletableFuture<String> stock(Deadline deadline) {
            CompletableFuture<String> answer = stock.pieces(pieces);
            deadline.restart(Duration.ofMillis(100)); // not before: the first request of an app takes its time
            return answer;
        }
    }

    @EachSetup
    void theCallEndsAtTheDeadlineAndIsCancelled(Setup setup) {
        try (ConfigurableApplicationContext app = setup.app()
                        .with("curfew.on-timeout", "cancel")
                        .with("curfew.resilience4j.enabled", true)
                        .with("resilience4j.timelimiter.instances.stock.timeout-duration", "5m")
                        .run(LimitedApp.class);
                Client client = Client.open(Protocol.HTTP_1_1, App.portOf(app), ClientOptions.defaults())) {
            Expect.timeoutAnswer(client.get("/stock").await(App.PATIENCE));
            assertThat(app.getBean(StockHandler.class).pieces).isCancelled();
        }
    }
}
