package dev.curfew.spring;

import dev.curfew.Deadline;
import dev.curfew.InFlightRequest;
import dev.curfew.servlet.RequestTimeoutFilter;
import org.springframework.core.task.TaskDecorator;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/**
 * Work that a handler hands to the app's executor, as {@code @Async} does, stays the request's: its {@code
 * Deadline.current()} is the request's, and once the handler's own thread has left, the thread that does the work is the
 * one that is interrupted and whose stack is reported.
 */
final class WatchedTasks implements TaskDecorator {

    @Override
    public Runnable decorate(Runnable task) {
        InFlightRequest inFlight =
                RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                        ? RequestTimeoutFilter.inFlight(request.getRequest())
                        : null;
        if (inFlight == null) {
            return task;
        }
        return () -> {
            if (Deadline.current().requestId().equals(inFlight.id())) {
                task.run(); // on the handler's own thread, which is the request's already
                return;
            }
            inFlight.attachNext();
            try {
                task.run();
            } finally {
                inFlight.detach();
            }
        };
    }
}
