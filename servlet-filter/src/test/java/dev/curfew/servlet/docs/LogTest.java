package dev.curfew.servlet.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.curfew.Completion;
import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutLimit;
import dev.curfew.TimeoutPolicy;
import dev.curfew.WarnAt;
import dev.curfew.Watchdog;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** The log that the guide explains is the one that is written. */
class LogTest {

    private static final RequestDescription WORK = new RequestDescription("GET", "/work", "/*");
    private static final Pattern LINE = Pattern.compile("(WARN|INFO) +dev\\.curfew - (.*?): (id=.*)");
    private static final Pattern KEY = Pattern.compile("(?:^| )([a-z-]+)=");
    private static final Page GUIDE = Page.of("docs/guide.md");

    private static final Logger logger = (Logger) LoggerFactory.getLogger("dev.curfew");
    private static final Lines lines = new Lines();

    private static final class Lines extends AppenderBase<ILoggingEvent> {

        final List<String> written = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            written.add(event.getLevel() + " " + event.getLoggerName() + " - " + event.getFormattedMessage());
        }

        boolean say(String sentence) {
            return written.stream().anyMatch(line -> line.contains(sentence));
        }
    }

    @BeforeAll
    static void writeEachEntryOnce() {
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        lines.start();
        logger.addAppender(lines);
        try (Watchdog watchdog = Watchdog.builder().build()) {
            beWarnedAndMoved(watchdog);
            beStuck(watchdog);
            beLimited(watchdog, new TimeoutLimit(Duration.ofMillis(1), Duration.ZERO, Duration.ZERO), "limit=");
            beLimited(watchdog, new TimeoutLimit(null, Duration.ZERO, Duration.ofHours(2)), "queued=");
            await().until(() -> endInAShield(watchdog));
        } finally {
            logger.setLevel(before);
        }
    }

    @AfterAll
    static void detach() {
        logger.detachAppender(lines);
    }

    private static void beWarnedAndMoved(Watchdog watchdog) {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofHours(1))
                .warnAt(WarnAt.after(Duration.ofMillis(10)))
                .build();
        try (InFlightRequest request = watchdog.watch(policy, WORK)) {
            request.deadline().extendBy(Duration.ofSeconds(1));
            await().until(() -> lines.say("Request is close to its timeout"));
        }
    }

    private static void beStuck(Watchdog watchdog) {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofMillis(50))
                .warnAt(WarnAt.off())
                .onTimeout(TimeoutAction.INTERRUPT)
                .grace(Duration.ofMillis(50))
                .build();
        InFlightRequest request = watchdog.watch(policy, WORK);
        while (!lines.say("Request is stuck")) {
            Thread.onSpinWait();
        }
        request.complete(Completion.of(200));
        await().until(() -> lines.say("Expired request has ended"));
    }

    private static void beLimited(Watchdog watchdog, TimeoutLimit limit, String reason) {
        TimeoutPolicy policy =
                TimeoutPolicy.builder(Duration.ofHours(1)).warnAt(WarnAt.off()).build();
        try (InFlightRequest request = watchdog.watch(policy, WORK)) {
            request.limit(limit);
            await().until(() -> lines.say(reason));
        }
    }

    /** A request that ends in a section which has held its deadline off; the clock may not have seen that yet. */
    private static boolean endInAShield(Watchdog watchdog) {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofMillis(10)).build();
        InFlightRequest request = watchdog.watch(policy, WORK);
        Deadline deadline = request.deadline();
        deadline.shield(() -> {
            await().pollDelay(Duration.ofMillis(20))
                    .until(() -> deadline.remaining().isZero());
            request.complete(Completion.normal());
        });
        return lines.say("Deadline of a request was held off");
    }

    @Test
    void sentencesAndLevelsAreThoseOfTheTable() {
        Map<String, String> documented = GUIDE.rows("## Reading the log", "Sentence").stream()
                .collect(Collectors.toMap(row -> Page.code(row.get(0)).get(0), row -> row.get(1)));
        Map<String, String> written = lines.written.stream()
                .map(LogTest::parse)
                .collect(Collectors.toMap(Entry::sentence, Entry::level, (one, same) -> one));

        assertThat(written).isEqualTo(documented);
    }

    @Test
    void linesInThePagesAreLikeThoseOfARun() {
        Set<Entry> written = lines.written.stream().map(LogTest::parse).collect(Collectors.toSet());
        List<Entry> shown = Stream.of(GUIDE, Page.of("docs/deadlines-between-services.md"))
                .flatMap(page -> page.blocks("text").get(0).lines())
                .filter(line -> line.contains(" dev.curfew - "))
                .map(LogTest::parse)
                .toList();

        assertThat(shown).hasSize(6);
        assertThat(written).containsAll(shown);
    }

    @Test
    void keysAreExplained() {
        List<String> explained = GUIDE.rows("## Reading the log", "Key").stream()
                .flatMap(row -> Page.code(row.get(0)).stream())
                .toList();

        for (String line : lines.written) {
            assertThat(explained).contains("route").containsAll(parse(line).keys());
        }
    }

    /** An entry's form; the example's requests have no route. */
    private record Entry(String level, String sentence, List<String> keys) {}

    private static Entry parse(String line) {
        var match = LINE.matcher(line);
        assertThat(match.find()).as(line).isTrue();
        List<String> keys = KEY.matcher(match.group(3).replaceAll("\"[^\"]*\"", ""))
                .results()
                .map(key -> key.group(1))
                .filter(key -> !key.equals("route"))
                .toList();
        return new Entry(match.group(1), match.group(2), keys);
    }
}
