package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineWalkTest {

    private static final long FAR = 300_000L << 20;

    private final Timeline timeline = new Timeline(0);

    private TimelineEntry add(long dueNanos) {
        TimelineEntry entry = new TimelineEntry();
        entry.dueNanos = dueNanos;
        timeline.add(entry, dueNanos);
        return entry;
    }

    private List<TimelineEntry> addMany(int count, Random random) {
        List<TimelineEntry> added = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            added.add(add(someTime(random)));
        }
        return added;
    }

    /** So that lists are long, and some are on their way down. */
    private static long someTime(Random random) {
        return random.nextInt(3) == 0 ? FAR + random.nextInt(1000) : (long) random.nextInt(4) << 26;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatStaysIsFoundOnceWhateverHappensBetweenThePieces(long seed) {
        Random random = new Random(seed);
        List<TimelineEntry> entries = addMany(1_000, random);
        Set<TimelineEntry> staying = Collections.newSetFromMap(new IdentityHashMap<>());
        staying.addAll(entries);

        TimelineWalk walk = timeline.walk(100_000, () -> {
            for (int step = 0; step < 20; step++) {
                TimelineEntry any = entries.get(random.nextInt(entries.size()));
                switch (random.nextInt(5)) {
                    case 0 -> add(someTime(random));
                    case 1 -> {
                        timeline.remove(any);
                        staying.remove(any);
                    }
                    case 2 -> timeline.move(any, random.nextBoolean() ? Timeline.NEVER : someTime(random));
                    case 3 -> timeline.pollDue(FAR);
                    default -> timeline.move(any, someTime(random));
                }
            }
        });
        assertThat(walk.isLost()).isFalse();
        List<TimelineEntry> found = walk.found();
        assertThat(found).doesNotHaveDuplicates().containsAll(staying);
    }

    @Test
    void entryThatMovesToWhereTheWalkHasBeenIsFound() {
        TimelineEntry runaway = add(FAR);
        for (int i = 0; i < 500; i++) {
            add(0);
        }
        TimelineWalk walk = timeline.walk(100, () -> timeline.move(runaway, 0));
        assertThat(walk.found()).hasSize(501).contains(runaway).doesNotHaveDuplicates();
    }

    @Test
    void entryThatRunsAheadOfTheWalkIsFoundOnce() {
        Random random = new Random(1);
        List<TimelineEntry> entries = addMany(500, random);
        TimelineWalk walk = timeline.walk(100_000, () -> entries.forEach(entry -> timeline.move(entry, FAR << 1)));
        assertThat(walk.found()).containsExactlyInAnyOrderElementsOf(entries);
    }

    @Test
    void removalOfWhatWouldBeVisitedNextEndsNoWalk() {
        List<TimelineEntry> entries = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            entries.add(add(FAR));
        }
        List<TimelineEntry> middle = entries.subList(100, 280);
        TimelineWalk walk = timeline.walk(0, () -> middle.forEach(timeline::remove));
        assertThat(walk.found()).containsAll(entries.subList(0, 100)).containsAll(entries.subList(280, 300));
    }

    @Test
    void walkWithTooLittleRoomForItsNotesIsLost() {
        List<TimelineEntry> entries = addMany(100, new Random(1));
        assertThat(timeline.walk(1, () -> timeline.move(entries.get(0), 7)).isLost())
                .isTrue();
        assertThat(timeline.walk(0, () -> {}).isLost()).isFalse();
    }

    @Test
    void removedEntriesAreNotKeptByAWalkThatIsOver() {
        TimelineEntry entry = add(1);
        assertThat(timeline.entries()).containsExactly(entry);
        timeline.remove(entry);
        assertThat(timeline.entries()).isEmpty();
    }

    @Test
    void whatStaysIsFoundOnceWhileManyThreadsComeAndGoAndMove() {
        List<TimelineEntry> staying = addMany(5_000, new Random(1));
        AtomicBoolean over = new AtomicBoolean();
        try (OtherThread coming = new OtherThread();
                OtherThread moving = new OtherThread();
                OtherThread polling = new OtherThread()) {
            List<Future<?>> disturbing = List.of(
                    coming.begin(() -> comeAndGo(over)),
                    moving.begin(() -> moveAny(staying, over)),
                    polling.begin(() -> pollAndPutBack(over)));
            for (int i = 0; i < 200; i++) {
                Set<TimelineEntry> found = new HashSet<>();
                for (TimelineEntry entry : timeline.entries()) {
                    assertThat(found.add(entry)).isTrue();
                }
                assertThat(found.containsAll(staying)).isTrue();
            }
            over.set(true);
            disturbing.forEach(OtherThread::result);
        }
        assertThat(timeline.size()).isEqualTo(staying.size());
    }

    private void comeAndGo(AtomicBoolean over) {
        Random random = new Random(2);
        while (!over.get()) {
            addMany(50, random).forEach(timeline::remove);
        }
    }

    private void moveAny(List<TimelineEntry> entries, AtomicBoolean over) {
        Random random = new Random(3);
        while (!over.get()) {
            timeline.move(entries.get(random.nextInt(entries.size())), someTime(random));
        }
    }

    private void pollAndPutBack(AtomicBoolean over) {
        Random random = new Random(4);
        while (!over.get()) {
            TimelineEntry entry = timeline.pollDue(FAR);
            if (entry != null) {
                timeline.move(entry, someTime(random));
            }
        }
    }
}
