package dev.curfew.boot;

import java.util.stream.IntStream;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Lets handlers go while the app's end waits for them. */
@Component
final class GateAtTheEnd implements SmartLifecycle {

    static final String ID = "end-";
    static final int MOST = 100;

    private final Gates gates;
    private volatile boolean running;

    GateAtTheEnd(Gates gates) {
        this.gates = gates;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        IntStream.range(0, MOST).forEach(i -> gates.of(ID + i).close());
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** After Curfew's, and before the server's graceful shutdown, which is 1024 below the highest. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 512;
    }
}
