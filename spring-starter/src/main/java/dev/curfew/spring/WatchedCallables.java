package dev.curfew.spring;

import dev.curfew.InFlightRequest;
import dev.curfew.servlet.RequestTimeoutFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;

/**
 * The thread that runs a {@link Callable}, or a streaming body, is the request's as long as it does: it is interrupted, its
 * stack is reported, and its {@code Deadline.current()} is the request's.
 */
final class WatchedCallables implements CallableProcessingInterceptor {

    @Override
    public <T> void preProcess(NativeWebRequest request, Callable<T> task) {
        InFlightRequest inFlight = inFlight(request);
        if (inFlight != null) {
            inFlight.attach();
        }
    }

    @Override
    public <T> void postProcess(NativeWebRequest request, Callable<T> task, @Nullable Object concurrentResult) {
        InFlightRequest inFlight = inFlight(request);
        if (inFlight != null) {
            inFlight.detach();
        }
    }

    private static @Nullable InFlightRequest inFlight(NativeWebRequest request) {
        HttpServletRequest http = request.getNativeRequest(HttpServletRequest.class);
        return http == null ? null : RequestTimeoutFilter.inFlight(http);
    }
}
