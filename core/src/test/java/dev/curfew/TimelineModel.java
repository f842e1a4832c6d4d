package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Drives a {@link Timeline} with random steps beside the plainest thing that could do the same. */
final class TimelineModel {

    private static final double SHORTEST_NANOS = 1e3;
    private static final double LONGEST_NANOS = 20 * 3600e9;
    private static final int MOST_FRUITLESS_LOOKS = 16;

    private final Random random;
    private final Timeline timeline = new Timeline(0);
    private final Map<TimelineEntry, Long> due = new HashMap<>();
    private final TreeMap<Long, Integer> times = new TreeMap<>();
    private final List<TimelineEntry> entries = new ArrayList<>();
    private long now = 12_345;
    private long added;

    TimelineModel(long seed) {
        random = new Random(seed);
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            int dice = random.nextInt(100);
            if (dice < 40) {
                add(someTime());
            } else if (dice < 55) {
                withAny(entry -> move(entry, someTime()));
            } else if (dice < 60) {
                withAny(entry -> move(entry, Timeline.NEVER));
            } else if (dice < 75) {
                withAny(this::remove);
            } else if (dice < 98) {
                pass();
            } else {
                addMany();
            }
            check();
        }
        drainByTheEarliest();
    }

    private long randomNanos() {
        return (long) (SHORTEST_NANOS * Math.pow(LONGEST_NANOS / SHORTEST_NANOS, random.nextDouble()));
    }

    private long someTime() {
        long way = randomNanos();
        return random.nextInt(10) == 0 ? Math.max(0, now - way) : now + way;
    }

    private void withAny(Consumer<TimelineEntry> step) {
        if (!entries.isEmpty()) {
            step.accept(entries.get(random.nextInt(entries.size())));
        }
    }

    private void add(long dueNanos) {
        TimelineEntry entry = new TimelineEntry();
        entry.dueNanos = dueNanos;
        timeline.add(entry, Math.max(0, dueNanos - now));
        assertThat(entry.number).isEqualTo(added++);
        entries.add(entry);
        note(entry, dueNanos);
    }

    /** More than one hold of the lock moves down. */
    private void addMany() {
        long far = now + randomNanos();
        for (int i = 0; i < 150; i++) {
            add(far + random.nextInt(1_000_000));
        }
    }

    private void move(TimelineEntry entry, long dueNanos) {
        timeline.move(entry, dueNanos);
        note(entry, dueNanos);
    }

    private void remove(TimelineEntry entry) {
        timeline.remove(entry);
        entries.remove(entry);
        forget(due.remove(entry));
    }

    private void note(TimelineEntry entry, long dueNanos) {
        forget(due.put(entry, dueNanos));
        times.merge(dueNanos, 1, Integer::sum);
    }

    private void forget(Long dueNanos) {
        if (dueNanos != null) {
            times.computeIfPresent(dueNanos, (time, count) -> count == 1 ? null : count - 1);
        }
    }

    private long earliest() {
        return times.isEmpty() ? Timeline.NEVER : times.firstKey();
    }

    private void pass() {
        now += random.nextInt(4) == 0 ? randomNanos() : randomNanos() / 1_000;
        drain();
    }

    private void drain() {
        TimelineEntry entry = timeline.pollDue(now);
        while (entry != null) {
            assertThat(due.get(entry)).as("known, and not early").isLessThanOrEqualTo(now);
            note(entry, Timeline.NEVER);
            if (random.nextBoolean()) {
                remove(entry);
            } else if (random.nextBoolean()) {
                move(entry, now + 1 + randomNanos());
            }
            entry = timeline.pollDue(now);
        }
        assertThat(earliest()).as("all that was due was handed out").isGreaterThan(now);
        assertThat(timeline.earliestDueNanos()).isGreaterThan(now);
    }

    private void check() {
        assertThat(timeline.earliestDueNanos()).as("never too late").isLessThanOrEqualTo(earliest());
        assertThat(timeline.size()).isEqualTo(entries.size());
    }

    /** As the clock does: sleep until the earliest, look, and after a few fruitless looks be there to the nanosecond. */
    private void drainByTheEarliest() {
        drain();
        int fruitless = 0;
        while (!times.isEmpty() && earliest() != Timeline.NEVER) {
            long expected = earliest();
            now = Math.max(now, timeline.earliestDueNanos());
            assertThat(now).isLessThanOrEqualTo(expected);
            fruitless = drainParking(expected) ? 0 : fruitless + 1;
            assertThat(fruitless).isLessThan(MOST_FRUITLESS_LOOKS);
        }
        assertThat(timeline.earliestDueNanos()).isEqualTo(Timeline.NEVER);
    }

    private boolean drainParking(long expected) {
        boolean any = false;
        TimelineEntry entry = timeline.pollDue(now);
        while (entry != null) {
            any = true;
            assertThat(due.get(entry)).isEqualTo(expected);
            assertThat(now).isEqualTo(expected);
            note(entry, Timeline.NEVER);
            entry = timeline.pollDue(now);
        }
        return any;
    }
}
