package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests are in a cell, and that they are watched like those in a timeline. */
class CellsTest {

    private final TestWatchdog test = new TestWatchdog();
    private final OtherThread other = new OtherThread();

    @BeforeEach
    void freeTheSlot() {
        Object ignored = CurrentRequest.take();
        CurrentRequest.slot()[CurrentRequest.OWNER] = null;
    }

    @AfterEach
    void end() {
        test.close();
        other.close();
    }

    private WatchedRequest watch() {
        return test.watch(tenSeconds());
    }

    private static boolean isInCell(WatchedRequest request) {
        return request.cell != null;
    }

    private void assertInFlight(WatchedRequest... requests) {
        assertThat(test.watchdog.inFlight()).isEqualTo(requests.length);
        assertThat(test.watchdog.snapshot(100))
                .extracting(RequestSnapshot::id)
                .containsExactlyInAnyOrder(
                        List.of(requests).stream().map(WatchedRequest::id).toArray(String[]::new));
        for (WatchedRequest request : requests) {
            RequestControl found = test.watchdog.find(request.id());
            assertThat(Objects.requireNonNull(found).snapshot().id()).isEqualTo(request.id());
        }
    }

    private void assertExpires(WatchedRequest request) {
        assertThat(request.isExpired()).isFalse();
        test.passSeconds(10);
        assertThat(request.isExpired()).isTrue();
    }

    @Test
    void requestStaysInItsCellUntilItCompletes() {
        WatchedRequest request = watch();
        assertThat(isInCell(request)).isTrue();
        assertThat(request.timeline.size()).isZero();
        assertInFlight(request);
        request.close();
        assertInFlight();
        assertThat(request.timeline.size()).isZero();
    }

    @Test
    void clockTakesRequestsOutOfTheirCells() {
        WatchedRequest request = watch();
        test.passSeconds(8);
        assertThat(isInCell(request)).isFalse();
        assertInFlight(request);
        test.passSeconds(2);
        assertThat(request.isExpired()).isTrue();
        request.close();
        assertInFlight();
    }

    @Test
    void secondRequestOfAThreadIsInItsTimeline() {
        WatchedRequest outer = watch();
        WatchedRequest inner = watch();
        assertThat(isInCell(outer)).isTrue();
        assertThat(isInCell(inner)).isFalse();
        assertInFlight(outer, inner);
        outer.close();
        assertInFlight(inner);
        assertExpires(inner);
    }

    @Test
    void requestThatItsThreadLeavesGoesToItsTimeline() {
        WatchedRequest left = watch();
        left.detach();
        assertThat(isInCell(left)).isFalse();
        WatchedRequest next = watch();
        assertThat(isInCell(next)).isTrue();
        assertInFlight(left, next);
        next.close();
        assertInFlight(left);
        assertExpires(left);
    }

    @Test
    void requestThatCameBackStaysInItsTimeline() {
        WatchedRequest request = watch();
        request.detach();
        other.run(request::attach);
        other.run(request::detach);
        request.attach();
        assertThat(isInCell(request)).isFalse();
        assertInFlight(request);
        request.close();
        assertInFlight();
    }

    @Test
    void requestThatCarriedWorkLeftBehindGoesToItsTimeline() {
        Object before = CurrentRequest.top();
        WatchedRequest request = watch();
        WatchedRequest inner = watch();
        CurrentRequest.backTo(before);
        assertThat(isInCell(request)).isFalse();
        WatchedRequest next = watch();
        assertThat(isInCell(next)).isTrue();
        assertInFlight(request, inner, next);
        assertExpires(request);
    }

    @Test
    void requestOfAThreadThatHasAnotherForAWhileStaysInItsCell() {
        WatchedRequest request = watch();
        WatchedRequest carried = other.call(this::watch);
        carried.deadline()
                .wrap(() -> {
                    assertThat(isInCell(request)).isTrue();
                    assertInFlight(request, carried);
                })
                .run();
        Object before = CurrentRequest.top();
        CurrentRequest.enterNone();
        WatchedRequest beside = watch();
        assertThat(isInCell(beside)).isFalse();
        assertInFlight(request, carried, beside);
        CurrentRequest.backTo(before);
        assertThat(isInCell(request)).isTrue();
        assertInFlight(request, carried, beside);
    }

    @Test
    void movedDeadlineTakesTheRequestOutOfItsCell() {
        WatchedRequest request = watch();
        request.deadline().restart(Duration.ofSeconds(1));
        assertThat(isInCell(request)).isFalse();
        assertInFlight(request);
        test.passSeconds(1);
        assertThat(request.isExpired()).isTrue();
    }

    @Test
    void extendedDeadlineIsFoundOutWhenTheOldOneComes() {
        WatchedRequest request = watch();
        request.deadline().extendBy(Duration.ofSeconds(5));
        assertThat(isInCell(request)).isTrue();
        test.passSeconds(14.9);
        assertThat(request.isExpired()).isFalse();
        test.passSeconds(0.1);
        assertThat(request.isExpired()).isTrue();
    }

    @Test
    void requestThatCompletesOnAnotherThreadIsGone() {
        WatchedRequest request = watch();
        other.run(request::close);
        assertInFlight();
        test.passSeconds(20);
        assertThat(request.timeline.size()).isZero();
        WatchedRequest next = watch();
        assertThat(isInCell(next)).isTrue();
        assertInFlight(next);
    }

    @Test
    void requestOfAThreadThatEndsIsWatchedOn() throws InterruptedException {
        List<WatchedRequest> begun = new ArrayList<>();
        Thread ends = new Thread(() -> begun.add(watch()));
        ends.start();
        ends.join();
        WatchedRequest request = begun.get(0);
        assertThat(isInCell(request)).isTrue();
        endThreads(200);
        assertInFlight(request);
        assertExpires(request);
    }

    /** Each begins a request and ends it. */
    private void endThreads(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            Thread thread = new Thread(() -> watch().close());
            thread.start();
            thread.join();
        }
    }

    @Test
    void nothingIsKeptOfThreadsThatHaveEnded() throws InterruptedException {
        List<WeakReference<Object>> requests = new ArrayList<>();
        List<WeakReference<Object>> slots = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Thread thread = new Thread(() -> {
                InFlightRequest request = test.watchdog.watch(tenSeconds(), TestWatchdog.ORDERS);
                requests.add(new WeakReference<>(request));
                slots.add(new WeakReference<>(CurrentRequest.slot()));
                other.run(request::close); // so that the slot still holds it
            });
            thread.start();
            thread.join();
        }
        other.run(() -> {});
        assertInFlight();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return reachable(requests) == 0 && reachable(slots) <= 64;
        });
    }

    private static long reachable(List<WeakReference<Object>> references) {
        return references.stream().filter(each -> !each.refersTo(null)).count();
    }

    /** As those of a common pool's threads are, when they go idle. */
    @Test
    void nothingIsKeptOfThreadLocalValuesThatWereCleared() {
        Cells cells = new Cells();
        List<WeakReference<Object>> slots = new ArrayList<>();
        WatchedRequest early = inNewCell(cells, slots);
        for (int i = 0; i < 300; i++) {
            WatchedRequest request = inNewCell(cells, slots);
            assertThat(cells.requests()).containsExactly(early, request);
            request.completeNow(Completion.normal());
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            System.gc();
            return reachable(slots) <= 2;
        });
        assertThat(cells.requests()).containsExactly(early);
        early.completeNow(Completion.normal());
    }

    private WatchedRequest inNewCell(Cells cells, List<WeakReference<Object>> slots) {
        @Nullable Object[] slot = CurrentRequest.newCell();
        slots.add(new WeakReference<>(slot));
        return inCell(cells, slot);
    }

    private WatchedRequest inCell(Cells cells, @Nullable Object[] slot) {
        WatchedRequest request =
                new WatchedRequest(test.watchdog, new Timeline(0), tenSeconds(), TestWatchdog.ORDERS, null);
        assertThat(cells.take(request, slot)).isTrue();
        return request;
    }

    @Test
    void slotWhoseCellWasDroppedIsTakenAnew() {
        Cells cells = new Cells();
        @Nullable Object[] slot = CurrentRequest.newCell();
        for (int i = 0; i < 3; i++) {
            inNewCell(cells, new ArrayList<>()).completeNow(Completion.normal());
            WatchedRequest again = inCell(cells, slot);
            assertThat(cells.requests()).containsExactly(again);
            again.completeNow(Completion.normal());
        }
    }

    @Test
    void slotOfAThreadThatEndsBelongsToTheWatchdogThatHadItLast() throws InterruptedException {
        Cells old = new Cells();
        Cells cells = new Cells();
        List<WatchedRequest> begun = new ArrayList<>();
        Thread ends = new Thread(() -> {
            @Nullable Object[] slot = CurrentRequest.newCell();
            inCell(old, slot).completeNow(Completion.normal());
            old.close();
            begun.add(inCell(cells, slot));
        });
        ends.start();
        ends.join();
        assertThat(old.requests()).isEmpty();
        assertThat(cells.requests()).containsExactlyElementsOf(begun);
        begun.forEach(each -> each.completeNow(Completion.normal()));
    }

    @Test
    void threadsKeepTheirCellsWhileTheyLive() throws InterruptedException {
        WatchedRequest before = other.call(this::watch);
        other.run(before::close);
        endThreads(200);
        WatchedRequest after = other.call(this::watch);
        assertThat(isInCell(after)).isTrue();
        assertInFlight(after);
    }

    @Test
    void slotOfAnotherWatchdogIsLeftToItUntilThatIsClosed() {
        try (TestWatchdog second = new TestWatchdog()) {
            watch().close();
            WatchedRequest beside = second.watch(tenSeconds());
            assertThat(isInCell(beside)).isFalse();
            assertThat(second.watchdog.inFlight()).isOne();
            assertThat(test.watchdog.inFlight()).isZero();
            beside.close();

            test.watchdog.close();
            WatchedRequest after = second.watch(tenSeconds());
            assertThat(isInCell(after)).isTrue();
            assertThat(second.watchdog.inFlight()).isOne();
            assertThat(test.watchdog.inFlight()).isZero();
            second.passSeconds(10);
            assertThat(after.isExpired()).isTrue();
        }
    }

    @Test
    void idsAreUnique() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 3_000; i++) {
            WatchedRequest inCell = watch();
            WatchedRequest inTimeline = watch();
            WatchedRequest ofOther = other.call(this::watch);
            assertThat(ids.add(inCell.id())).isTrue();
            assertThat(ids.add(inTimeline.id())).isTrue();
            assertThat(ids.add(ofOther.id())).isTrue();
            inTimeline.close();
            inCell.close();
            other.run(ofOther::close);
        }
    }

    @Test
    void oldestIsTheOneThatBeganFirst() {
        for (int i = 0; i < 5; i++) {
            WatchedRequest first = other.call(this::watch);
            other.run(first::close);
        }
        WatchedRequest oldest = other.call(this::watch); // with a higher number than the next
        test.passSeconds(1);
        WatchedRequest next = watch();
        assertThat(test.watchdog.snapshot(1)).extracting(RequestSnapshot::id).containsExactly(oldest.id());
        assertThat(test.watchdog.oldestAge()).isEqualTo(Duration.ofSeconds(1));
        other.run(oldest::close);
        next.close();
    }

    @Test
    void requestThatIsMovedDuringALookIsHandedOverOnce() {
        Registry registry = new Registry(1);
        WatchedRequest request =
                new WatchedRequest(test.watchdog, registry.ofThread(), tenSeconds(), TestWatchdog.ORDERS, null);
        request.begin(0);
        registry.add(request, test.watchdog.clock());
        assertThat(isInCell(request)).isTrue();
        List<WatchedRequest> found = new ArrayList<>();
        registry.forEach(each -> {
            found.add(each);
            each.leaveCell();
        });
        assertThat(found).containsExactly(request);
        assertThat(request.timeline.size()).isOne();
        request.close();
    }

    @Test
    void drainReachesRequestsInTheirCells() {
        WatchedRequest request = test.watch(tenSeconds(TimeoutAction.INTERRUPT));
        assertThat(isInCell(request)).isTrue();
        assertThat(test.watchdog.drain(Duration.ofSeconds(1))).hasSize(1);
        test.passSeconds(0.9);
        assertThat(request.isExpired()).isFalse();
        test.passSeconds(0.1);
        assertThat(request.isExpired()).isTrue();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtualThreadsUseTimelines() throws ReflectiveOperationException {
        Executor virtual = (Executor)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        FutureTask<WatchedRequest> task = new FutureTask<>(this::watch);
        virtual.execute(task);
        WatchedRequest request = OtherThread.result(task);
        assertThat(isInCell(request)).isFalse();
        assertInFlight(request);
        assertExpires(request);
    }

    /** With a real clock: what is put into a cell while the clock falls asleep, or looks at the cells, expires. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3}) // others' looks would find what one has lost
    void requestsExpire(int threads) {
        List<OtherThread> others =
                Stream.generate(OtherThread::new).limit(threads).toList();
        try (Watchdog watchdog = Watchdog.builder().logging(false).build()) {
            List<Future<?>> work = new ArrayList<>();
            for (OtherThread each : others) {
                Random random = new Random(work.size());
                work.add(each.begin(() -> {
                    for (int number = 0; number < 300; number++) {
                        expire(watchdog, Duration.ofNanos(1 + random.nextInt(2_000_000)));
                    }
                }));
            }
            work.forEach(OtherThread::result);
            assertThat(watchdog.faults()).isZero();
        }
        others.forEach(OtherThread::close);
    }

    private static void expire(Watchdog watchdog, Duration timeout) {
        TimeoutPolicy policy =
                TimeoutPolicy.builder(timeout).warnAt(WarnAt.off()).build();
        long start = System.nanoTime();
        try (InFlightRequest request = watchdog.watch(policy, TestWatchdog.ORDERS)) {
            while (!request.isExpired()) { // for as long as the test's patience lasts
                LockSupport.parkNanos(20_000);
            }
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(timeout.toNanos());
        }
    }
}
