package dev.curfew.benchmarks;

import java.util.List;

/**
 * What a storm's client got for one request.
 *
 * @param number of the request
 * @param wholeNanos when the whole answer was there; 0 if it never was
 * @param exact whether it was the timeout answer, and nothing came behind it
 */
record HeldAnswer(int number, long wholeNanos, boolean exact) {

    private static final String PREFIX = "HELD ";

    String line() {
        return PREFIX + number + " " + wholeNanos + " " + exact;
    }

    static List<HeldAnswer> of(List<String> lines) {
        return lines.stream()
                .filter(line -> line.startsWith(PREFIX))
                .map(line -> line.substring(PREFIX.length()).split(" "))
                .map(words -> new HeldAnswer(
                        Integer.parseInt(words[0]), Long.parseLong(words[1]), Boolean.parseBoolean(words[2])))
                .toList();
    }
}
