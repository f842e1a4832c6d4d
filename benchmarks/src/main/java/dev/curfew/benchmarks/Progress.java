package dev.curfew.benchmarks;

import java.io.PrintStream;
import java.time.Duration;

/** Says how far it is. */
final class Progress {

    private final PrintStream out;
    private final long began = System.nanoTime();
    private int all;
    private int rounds;
    private int done;

    Progress(PrintStream out) {
        this.out = out;
    }

    void begin(int measurements, int lastRound) {
        all = measurements;
        rounds = lastRound;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - began);
    }

    void ended(int round, String what) {
        done++;
        long seconds = elapsed().toSeconds();
        String text = "round %d/%d, %d of %d, %d min, about %d to go: %s%n"
                .formatted(round, rounds, done, all, seconds / 60, seconds * (all - done) / done / 60, what);
        out.print(text);
        out.flush();
    }
}
