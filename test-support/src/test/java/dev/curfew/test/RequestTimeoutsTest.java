package dev.curfew.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.mock.web.MockFilterChain;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** By hand, without Spring Boot. */
@Timeout(60)
@SuppressWarnings("try") // a request is for closing only
class RequestTimeoutsTest {

    private static final RequestDescription ORDERS = new RequestDescription("CONSUME", "orders", "queue");
    private static final TimeoutPolicy HOUR = TimeoutPolicy.builder(Duration.ofHours(1))
            .onTimeout(TimeoutAction.CANCEL, TimeoutAction.INTERRUPT)
            .build();

    private final Watchdog watchdog = Watchdog.builder().logging(false).build();
    private final ExecutorService worker = Executors.newSingleThreadExecutor();
    private final RequestTimeouts timeouts = RequestTimeouts.of(watchdog);
    private final RequestTimeouts impatient =
            new RequestTimeouts(watchdog, BegunHandlers.any(watchdog), Duration.ofMillis(30));

    @AfterEach
    void end() throws InterruptedException {
        worker.shutdownNow();
        assertThat(worker.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        watchdog.close();
    }

    private CompletableFuture<Boolean> waitInFlight() {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (InFlightRequest request = watchdog.watch(HOUR, ORDERS)) {
                        new CountDownLatch(1).await();
                        return false;
                    } catch (InterruptedException e) {
                        return true;
                    }
                },
                worker);
    }

    @Test
    void requestOnAnotherThreadExpiresAsSoonAsItIsInFlight() throws Exception {
        CompletableFuture<Boolean> interrupted = waitInFlight();
        timeouts.expireInFlight("CONSUME", "orders");
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void routeIsEnoughToChooseIt() throws Exception {
        CompletableFuture<Boolean> interrupted = waitInFlight();
        timeouts.expireInFlight("CONSUME", "queue");
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void handlesHaveRunWhenExpireReturns() {
        for (int i = 0; i < 100; i++) {
            CountDownLatch cancelled = new CountDownLatch(1);
            try (InFlightRequest request = watchdog.watch(HOUR, ORDERS);
                    Deadline.Registration handle = Deadline.current().onExpiry(cancelled::countDown)) {
                timeouts.expireCurrent();
                assertThat(cancelled.getCount()).isZero();
                assertThat(Thread.interrupted()).isTrue();
            }
        }
    }

    @Test
    void waitForARequestThatDoesNotComeEndsWithWhatIsInFlight() {
        try (InFlightRequest request = watchdog.watch(HOUR, ORDERS)) {
            assertThatThrownBy(() -> impatient.expireInFlight("GET", "/orders"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessage("expireInFlight: no request that matches GET /orders was in flight within 30 ms;"
                            + " in flight: CONSUME orders (RUNNING)");
        }
    }

    @Test
    void requestExpiresOnce() {
        try (InFlightRequest request = watchdog.watch(HOUR, ORDERS)) {
            timeouts.expireInFlight("CONSUME", "orders");
            assertThat(Thread.interrupted()).isTrue();
            assertThatThrownBy(() -> impatient.expireInFlight("CONSUME", "orders"))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageEndingWith("in flight: CONSUME orders (EXPIRED)");
        }
    }

    @Test
    void requestWithoutDeadlineCannotExpire() {
        try (InFlightRequest request = watchdog.watch(HOUR, ORDERS)) {
            Deadline.current().disable();
            assertThatThrownBy(timeouts::expireCurrent)
                    .isInstanceOf(AssertionError.class)
                    .hasMessageStartingWith("CONSUME orders (RUNNING) has no deadline that could pass");
        }
    }

    @Test
    void threadOfNoRequestHasNoneThatCouldExpire() {
        assertThatIllegalStateException()
                .isThrownBy(timeouts::expireCurrent)
                .withMessageStartingWith("expireCurrent: the calling thread works for no watched request");
    }

    @Test
    void enforcementThatDoesNotEndIsAnError() {
        try (InFlightRequest request = watchdog.watch(HOUR, ORDERS)) {
            Deadline.current()
                    .<RuntimeException>shield(() -> assertThatThrownBy(impatient::expireCurrent)
                            .isInstanceOf(AssertionError.class)
                            .hasMessage("CONSUME orders (RUNNING) has not expired within 30 ms"));
        }
    }

    @Test
    void filterServesWhatIsBehindIt() throws Exception {
        TimeoutPolicy abort = HOUR.toBuilder().onTimeout(TimeoutAction.ABORT).build();
        RequestTimeoutFilter filter = new RequestTimeoutFilter(watchdog, any -> RoutePolicy.of(abort));
        MockHttpServletResponse response = new MockHttpServletResponse();

        timeouts.expireNext("GET", "/slow");
        filter.doFilter(
                new MockHttpServletRequest("GET", "/slow"),
                response,
                (request, guarded) -> timeouts.filter().doFilter(request, guarded, new MockFilterChain()));

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(timeouts.takeUnserved()).isEmpty();
    }
}
