package dev.curfew;

import static dev.curfew.TimeoutEvent.EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.slf4j.Marker;
import org.slf4j.helpers.LegacyAbstractLogger;

class LoggingListenerTest {

    private static final TimeoutPolicy POLICY =
            TimeoutPolicy.builder(Duration.ofSeconds(30)).name("reports").build();

    private final Logger logger = (Logger) LoggerFactory.getLogger("dev.curfew");
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final LoggingListener listener = new LoggingListener(logger, 1_000, System::nanoTime);

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void end() {
        logger.detachAppender(log);
    }

    private static TimeoutReport report(TimeoutEvent event, RequestDescription request, String note) {
        boolean after = event == EXPIRED || event == TimeoutEvent.STUCK || event == TimeoutEvent.ENDED_LATE;
        Set<TimeoutOutcome> outcomes = after
                ? EnumSet.of(TimeoutOutcome.LOGGED, TimeoutOutcome.BROKEN_OFF)
                : EnumSet.noneOf(TimeoutOutcome.class);
        return new TimeoutReport(
                event,
                "abc-1",
                request,
                Map.of(),
                POLICY,
                Duration.ofSeconds(30),
                Duration.ofMillis(30_004),
                outcomes,
                "http-1",
                null,
                event == TimeoutEvent.ENDED_LATE ? Completion.of(200) : null,
                null,
                note);
    }

    private String line(RequestDescription request, String note) {
        listener.onTimeout(report(EXPIRED, request, note));
        return log.list.get(log.list.size() - 1).getFormattedMessage();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "WARNED | WARN | Request is close to its timeout | ",
                "EXPIRED | WARN | Request ran past its timeout | actions=logged,broken-off",
                "STUCK | WARN | Request is stuck: it still runs after the grace | actions=logged,broken-off",
                "ENDED_LATE | INFO | Expired request has ended | actions=logged,broken-off",
                "MOVED | INFO | Deadline of a request was moved | ",
                "SHIELDED | INFO | Deadline of a request was held off by a shielded section | ",
            })
    void everyEventIsOneEntryWithLevelSentenceAndPairs(
            TimeoutEvent event, String level, String sentence, String actions) {
        listener.onTimeout(report(event, TestWatchdog.ORDERS, null));

        assertThat(log.list).singleElement().satisfies(entry -> {
            assertThat(entry.getLevel()).isEqualTo(Level.valueOf(level));
            assertThat(entry.getLoggerName()).isEqualTo("dev.curfew");
            assertThat(entry.getFormattedMessage())
                    .isEqualTo(sentence
                            + ": id=abc-1 method=GET path=/orders/7 route=/orders/* policy=reports timeout=30s"
                            + " elapsed=30.004s" + (actions == null ? "" : " " + actions) + " thread=http-1"
                            + (event == TimeoutEvent.ENDED_LATE ? " late=0.004s ended=200" : ""));
        });
    }

    @Test
    void pairsAreArgumentsOfALoggerThatKeepsThem() {
        listener.onTimeout(report(EXPIRED, TestWatchdog.ORDERS, "interrupt noticed"));
        assertThat(log.list.get(0).getKeyValuePairs())
                .extracting(pair -> pair.key + "=" + pair.value)
                .containsExactly(
                        "id=abc-1",
                        "method=GET",
                        "path=/orders/7",
                        "route=/orders/*",
                        "policy=reports",
                        "timeout=30s",
                        "elapsed=30.004s",
                        "actions=logged,broken-off",
                        "thread=http-1",
                        "note=interrupt noticed");
    }

    @Test
    void pairsAreNotDoubledOnALoggerThatDoesNotKeepThem() {
        PlainLogger plain = new PlainLogger();
        new LoggingListener(plain, 20, System::nanoTime).onTimeout(report(EXPIRED, TestWatchdog.ORDERS, null));

        assertThat(plain.lines)
                .containsExactly("WARN Request ran past its timeout: id=abc-1 method=GET path=/orders/7 route=/orders/*"
                        + " policy=reports timeout=30s elapsed=30.004s actions=logged,broken-off thread=http-1");
    }

    @Test
    void levelThatIsOffCostsNothing() {
        PlainLogger plain = new PlainLogger();
        plain.warns = false;
        new LoggingListener(plain, 20, System::nanoTime).onTimeout(report(EXPIRED, TestWatchdog.ORDERS, null));
        assertThat(plain.lines).isEmpty();
    }

    @Test
    void routeIsLeftOutWhereNoneIsKnown() {
        assertThat(line(RequestDescription.of("CONSUME", "orders"), null)).contains("path=orders policy=reports");
    }

    @Test
    void valuesStayOneLineAndOnePair() {
        assertThat(line(RequestDescription.of("GET", "/a\r\nb\tc\u0000\u007f"), null))
                .contains(" path=/a??b?c?? policy=");
        assertThat(line(RequestDescription.of("GET", "/a b"), null)).contains(" path=\"/a b\" policy=");
        assertThat(line(RequestDescription.of("GET", "/a\"b"), null)).contains(" path=\"/a\\\"b\" policy=");
        assertThat(line(RequestDescription.of("GET", ""), null)).contains(" path=\"\" policy=");
        assertThat(line(RequestDescription.of("GET", "/{}/%s/$1"), null)).contains(" path=/{}/%s/$1 policy=");
        assertThat(line(RequestDescription.of("GET", "/x"), "moved by 5.000s")).endsWith(" note=\"moved by 5.000s\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0085", "\u2028", "\u2029", "\u009b"})
    void lineEndsAndControlsOutsideAsciiAreReplacedToo(String control) {
        assertThat(line(RequestDescription.of("GET", "/a" + control + "b"), null))
                .contains(" path=/a?b policy=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r", "\t", "\u0000", "\u001b", "\u007f", "\u0085", "\u2028", "\u2029", "\u009b"})
    void argumentsHoldNoControlsEither(String control) {
        String evil = "a" + control + "b";
        TimeoutPolicy policy = POLICY.toBuilder().name(evil).build();
        RequestDescription request = new RequestDescription(evil, evil, evil);
        listener.onTimeout(new TimeoutReport(
                EXPIRED,
                "abc-1",
                request,
                Map.of("trace" + control, evil, "path", "b"),
                policy,
                Duration.ZERO,
                Duration.ZERO,
                Set.of(),
                evil,
                null,
                null,
                null,
                evil));

        assertThat(log.list.get(0).getKeyValuePairs())
                .filteredOn(pair -> pair.value.toString().contains("b"))
                .extracting(pair -> pair.key + "=" + pair.value)
                .containsExactly(
                        "id=abc-1",
                        "method=a?b",
                        "path=a?b",
                        "route=a?b",
                        "policy=a?b",
                        "thread=a?b",
                        "note=a?b",
                        "trace?=a?b");
    }

    @Test
    void argumentsKeepBlanksAndQuotesAsTheyAre() {
        listener.onTimeout(report(EXPIRED, RequestDescription.of("GET", "/a \"b\\"), null));
        assertThat(log.list.get(0).getKeyValuePairs())
                .filteredOn(pair -> pair.key.equals("path"))
                .extracting(pair -> pair.value)
                .containsExactly("/a \"b\\");
    }

    @Test
    void threadsNameStaysOnTheLineOfTheThrowable() {
        Thread thread = new Thread(() -> {}, "http-1 GET /a\nWARN forged");
        assertThat(RequestStack.of(thread)).hasMessage("stack of thread http-1 GET /a?WARN forged, new");
    }

    @Test
    void backslashDoesNotHideTheEndOfAQuotedValue() {
        assertThat(line(RequestDescription.of("GET", "/a b\\"), null)).contains(" path=\"/a b\\\\\" policy=");
    }

    @Test
    void stormOfLikeEntriesIsLimitedAndWhatWasLeftOutIsCounted() {
        LoggingListener limited = new LoggingListener(logger, 2, System::nanoTime);
        AtomicInteger reported = new AtomicInteger();
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            limited.onTimeout(report(EXPIRED, TestWatchdog.ORDERS, null));
            reported.incrementAndGet();
            return log.list.size() >= 5;
        });
        int leftOut = 0;
        for (ILoggingEvent entry : log.list) {
            String message = entry.getFormattedMessage();
            int at = message.indexOf(" left-out=");
            leftOut += at < 0 ? 0 : Integer.parseInt(message.substring(at + 10));
        }

        assertThat(log.list.size() + leftOut).isEqualTo(reported.get());
        assertThat(leftOut).isPositive();
        assertThat(log.list.get(0).getFormattedMessage()).doesNotContain("left-out");
    }

    @Test
    void limitsOfDifferentKindsAreTheirOwn() {
        LoggingListener limited = new LoggingListener(logger, 1, () -> 0);
        reportEachRoute(limited, 0, 255);
        limited.onTimeout(report(TimeoutEvent.STUCK, route(254), null));
        assertThat(log.list).hasSize(256);
    }

    @Test
    void kindsThatAreTooManyShareOneLimitUntilOthersAreIdle() {
        long[] now = {0};
        LoggingListener limited = new LoggingListener(logger, 1, () -> now[0]);
        reportEachRoute(limited, 0, 400);
        assertThat(log.list).hasSize(257);
        reportEachRoute(limited, 0, 400);
        assertThat(log.list).hasSize(257);
        assertThat(limited.leftOut()).isEqualTo(800 - 257);

        now[0] = 1_000_000_000;
        log.list.clear();
        reportEachRoute(limited, 300, 400);
        assertThat(log.list).hasSize(100);
        reportEachRoute(limited, 300, 400);
        assertThat(log.list).hasSize(100);
    }

    private static void reportEachRoute(LoggingListener listener, int from, int to) {
        for (int i = from; i < to; i++) {
            listener.onTimeout(report(EXPIRED, route(i), null));
        }
    }

    private static RequestDescription route(int number) {
        return new RequestDescription("GET", "/x", "/route/" + number);
    }

    @Test
    void rateLimitOpensWithEachSecond() {
        long[] now = {-5};
        RateLimit limit = new RateLimit(2, () -> now[0]);
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.tryAcquire()).isFalse();
        now[0] += 999_999_999;
        assertThat(limit.tryAcquire()).isFalse();
        now[0]++;
        assertThat(limit.tryAcquire()).isTrue();
        assertThat(limit.takeLeftOut()).isEqualTo(2);
        assertThat(limit.takeLeftOut()).isZero();
        assertThat(limit.leftOut()).isEqualTo(2);
    }

    @Test
    void throwableOfTheEntryNamesTheRequestsFrame() throws Exception {
        try (OtherThread other = new OtherThread();
                TestWatchdog test = new TestWatchdog(builder -> builder.logging(true))) {
            stackOfAHandlerThatWaits(test, task -> assertThat(other.begin(task)).isNotNull());
            assertThat(stack()).contains(getClass().getName() + ".handlerThatWaits");
            assertThat(cause().getMessage()).startsWith("stack of thread other, ");
        }
    }

    @Test
    void virtualThreadHasAStackAndAName() throws Exception {
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(21);
        try (TestWatchdog test = new TestWatchdog(builder -> builder.logging(true))) {
            stackOfAHandlerThatWaits(
                    test,
                    task -> startVirtually(() -> {
                        try {
                            task.run();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    }));
            assertThat(stack()).contains(getClass().getName() + ".handlerThatWaits");
            assertThat(cause().getMessage()).matches("stack of thread #\\d+, .*waiting");
        }
    }

    private static void startVirtually(Runnable task) {
        try {
            Object thread =
                    Thread.class.getMethod("startVirtualThread", Runnable.class).invoke(null, task);
            assertThat(thread).isInstanceOf(Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    private interface Starter {
        void start(OtherThread.Task task);
    }

    private static void stackOfAHandlerThatWaits(TestWatchdog test, Starter starter) throws Exception {
        CountDownLatch watched = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        Thread[] thread = new Thread[1];
        starter.start(() -> {
            try (InFlightRequest request = test.watchdog.watch(POLICY, TestWatchdog.ORDERS)) {
                thread[0] = Thread.currentThread();
                assertThat(request.id()).isNotEmpty();
                watched.countDown();
                handlerThatWaits(release);
            }
            ended.countDown();
        });
        watched.await();
        await().until(() -> thread[0].getState() == Thread.State.WAITING);
        test.passSeconds(30);
        release.countDown();
        ended.await();
        assertThat(test.events()).containsExactly(EXPIRED, TimeoutEvent.ENDED_LATE);
    }

    private static void handlerThatWaits(CountDownLatch release) throws InterruptedException {
        release.await();
    }

    private Throwable cause() {
        assertThat(log.list).hasSize(2);
        assertThat(log.list.get(1).getThrowableProxy()).isNull();
        return ((ThrowableProxy) log.list.get(0).getThrowableProxy()).getThrowable();
    }

    private List<String> stack() {
        return List.of(cause().getStackTrace()).stream()
                .map(frame -> frame.getClassName() + "." + frame.getMethodName())
                .toList();
    }

    /** A logger that knows no key-value arguments, such as those of older bindings. */
    private static final class PlainLogger extends LegacyAbstractLogger {

        private static final long serialVersionUID = 1L;

        private final transient List<String> lines = new ArrayList<>();
        private boolean warns = true;

        @Override
        protected String getFullyQualifiedCallerName() {
            return "";
        }

        @Override
        protected void handleNormalizedLoggingCall(
                org.slf4j.event.Level level, Marker marker, String message, Object[] arguments, Throwable cause) {
            lines.add(level + " " + message);
        }

        @Override
        public boolean isTraceEnabled() {
            return false;
        }

        @Override
        public boolean isDebugEnabled() {
            return false;
        }

        @Override
        public boolean isInfoEnabled() {
            return true;
        }

        @Override
        public boolean isWarnEnabled() {
            return warns;
        }

        @Override
        public boolean isErrorEnabled() {
            return true;
        }
    }
}
