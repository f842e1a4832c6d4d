package dev.curfew;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventAware;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes each report to the log: a sentence, {@code key=value} pairs, the request thread's stack as the throwable. The
 * pairs are SLF4J arguments too, where the logger keeps those apart from the message. Of a storm of like entries a number
 * per second is written, and the next one says how many were left out. No value can begin another line: control
 * characters are replaced. Runs on its own listener thread.
 */
final class LoggingListener implements TimeoutListener {

    private static final int MOST_KINDS = 256;

    private final Logger logger;
    private final int perSecond;
    private final LongSupplier nanos;
    private final LongAdder leftOut = new LongAdder();

    /** Like entries share a limit. The least recently used kind comes first. */
    private final Map<String, RateLimit> limits = new LinkedHashMap<>(16, 0.75f, true);

    private final RateLimit others; // shared by the kinds that find no place

    LoggingListener(int perSecond) {
        this(LoggerFactory.getLogger("dev.curfew"), perSecond, System::nanoTime);
    }

    LoggingListener(Logger logger, int perSecond, LongSupplier nanos) {
        this.logger = logger;
        this.perSecond = perSecond;
        this.nanos = nanos;
        this.others = limit();
    }

    @Override
    public void onTimeout(TimeoutReport report) {
        Level level = levelOf(report.event());
        if (!logger.isEnabledForLevel(level)) {
            return;
        }
        RateLimit limit = limitOf(kindOf(report));
        if (limit.tryAcquire()) {
            write(level, report, limit.takeLeftOut());
        } else {
            leftOut.increment();
        }
    }

    /** How many entries were not written because of the limit per second. */
    long leftOut() {
        return leftOut.sum();
    }

    private RateLimit limitOf(String kind) {
        RateLimit own = limits.get(kind);
        if (own == null && hasPlace()) {
            own = limit();
            limits.put(kind, own);
        }
        return own == null ? others : own;
    }

    /** Whether another kind may have a limit of its own; that of a kind without entries in this second is given up for it. */
    private boolean hasPlace() {
        if (limits.size() < MOST_KINDS) {
            return true;
        }
        Iterator<RateLimit> eldest = limits.values().iterator();
        boolean idle = eldest.next().isIdle();
        if (idle) {
            eldest.remove();
        }
        return idle;
    }

    private RateLimit limit() {
        return new RateLimit(perSecond, nanos);
    }

    private static String kindOf(TimeoutReport report) {
        return report.event() + " " + report.policy().name() + " "
                + report.request().route();
    }

    private void write(Level level, TimeoutReport report, long leftOut) {
        Map<String, String> pairs = pairs(report, leftOut);
        LoggingEventBuilder entry = logger.atLevel(level).setCause(report.stack());
        if (logger instanceof LoggingEventAware) {
            for (Map.Entry<String, String> pair : pairs.entrySet()) {
                entry = entry.addKeyValue(pair.getKey(), pair.getValue());
            }
        }
        entry.log(sentence(report)
                + pairs.entrySet().stream()
                        .map(pair -> pair.getKey() + "=" + quoted(pair.getValue()))
                        .collect(Collectors.joining(" ", ": ", "")));
    }

    private static Level levelOf(TimeoutEvent event) {
        return switch (event) {
            case WARNED, EXPIRED, STUCK -> Level.WARN;
            case ENDED_LATE, MOVED, SHIELDED -> Level.INFO;
        };
    }

    private static String sentence(TimeoutReport report) {
        return switch (report.event()) {
            case WARNED -> "Request is close to its timeout";
            case EXPIRED -> "Request ran past its timeout";
            case STUCK -> "Request is stuck: it still runs after the grace";
            case ENDED_LATE -> "Expired request has ended";
            case MOVED -> "Deadline of a request was moved";
            case SHIELDED -> "Deadline of a request was held off by a shielded section";
        };
    }

    private static Map<String, String> pairs(TimeoutReport report, long leftOut) {
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put("id", report.id());
        put(pairs, "method", report.request().method());
        put(pairs, "path", report.request().path());
        put(pairs, "route", report.request().route());
        put(pairs, "policy", report.policy().name());
        pairs.put("timeout", Durations.text(report.timeout()));
        pairs.put("elapsed", Durations.measured(report.elapsed()));
        if (!report.outcomes().isEmpty()) {
            pairs.put(
                    "actions",
                    report.outcomes().stream().map(TimeoutOutcome::word).collect(Collectors.joining(",")));
        }
        put(pairs, "thread", report.thread());
        if (report.completion() != null) {
            pairs.put("late", Durations.measured(report.late()));
            pairs.put("ended", report.completion().toString());
        }
        put(
                pairs,
                "committed",
                report.committed() == null ? null : report.committed().word());
        put(pairs, "note", report.note());
        report.context().forEach((key, value) -> pairs.putIfAbsent(OneLine.of(key), OneLine.of(value)));
        put(pairs, "left-out", leftOut == 0 ? null : Long.toString(leftOut));
        return pairs;
    }

    private static void put(Map<String, String> pairs, String key, @Nullable String value) {
        if (value != null) {
            pairs.put(key, OneLine.of(value));
        }
    }

    /** One pair: a value with a blank or a quote stands in quotes. */
    private static String quoted(String value) {
        return value.isEmpty() || value.indexOf(' ') >= 0 || value.indexOf('"') >= 0
                ? '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : value;
    }
}
