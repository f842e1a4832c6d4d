package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.resilience4j.DeadlineTimeLimiter;
import io.github.resilience4j.springboot3.fallback.autoconfigure.FallbackConfigurationOnMissingBean;
import io.github.resilience4j.springboot3.spelresolver.autoconfigure.SpelResolverConfigurationOnMissingBean;
import io.github.resilience4j.springboot3.timelimiter.autoconfigure.TimeLimiterAutoConfiguration;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.github.resilience4j.timelimiter.annotation.TimeLimiter;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/** The time limiters of an app that has resilience4j with its annotations. */
class TimeLimitersTest {

    private final WebApplicationContextRunner app = new WebApplicationContextRunner()
            .withConfiguration(CurfewAutoConfigurationTest.OURS)
            .withConfiguration(AutoConfigurations.of(
                    AopAutoConfiguration.class,
                    FallbackConfigurationOnMissingBean.class,
                    SpelResolverConfigurationOnMissingBean.class,
                    TimeLimiterAutoConfiguration.class))
            .withPropertyValues("resilience4j.timelimiter.instances.stock.timeout-duration=5m")
            .withBean(Warehouse.class);
    private final WebApplicationContextRunner capped = app.withPropertyValues("curfew.resilience4j.enabled=true");

    /** A service of the app. */
    static class Warehouse {

        final CompletableFuture<Integer> pieces = new CompletableFuture<>();

        @TimeLimiter(name = "stock")
        public CompletableFuture<Integer> pieces() {
            endSoon(); // not before: the first call through a proxy takes its time
            return pieces;
        }

        public CompletableFuture<Integer> asked() {
            return pieces;
        }
    }

    private static InFlightRequest watch(Watchdog watchdog) {
        return watchdog.watch(
                TimeoutPolicy.builder(Duration.ofMinutes(1))
                        .onTimeout(TimeoutAction.CANCEL)
                        .build(),
                RequestDescription.of("GET", "/stock"));
    }

    private static void endSoon() {
        Duration left = Deadline.current().restart(Duration.ofMillis(50));
        assertThat(left).isPositive();
    }

    @Test
    void annotatedMethodEndsAtTheDeadline() {
        capped.run(context -> {
            Warehouse warehouse = context.getBean(Warehouse.class);
            List<String> events = new CopyOnWriteArrayList<>();
            context.getBean(TimeLimiterRegistry.class)
                    .timeLimiter("stock")
                    .getEventPublisher()
                    .onEvent(event -> events.add(event.getEventType().name()));
            try (InFlightRequest request = watch(context.getBean(Watchdog.class))) {
                assertThatThrownBy(() -> warehouse.pieces().join()).hasCauseInstanceOf(TimeoutException.class);
                assertThat(request.isExpired()).isTrue();
            }
            assertThat(warehouse.asked()).isCancelled();
            assertThat(events).containsExactly("TIMEOUT");
        });
    }

    @Test
    void limiterOfTheRegistryEndsAtTheDeadline() {
        capped.run(context -> {
            TimeLimiterRegistry registry = context.getBean(TimeLimiterRegistry.class);
            assertThat(registry.getAllTimeLimiters()).hasSize(1);
            CompletableFuture<Integer> future = new CompletableFuture<>();
            try (InFlightRequest request = watch(context.getBean(Watchdog.class))) {
                assertThatThrownBy(() -> registry.timeLimiter("stock").executeFutureSupplier(() -> {
                            endSoon();
                            return future;
                        }))
                        .isInstanceOf(TimeoutException.class);
                assertThat(request.isExpired()).isTrue();
            }
            assertThat(future).isCancelled();
        });
    }

    @Test
    void limitersAreLeftAsTheyAreUnlessTheAppAsksForThis() {
        app.run(context -> {
            TimeLimiterRegistry registry = context.getBean(TimeLimiterRegistry.class);
            assertThat(DeadlineTimeLimiter.of(registry)).isNotSameAs(registry);
        });
    }

    @Test
    void appWithoutTimeLimitersStarts() {
        new WebApplicationContextRunner()
                .withConfiguration(CurfewAutoConfigurationTest.OURS)
                .withPropertyValues("curfew.resilience4j.enabled=true")
                .withClassLoader(new FilteredClassLoader("io.github.resilience4j"))
                .run(context ->
                        assertThat(context).hasNotFailed().doesNotHaveBean(CurfewResilience4jAutoConfiguration.class));
    }
}
