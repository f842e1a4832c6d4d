package dev.curfew.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CallTimerTest {

    private static final int MANY = 100;

    private static void hold(CountDownLatch latch) {
        try {
            boolean unused = latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void callThatFindsAllThreadsHeldIsEndedWhenOneIsFree() throws Exception {
        CountDownLatch clients = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(MANY);
        Future<?> last = null;
        for (int i = 0; i < MANY; i++) {
            last = CallTimer.in(0, () -> {
                hold(clients);
                ended.countDown();
            });
        }
        assertThat(last).isNotNull();
        last.get(); // all have been handed over
        clients.countDown();
        assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
    }
}
