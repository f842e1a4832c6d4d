package dev.curfew.example.launcher;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.StackTraceElementProxy;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An entry that the filter has written to the log about a request.
 *
 * @param event what it is about
 * @param pairs its {@code key=value} pairs
 * @param where the top of the stack and the first frame of the app below it, or empty
 */
record LogEntry(Event event, Map<String, String> pairs, String where) {

    /** What an entry is about, known by its sentence. */
    enum Event {
        WARNED("Request is close to its timeout"),
        EXPIRED("Request ran past its timeout"),
        STUCK("Request is stuck"),
        ENDED("Expired request has ended"),
        OTHER("");

        private final String sentence;

        Event(String sentence) {
            this.sentence = sentence;
        }

        private static Event of(String message) {
            for (Event each : values()) {
                if (message.startsWith(each.sentence)) {
                    return each;
                }
            }
            return OTHER;
        }
    }

    private static final String APP = "dev.curfew.example.";

    /** What an event of the logger says of a request, or null if it is about none. */
    static @Nullable LogEntry of(ILoggingEvent event) {
        if (event.getKeyValuePairs() == null) {
            return null;
        }
        Map<String, String> pairs = event.getKeyValuePairs().stream()
                .collect(Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value)));
        return new LogEntry(Event.of(event.getFormattedMessage()), pairs, where(event.getThrowableProxy()));
    }

    private static String where(@Nullable IThrowableProxy stack) {
        if (stack == null) {
            return "";
        }
        String top = "";
        for (StackTraceElementProxy each : stack.getStackTraceElementProxyArray()) {
            StackTraceElement frame = each.getStackTraceElement();
            if (frame.getClassName().startsWith(APP)) {
                return " at " + (top.isEmpty() ? "" : top + " from ") + simple(frame) + ":" + frame.getLineNumber();
            }
            top = top.isEmpty() ? simple(frame) + "." + frame.getMethodName() : top;
        }
        return " at " + top;
    }

    private static String simple(StackTraceElement frame) {
        return frame.getClassName().replaceFirst(".*\\.", "");
    }

    String path() {
        return pairs.getOrDefault("path", "");
    }

    /** The entry in a few words. */
    String text() {
        return switch (event) {
            case EXPIRED -> "expired" + (pairs.containsKey("thread") ? where : ", no thread at work") + note();
            case STUCK -> "stuck" + where;
            case ENDED -> "ended " + pairs.get("late") + " late: " + ending() + note();
            default -> event.name().toLowerCase(Locale.ROOT) + note();
        };
    }

    private String ending() {
        return pairs.getOrDefault("ended", "").replaceFirst(".*\\.", "");
    }

    private String note() {
        return pairs.containsKey("note") ? " (" + pairs.get("note") + ")" : "";
    }
}
