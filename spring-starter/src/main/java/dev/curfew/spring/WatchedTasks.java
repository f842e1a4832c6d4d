package dev.curfew.spring;

import dev.curfew.CarriedRequest;
import dev.curfew.Deadline;
import java.util.concurrent.Executor;
import java.util.concurrent.RunnableFuture;
import org.springframework.core.task.TaskDecorator;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Work that a handler hands to the app's executor, as {@code @Async} does, stays the request's: its {@code
 * Deadline.current()} is the request's, and the thread that does it is interrupted at the deadline. A {@code Future} that is
 * queued until then is cancelled. Other tasks may be what a framework waits for: they begin, and see the expired deadline.
 */
final class WatchedTasks implements TaskDecorator {

    @Override
    public Runnable decorate(Runnable task) {
        CarriedRequest carried = CarriedRequest.current();
        if (carried == null) {
            return task;
        }
        if (task instanceof RunnableFuture && !isAsyncStarted()) {
            return wrap(carried.deadline(), task);
        }
        return () -> {
            CarriedRequest before = CarriedRequest.current();
            carried.set();
            try {
                task.run();
            } finally {
                CarriedRequest.backTo(before);
            }
        };
    }

    /** As its executor would. */
    private static Runnable wrap(Deadline deadline, Runnable task) {
        Runnable[] wrapped = {task};
        Executor executor = deadline.wrap((Executor) each -> wrapped[0] = each);
        executor.execute(task);
        return wrapped[0];
    }

    /** Whether the task may be the handler itself, such as a {@code Callable}, which has to run for the request to end. */
    private static boolean isAsyncStarted() {
        return RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes attributes
                && attributes.getRequest().isAsyncStarted();
    }
}
