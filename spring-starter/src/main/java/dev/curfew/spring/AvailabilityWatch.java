package dev.curfew.spring;

import dev.curfew.Watchdog;
import dev.curfew.spring.AvailabilityRules.State;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.ApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Publishes what the rules say, once a second while the app runs. Takes back only what it has published itself: an app that
 * refuses traffic for another reason goes on doing so.
 */
final class AvailabilityWatch implements SmartLifecycle, Runnable {

    private static final Logger logger = LoggerFactory.getLogger(CurfewAutoConfiguration.class);
    private static final long PERIOD_MILLIS = 1000;

    private final AvailabilityRules rules;
    private final Watchdog watchdog;
    private final ApplicationContext context;
    private final ApplicationAvailability availability;
    private State published = State.FINE;
    private volatile @Nullable Thread thread; // while it runs

    AvailabilityWatch(
            AvailabilityRules rules,
            Watchdog watchdog,
            ApplicationContext context,
            ApplicationAvailability availability) {
        this.rules = rules;
        this.watchdog = watchdog;
        this.context = context;
        this.availability = availability;
    }

    @Override
    public void start() {
        Thread started = new Thread(this, "curfew-health");
        started.setDaemon(true);
        thread = started;
        started.start();
    }

    @Override
    public void stop() {
        Thread stopped = thread;
        thread = null;
        if (stopped != null) {
            stopped.interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return thread != null;
    }

    @Override
    public void run() {
        try {
            while (isRunning()) {
                Thread.sleep(PERIOD_MILLIS);
                publish(rules.next(watchdog.abandoned(), System.nanoTime()));
            }
        } catch (InterruptedException e) {
            // the app ends
        }
    }

    /** Moves from what was published to this state. */
    void publish(State next) {
        if (next == published) {
            return;
        }
        int abandoned = watchdog.abandoned();
        logger.warn("Abandoned requests: {}; the app's availability goes from {} to {}", abandoned, published, next);
        if (published == State.FINE && availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC) {
            AvailabilityChangeEvent.publish(context, this, ReadinessState.REFUSING_TRAFFIC);
        }
        if (next == State.BROKEN) {
            AvailabilityChangeEvent.publish(context, this, LivenessState.BROKEN);
        }
        if (next == State.FINE) {
            takeBack();
        }
        published = next;
    }

    private void takeBack() {
        AvailabilityChangeEvent<LivenessState> liveness = availability.getLastChangeEvent(LivenessState.class);
        if (liveness != null && liveness.getSource() == this) {
            AvailabilityChangeEvent.publish(context, this, LivenessState.CORRECT);
        }
        AvailabilityChangeEvent<ReadinessState> readiness = availability.getLastChangeEvent(ReadinessState.class);
        if (readiness != null && readiness.getSource() == this) {
            AvailabilityChangeEvent.publish(context, this, ReadinessState.ACCEPTING_TRAFFIC);
        }
    }
}
