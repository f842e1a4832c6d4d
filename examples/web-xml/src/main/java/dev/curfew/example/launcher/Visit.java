package dev.curfew.example.launcher;

import java.util.List;

/**
 * A request of the drive, and what is expected of it.
 *
 * @param path what is asked for
 * @param answer what the client has to see: a regular expression for {@link ClientView#text()}
 * @param fromMillis when the client has to see it at the earliest
 * @param toMillis and at the latest
 * @param events what the log has to say, in this order
 */
record Visit(String path, String answer, long fromMillis, long toMillis, List<LogEntry.Event> events) {

    private static final String TIMEOUT = "503 Service Unavailable";

    // Late enough for a busy machine, long before the handlers that do not react would have ended.
    private static final long SLACK_MILLIS = 2000;

    /** The whole drive. */
    static List<Visit> all() {
        LogEntry.Event expired = LogEntry.Event.EXPIRED;
        LogEntry.Event stuck = LogEntry.Event.STUCK;
        LogEntry.Event ended = LogEntry.Event.ENDED;
        return List.of(
                after(0, "/hello", "200 hello"),
                after(1500, "/report/2026", "200 done"),
                after(1500, "/export", "200 done"),
                after(1500, "/legacy/list", "200 done", expired, ended),
                after(1000, "/slow", TIMEOUT, expired, ended),
                after(1000, "/swallow", TIMEOUT, expired, ended),
                after(1000, "/sleep", TIMEOUT, expired, stuck, ended),
                after(1000, "/spin", TIMEOUT, expired, stuck, ended),
                after(1000, "/socket", TIMEOUT, expired, stuck),
                after(1000, "/transfer/a-to-b", TIMEOUT, expired, stuck),
                after(1000, "/transfer/b-to-a", TIMEOUT, expired, stuck),
                after(1000, "/async", TIMEOUT, expired, ended),
                after(1000, "/drip", "200 \\.+, then connection reset", expired, ended),
                after(1000, "/loop", TIMEOUT, expired, ended),
                after(1000, "/call", TIMEOUT, expired, ended),
                after(1400, "/commit", TIMEOUT, expired, ended));
    }

    private static Visit after(long millis, String path, String answer, LogEntry.Event... events) {
        return new Visit(path, answer, millis, millis + SLACK_MILLIS, List.of(events));
    }
}
