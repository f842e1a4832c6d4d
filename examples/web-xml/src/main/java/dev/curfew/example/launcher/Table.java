package dev.curfew.example.launcher;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints rows that fit a terminal of 120 columns. */
final class Table {

    private static final String FORMAT = "%-16s  %-32s  %7s   %s%n";
    private static final int PATH_WIDTH = 16;
    private static final int CLIENT_WIDTH = 32;
    private static final int LOG_WIDTH = 56;

    private final PrintStream out;

    Table(PrintStream out) {
        this.out = out;
    }

    void head(String url, int visits) {
        out.println("Curfew in Tomcat on " + url + ", timeout 1 s: " + visits + " requests are on their way");
        out.println();
        out.printf(FORMAT, "PATH", "THE CLIENT SAW", "AFTER", "THE LOG SAID");
    }

    /** A line for each log entry, or more where it is long. */
    void row(String path, ClientView seen, List<LogEntry> said) {
        List<String> lines = new ArrayList<>();
        said.forEach(entry -> wrap(entry.text(), lines));
        String first = lines.isEmpty() ? "nothing" : lines.get(0);
        out.printf(FORMAT, cut(path, PATH_WIDTH), cut(seen.text(), CLIENT_WIDTH), seen.millis() + " ms", first);
        lines.stream().skip(1).forEach(line -> out.printf(FORMAT, "", "", "", line));
    }

    void end(List<String> faults) {
        out.println();
        faults.forEach(fault -> out.println("NOT AS EXPECTED " + fault));
        if (faults.isEmpty()) {
            out.println("All as expected.");
        }
    }

    private static void wrap(String text, List<String> lines) {
        String rest = text;
        while (rest.length() > LOG_WIDTH) {
            int blank = rest.lastIndexOf(' ', LOG_WIDTH);
            int end = blank > 2 ? blank : LOG_WIDTH;
            lines.add(rest.substring(0, end));
            rest = "  " + rest.substring(end).strip();
        }
        lines.add(rest);
    }

    static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 3) + "...";
    }
}
