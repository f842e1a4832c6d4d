package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.ABORT;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final int TURNS = 5_000;

    private final TestWatchdog test = new TestWatchdog();
    private final OtherThread other = new OtherThread();
    private final RecordingHandler handler = new RecordingHandler();
    private final WatchedRequest request = test.watch(tenSeconds(ABORT), handler);
    private int written;

    @AfterEach
    void end() {
        test.close();
        other.close();
    }

    private void writeManyTimes() {
        for (int i = 0; i < TURNS; i++) {
            assertThat(request.beginWrite()).isTrue();
            written++;
            request.endWrite();
        }
    }

    @Test
    void twoWritersExcludeEachOther() {
        Future<?> writing = other.begin(this::writeManyTimes);
        writeManyTimes();
        OtherThread.result(writing);
        assertThat(request.beginWrite()).isTrue();
        assertThat(written).isEqualTo(2 * TURNS);
        request.endWrite();
    }

    @Test
    void writerWaitsForTheOneThatWrites() {
        assertThat(request.beginWrite()).isTrue();
        AtomicBoolean over = new AtomicBoolean();
        Future<?> writing = other.begin(() -> {
            assertThat(request.beginWrite()).isTrue();
            assertThat(over).isTrue();
            request.endWrite();
        });
        over.set(true);
        request.endWrite();
        OtherThread.result(writing);
    }

    @Test
    void writerMayTakeItsLeaseAgain() {
        assertThat(request.beginWrite()).isTrue();
        assertThat(request.beginWrite()).isTrue();
        request.endWrite();
        assertThat(request.leaseForAnswer()).as("free").isFalse();
        request.endWrite();
        assertThat(request.leaseForAnswer()).as("free").isTrue();
        request.endWrite();
    }

    @Test
    void readerAndWriterDoNotExcludeEachOther() {
        assertThat(request.beginRead()).isTrue();
        assertThat(other.call(request::beginWrite)).isTrue();
        other.run(request::endWrite);
        request.endRead();
    }

    @Test
    void leasesAreRefusedOnceAborted() {
        test.passSeconds(10);
        assertThat(request.isAborted()).isTrue();
        assertThat(request.beginWrite()).isFalse();
        assertThat(request.beginRead()).isFalse();
        assertThat(other.call(request::beginWrite)).isFalse();
        request.close();
        assertThat(request.beginWrite()).isFalse();
        assertThat(request.isAborted()).isTrue();
    }

    @Test
    void nobodyWaitsForALeaseOnceAborted() {
        assertThat(request.beginWrite()).isTrue();
        Future<?> waiting = other.begin(() -> assertThat(request.beginWrite()).isFalse());
        test.passSeconds(10);
        OtherThread.result(waiting);
        assertThat(request.isWriting()).isTrue();
        assertThat(other.call(request::beginWrite)).isFalse();
        request.endWrite();
        assertThat(request.beginWrite()).isFalse();
    }

    @Test
    void leasesAreFreeUnderAPolicyThatOnlyLogs() {
        WatchedRequest logged = test.watch(tenSeconds(), handler);
        test.passSeconds(10);
        assertThat(logged.beginWrite()).isTrue();
        logged.endWrite();
        assertThat(logged.beginRead()).isTrue();
        logged.endRead();
    }
}
