package dev.curfew.it.timeout;

import static dev.curfew.it.wire.Protocol.H2C;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Deadline;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.it.EachSetup;
import dev.curfew.it.Setup;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.TimeoutResponseWriter;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;

/** Two hundred handles, answers or handlers that block at once, or a listener that blocks, delay nobody else's answer. */
final class StrangersIT {

    private final Strangers strangers = new Strangers();

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void cancelHandlesThatBlockDelayNoAnswer(Setup setup) throws Exception {
        try (Watched watched = Strangers.watched(setup, TimeoutAction.CANCEL, TimeoutAction.ABORT);
                strangers) {
            strangers.handle(watched, (request, response) -> {
                Deadline.current().onExpiry(strangers::block);
                strangers.waitForTheEnd();
            });
            strangers.delayNobody("blocked cancel handles", setup, watched, Strangers.MANY);

            strangers.areAnswered();
            strangers.leaveNothing(watched);
        }
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void aListenerThatBlocksDelaysNoAnswerAndNoOtherListener(Setup setup) throws Exception {
        try (Watched watched = Watched.with(
                        setup.server(),
                        watching -> watching.listener(report -> strangers.block()),
                        RequestTimeoutFilter::new,
                        Strangers.policy(TimeoutAction.ABORT));
                strangers) {
            strangers.handle(watched, (request, response) -> strangers.waitForTheEnd());
            strangers.delayNobody("a blocked listener", setup, watched, 1);

            strangers.areAnswered();
            Awaitility.await("what the other listener is told")
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> watched.reports
                                    .of(TimeoutEvent.EXPIRED, Strangers.PATH)
                                    .size()
                            == Strangers.MANY);
            watched.reports.await(TimeoutEvent.EXPIRED, Strangers.TOGETHER);
            watched.reports.await(TimeoutEvent.EXPIRED, Strangers.BEHIND);
            assertThat(strangers.howManyFreed()).as("calls that have ended").isZero();
            strangers.leaveNothing(watched);
            assertThat(watched.watchdog.reportsDropped()).isZero();
        }
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void answersOfTheAppsOwnThatBlockDelayNoAnswer(Setup setup) throws Exception {
        TimeoutResponseWriter writer = (request, response, report) -> {
            if (request.getHeader(Strangers.MARK) != null) {
                strangers.block();
            }
            response.getWriter().print("an answer of the app's own");
        };
        try (Watched watched = Strangers.watched(
                        setup.server(),
                        (watchdog, resolver) -> new RequestTimeoutFilter(watchdog, resolver, writer),
                        TimeoutAction.ABORT);
                strangers) {
            strangers.handle(watched, (request, response) -> strangers.waitForTheEnd());
            strangers.delayNobody("blocked answers", setup, watched, Strangers.MANY);

            strangers.areBrokenOff();
            strangers.leaveNothing(watched);
        }
    }

    /** The handler is inside a write that an outer filter holds up before the container sees any of it. */
    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void handlersInsideAWriteDelayNoAnswer(Setup setup) throws Exception {
        Filter outer = wrapping(response -> new HoldingWrites(response, strangers));
        try (Watched watched = Strangers.watched(
                        setup.server().filter("outer", outer), RequestTimeoutFilter::new, TimeoutAction.ABORT);
                strangers) {
            strangers.handle(
                    watched, (request, response) -> response.getOutputStream().write(1));
            strangers.delayNobody("handlers inside a write", setup, watched, Strangers.MANY);

            strangers.areBrokenOff();
            strangers.leaveNothing(watched);
        }
    }

    /** The handler holds a lock of an outer filter, for which whoever resets the response has to wait. */
    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void handlersThatHoldALockOfTheResponseDelayNoAnswer(Setup setup) throws Exception {
        Filter outer = wrapping(response -> new LockedResponse(response, strangers));
        try (Watched watched = Strangers.watched(
                        setup.server().filter("outer", outer), RequestTimeoutFilter::new, TimeoutAction.ABORT);
                strangers) {
            strangers.handle(watched, (request, response) -> {
                synchronized (request.getAttribute("outer")) {
                    strangers.waitForTheEnd();
                }
            });
            strangers.delayNobody("locked responses", setup, watched, Strangers.MANY);

            strangers.areBrokenOff();
            strangers.leaveNothing(watched);
        }
    }

    private static Filter wrapping(UnaryOperator<HttpServletResponse> wrapper) {
        return (request, response, chain) -> {
            boolean stranger = ((HttpServletRequest) request).getHeader(Strangers.MARK) != null;
            HttpServletResponse inner = (HttpServletResponse) response;
            HttpServletResponse outer = stranger ? wrapper.apply(inner) : inner;
            request.setAttribute("outer", outer);
            chain.doFilter(request, outer);
        };
    }

    private static final class LockedResponse extends HttpServletResponseWrapper {

        private final Strangers strangers;

        LockedResponse(HttpServletResponse response, Strangers strangers) {
            super(response);
            this.strangers = strangers;
        }

        @Override
        public void reset() {
            strangers.blocking();
            synchronized (this) {
                strangers.freed();
                super.reset();
            }
        }
    }

    private static final class HoldingWrites extends HttpServletResponseWrapper {

        private final Strangers strangers;

        HoldingWrites(HttpServletResponse response, Strangers strangers) {
            super(response);
            this.strangers = strangers;
        }

        @Override
        public ServletOutputStream getOutputStream() {
            return new ServletOutputStream() {
                @Override
                public void write(int value) throws IOException {
                    strangers.block();
                    throw new IOException("held up and given up");
                }

                @Override
                public boolean isReady() {
                    return true;
                }

                @Override
                public void setWriteListener(WriteListener listener) {
                    throw new IllegalStateException();
                }
            };
        }
    }
}
