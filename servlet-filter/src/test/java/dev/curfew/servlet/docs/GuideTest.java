package dev.curfew.servlet.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.RequestTimeoutException;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutOutcome;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import dev.curfew.servlet.docs.AdapterSnippets.Message;
import dev.curfew.servlet.docs.HandlerSnippets.Order;
import dev.curfew.servlet.docs.HandlerSnippets.Receipt;
import dev.curfew.servlet.docs.HandlerSnippets.Row;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.mockito.ArgumentMatchers;

/** What the guide's snippets do. */
@SuppressWarnings("try") // a request is for closing only
class GuideTest {

    private static final RequestDescription WORK = RequestDescription.of("TEST", "guide");

    private final Watchdog watchdog = Watchdog.builder().build();
    private final HandlerSnippets handler = new HandlerSnippets(row -> awaitExpiry());

    @AfterEach
    void close() {
        watchdog.close();
    }

    private static TimeoutPolicy policy(long millis, TimeoutAction... actions) {
        return TimeoutPolicy.builder(Duration.ofMillis(millis))
                .onTimeout(actions)
                .build();
    }

    private static void awaitExpiry() {
        Deadline deadline = Deadline.current();
        await().until(deadline::isExpired);
    }

    @Test
    void theSetupInCodeRegistersTheFilterForAllDispatches() {
        ServletContext context = mock();
        FilterRegistration.Dynamic filter = mock();
        when(context.addFilter(ArgumentMatchers.eq("curfew"), ArgumentMatchers.<Filter>any()))
                .thenReturn(filter);
        CurfewSetup setup = new CurfewSetup();

        setup.contextInitialized(new ServletContextEvent(context));
        setup.contextDestroyed(new ServletContextEvent(context));

        verify(filter).setAsyncSupported(true);
    }

    @Test
    void aLoopThatAsksStopsAtTheDeadline() {
        List<Row> rows = List.of(new Row(1), new Row(2));
        try (InFlightRequest request = watchdog.watch(policy(30, TimeoutAction.CANCEL), WORK)) {
            assertThatThrownBy(() -> handler.stopInTime(rows)).isInstanceOf(RequestTimeoutException.class);
        }
        try (InFlightRequest request = watchdog.watch(policy(30, TimeoutAction.LOG), WORK)) {
            assertThatCode(() -> handler.stopInTime(rows)).doesNotThrowAnyException();
        }
    }

    @Test
    void aCallGetsWhatIsLeft() {
        URI uri = URI.create("http://localhost/");

        assertThat(handler.callWithWhatIsLeft(uri).timeout()).hasValue(Duration.ofSeconds(10));
        try (InFlightRequest request = watchdog.watch(policy(9_000), WORK)) {
            assertThat(handler.callWithWhatIsLeft(uri).timeout().orElseThrow())
                    .isBetween(Duration.ofMillis(1), Duration.ofMillis(9_001));
        }
    }

    @Test
    void theHandleCancelsTheStatementOnce() throws Exception {
        Connection connection = mock();
        PreparedStatement statement = mock();
        when(connection.prepareStatement(ArgumentMatchers.anyString())).thenReturn(statement);
        CountDownLatch cancelled = new CountDownLatch(1);
        doAnswer(call -> {
                    cancelled.countDown();
                    return null;
                })
                .when(statement)
                .cancel();
        ResultSet none = mock();
        when(statement.executeQuery()).thenAnswer(call -> {
            cancelled.await();
            return none;
        });
        try (InFlightRequest request = watchdog.watch(policy(30, TimeoutAction.CANCEL), WORK)) {
            handler.ordersOf(LocalDate.EPOCH, connection);
        }
        verify(statement).cancel();
    }

    @Test
    void aDisabledDeadlineIsNone() {
        try (InFlightRequest request = watchdog.watch(policy(60_000), WORK)) {
            handler.moveTheDeadline();

            assertThat(Deadline.current().isUnlimited()).isTrue();
        }
    }

    @Test
    void aSectionThatHasNotBegunInTimeIsRefused() {
        List<Order> charged = new ArrayList<>();
        HandlerSnippets.Payments payments = order -> {
            charged.add(order);
            return new Receipt(order.number());
        };
        try (InFlightRequest request = watchdog.watch(policy(60_000, TimeoutAction.CANCEL), WORK)) {
            handler.pay(new Order("in time"), payments);
        }
        try (InFlightRequest request = watchdog.watch(policy(30, TimeoutAction.CANCEL), WORK)) {
            await().until(request::isExpired);

            assertThatThrownBy(() -> handler.pay(new Order("late"), payments))
                    .isInstanceOf(RequestTimeoutException.class);
        }
        assertThat(charged).containsExactly(new Order("in time"));
    }

    @Test
    void workOnAnotherThreadKnowsItsDeadline() {
        HttpServletRequest servletRequest = mock();
        AsyncContext async = mock();
        when(servletRequest.startAsync()).thenReturn(async);
        ExecutorService pool = Executors.newSingleThreadExecutor();
        try (InFlightRequest request = watchdog.watch(policy(60_000, TimeoutAction.CANCEL), WORK)) {
            when(servletRequest.getAttribute("dev.curfew.deadline")).thenReturn(request.deadline());
            handler.handOver(servletRequest, pool);
            await().untilAsserted(() -> verify(async).complete());
        } finally {
            pool.shutdownNow();
        }
    }

    @Test
    void aResolverCanLeaveRequestsUnwatched() {
        TimeoutPolicy own = policy(10);
        TimeoutPolicy other = policy(20);
        HttpServletRequest request = mock();
        when(request.getRequestURI()).thenReturn("/app/health", "/app/orders", "/app/orders");
        when(request.getHeader("X-Tenant")).thenReturn("a", "b");
        var resolver = AdapterSnippets.byTenant(Map.of("a", own), other);

        assertThat(resolver.resolve(request)).isNull();
        assertThat(resolver.resolve(request)).isEqualTo(new RoutePolicy(own, "tenant"));
        assertThat(resolver.resolve(request)).isEqualTo(RoutePolicy.of(other));
    }

    @Test
    void aListenerIsToldOfAnExpiry() {
        List<TimeoutOutcome> counted = new CopyOnWriteArrayList<>();
        try (Watchdog counting = AdapterSnippets.counting((route, outcome) -> counted.add(outcome));
                InFlightRequest request = counting.watch(policy(30), WORK)) {
            await().until(() -> counted.size() == 1);
        }
        assertThat(counted).containsExactly(TimeoutOutcome.LOGGED);
    }

    @Test
    void aMessageIsHandledUnderADeadline() throws Exception {
        List<Boolean> unlimited = new ArrayList<>();
        AtomicReference<AdapterSnippets> consumer = new AtomicReference<>();
        consumer.set(new AdapterSnippets(message -> {
            unlimited.add(Deadline.current().isUnlimited());
            consumer.get().stop();
        }));

        consumer.get().consume(watchdog, new ArrayBlockingQueue<>(1, true, List.of(new Message("orders"))));

        assertThat(unlimited).containsExactly(false);
        assertThat(Deadline.current().isUnlimited()).isTrue();
    }

    @Test
    void aWriterOfTheAppsOwnWritesTheAnswer() throws Exception {
        StringWriter body = new StringWriter();
        HttpServletResponse response = mock();
        ServletOutputStream stream = mock();
        when(response.getHeaderNames()).thenReturn(List.of());
        when(response.getWriter()).thenReturn(new PrintWriter(body));
        when(response.getOutputStream()).thenReturn(stream);
        HttpServletRequest request = mock();
        when(request.getMethod()).thenReturn("GET");
        when(request.getRequestURI()).thenReturn("/slow");
        when(request.getDispatcherType()).thenReturn(DispatcherType.REQUEST);
        when(request.getMethod()).thenReturn("GET");
        when(request.getProtocol()).thenReturn("HTTP/1.1");
        RequestTimeoutFilter filter =
                AdapterSnippets.withOwnAnswer(watchdog, any -> RoutePolicy.of(policy(30, TimeoutAction.ABORT)));

        filter.doFilter(request, response, (guarded, guardedResponse) -> awaitExpiry());

        assertThat(body.toString()).startsWith("{\"error\":\"timeout\",\"id\":\"");
        verify(response).setStatus(503);
    }

    @Test
    void theTestThatTheGuideAdvisesPasses() {
        AdapterSnippets.testOfInterruptibleWork(watchdog);
    }
}
