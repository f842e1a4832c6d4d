package dev.curfew;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RunnableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pieces of a request's work that other threads do, and that do not begin any more once the request has expired. */
final class CarriedWork {

    private static final Logger log = LoggerFactory.getLogger("dev.curfew");

    private static final RateLimit refusals = new RateLimit(20, System::nanoTime);

    private final WatchedRequest request;

    CarriedWork(WatchedRequest request) {
        this.request = request;
    }

    /** Does it on the calling thread, unless it is too late. */
    <T extends @Nullable Object, X extends Exception> T call(Deadline.ValueSection<T, X> work) throws X {
        Object before = CurrentRequest.top();
        if (!request.joinToWork()) {
            throw request.timeoutException();
        }
        try {
            return work.call();
        } finally {
            CurrentRequest.backTo(before);
        }
    }

    void run(Runnable task) {
        call(() -> {
            task.run();
            return task;
        });
    }

    /** Does what an executor was given, whose caller has gone; one that waits for it must not do so in vain. */
    void execute(Runnable task) {
        Object before = CurrentRequest.top();
        try {
            if (request.joinToWork()) {
                task.run();
            } else if (task instanceof RunnableFuture<?> future) {
                boolean ignored = future.cancel(false);
                logRefused();
            } else if (task instanceof CompletableFuture.AsynchronousCompletionTask) {
                request.join(); // its future is out of reach, and completed by the task alone
                task.run();
            } else {
                logRefused();
            }
        } finally {
            CurrentRequest.backTo(before);
        }
    }

    private void logRefused() {
        if (refusals.tryAcquire()) {
            log.info(
                    "Queued work of an expired request was not begun: id={} left-out={}",
                    request.id(),
                    refusals.takeLeftOut());
        }
    }
}
