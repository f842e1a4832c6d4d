package dev.curfew.benchmarks;

import dev.curfew.RequestDescription;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.CyclicTimeouts;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/** Jetty's {@code CyclicTimeouts} over a concurrent set of what is in flight. */
final class CyclicTimekeeper implements Timekeeper<CyclicTimekeeper.Request> {

    private final Scheduler scheduler = JettySchedulerTimekeeper.started();
    private final Set<Request> inFlight = ConcurrentHashMap.newKeySet();
    private final CyclicTimeouts<Request> timeouts = new CyclicTimeouts<>(scheduler) {
        @Override
        protected Iterator<Request> iterator() {
            return inFlight.iterator();
        }

        @Override
        protected boolean onExpired(Request request) {
            return onDue(request);
        }
    };
    private final Expiry expiry;

    CyclicTimekeeper(Expiry expiry) {
        this.expiry = expiry;
    }

    /** A request with the time of its next event. */
    static final class Request implements CyclicTimeouts.Expirable {

        private final RequestDescription description;
        private final RequestTimeout timeout;
        private @Nullable Thread thread = Thread.currentThread();
        private long dueNanoTime;
        private boolean warned;

        Request(RequestDescription description, RequestTimeout timeout) {
            this.description = description;
            this.timeout = timeout;
            dueNanoTime = System.nanoTime() + timeout.warnNanos();
        }

        @Override
        public long getExpireNanoTime() {
            return dueNanoTime;
        }
    }

    /** Whether the request is to be removed. */
    private boolean onDue(Request request) {
        if (request.warned) {
            expiry.expired(request.description);
            return true;
        }
        request.warned = true;
        request.dueNanoTime += request.timeout.nanos() - request.timeout.warnNanos();
        timeouts.schedule(request);
        return false;
    }

    @Override
    public Request begin(RequestDescription description, RequestTimeout timeout) {
        Request request = new Request(description, timeout);
        inFlight.add(request);
        timeouts.schedule(request);
        return request;
    }

    @Override
    public void leave(Request request) {
        request.thread = null;
    }

    @Override
    public void end(Request request) {
        inFlight.remove(request);
    }

    @Override
    public void close() {
        timeouts.destroy();
        LifeCycle.stop(scheduler);
    }
}
