package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineTest {

    private final Timeline timeline = new Timeline(3);

    private TimelineEntry add(long dueNanos) {
        TimelineEntry entry = new TimelineEntry();
        entry.dueNanos = dueNanos;
        timeline.add(entry, Math.max(0, dueNanos));
        long number = entry.number;
        assertThat(number).isNotNegative();
        return entry;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithASortedModel(long seed) {
        new TimelineModel(seed).run(6_000);
    }

    @Test
    void emptyTimelineIsNeverDue() {
        assertThat(timeline.earliestDueNanos()).isEqualTo(Timeline.NEVER);
        assertThat(timeline.pollDue(Long.MAX_VALUE - 1)).isNull();
        assertThat(timeline.size()).isZero();
        assertThat(timeline.stripe()).isEqualTo(3);
    }

    @Test
    void entryIsHandedOutAtItsNanosecond() {
        long due = Duration.ofHours(20).toNanos() + 123;
        TimelineEntry entry = add(due);

        assertThat(timeline.pollDue(due - 1)).isNull();
        assertThat(timeline.pollDue(due)).isSameAs(entry);
        assertThat(timeline.pollDue(due)).isNull();
        assertThat(timeline.earliestDueNanos()).isEqualTo(Timeline.NEVER);
    }

    @Test
    void entryThatWasTakenStaysUntilItIsMovedOrRemoved() {
        TimelineEntry entry = add(10);
        assertThat(timeline.pollDue(10)).isSameAs(entry);
        assertThat(timeline.size()).isEqualTo(1);

        timeline.move(entry, 30);
        assertThat(timeline.earliestDueNanos()).isEqualTo(30);
        timeline.remove(entry);
        timeline.move(entry, 40);
        timeline.remove(entry);
        assertThat(timeline.size()).isZero();
        assertThat(timeline.pollDue(Long.MAX_VALUE - 1)).isNull();
    }

    @Test
    void cascadeOfThousandsLosesNone() {
        long far = Duration.ofMinutes(10).toNanos();
        Set<TimelineEntry> waiting = new HashSet<>();
        for (int i = 0; i < 5_000; i++) {
            waiting.add(add(far + i * 1_000L));
        }
        TimelineEntry taken = timeline.pollDue(far + 5_000_000L);
        while (taken != null) {
            assertThat(waiting.remove(taken)).isTrue();
            taken = timeline.pollDue(far + 5_000_000L);
        }
        assertThat(waiting).isEmpty();
    }

    @Test
    void entryAddedInThePastIsDueAtOnce() {
        long now = Duration.ofSeconds(70).toNanos();
        TimelineEntry first = add(now);
        assertThat(timeline.pollDue(now)).isSameAs(first);

        TimelineEntry late = add(5);
        assertThat(timeline.earliestDueNanos()).isLessThanOrEqualTo(5);
        assertThat(timeline.pollDue(now)).isSameAs(late);
    }

    @Test
    void numbersAreASequence() {
        for (int i = 0; i < 100; i++) {
            TimelineEntry entry = new TimelineEntry();
            timeline.add(entry, 1);
            assertThat(entry.number).isEqualTo(i);
            timeline.remove(entry);
        }
    }

    @Test
    void shortestDelayIsToldOnce() {
        add(500);
        add(300);
        add(400);
        assertThat(timeline.takeShortestDelayNanos()).isEqualTo(300);
        assertThat(timeline.takeShortestDelayNanos()).isEqualTo(Timeline.NEVER);
    }

    @Test
    void entriesAreAllAlsoThoseThatWaitForNothing() {
        Set<TimelineEntry> expected = new HashSet<>(Set.of(add(1), add(1L << 30), add(1L << 40)));
        TimelineEntry parked = add(1L << 35);
        timeline.move(parked, Timeline.NEVER);
        expected.add(parked);

        assertThat(timeline.entries()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void removedEntriesAreUnreachable() {
        List<WeakReference<TimelineEntry>> removed = new ArrayList<>();
        List<TimelineEntry> kept = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            kept.add(add(i * 10_000_000L));
            removed.add(new WeakReference<>(addAndRemove(i * 10_000_000L, i % 3)));
        }

        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return removed.stream().allMatch(each -> each.refersTo(null));
        });
        assertThat(timeline.size()).isEqualTo(kept.size());
    }

    private TimelineEntry addAndRemove(long dueNanos, int way) {
        TimelineEntry entry = add(dueNanos);
        if (way == 1) {
            timeline.move(entry, dueNanos + 7_000_000_000L);
        } else if (way == 2) {
            timeline.move(entry, Timeline.NEVER);
        }
        timeline.remove(entry);
        return entry;
    }
}
