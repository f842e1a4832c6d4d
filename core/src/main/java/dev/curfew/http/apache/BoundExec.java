package dev.curfew.http.apache;

import dev.curfew.http.OutgoingCall;
import dev.curfew.http.OutgoingCalls;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.concurrent.Cancellable;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/** One call, with its redirects and retries. */
final class BoundExec implements ExecChainHandler {

    private final OutgoingCalls calls;

    BoundExec(OutgoingCalls calls) {
        this.calls = calls;
    }

    @Override
    public ClassicHttpResponse execute(ClassicHttpRequest request, ExecChain.Scope scope, ExecChain chain)
            throws IOException, HttpException {
        OutgoingCall call = calls.begin();
        if (call == null) {
            return chain.proceed(request, scope);
        }
        boolean answered = false;
        try {
            call.throwIfEnded();
            announce(call, request);
            scope.clientContext.setAttribute(BoundAttempt.CALL, call);
            call.onEnd(() -> cancel(scope));
            ClassicHttpResponse response = chain.proceed(request, scope);
            bindBody(call, response, scope);
            answered = true;
            return response;
        } catch (IOException e) {
            throw call.failure(e);
        } catch (RuntimeException e) {
            if (call.isEnded()) {
                throw call.timeout(e); // a wait for a connection that is cancelled ends like this
            }
            throw e;
        } finally {
            scope.clientContext.removeAttribute(BoundAttempt.CALL); // the app may use its context again
            if (!answered) {
                call.close();
            }
            makeReusable(call, scope.originalRequest);
        }
    }

    /** This is a copy, for the first server; a redirect copies the app's own request again. */
    private void announce(OutgoingCall call, HttpRequest request) {
        URI uri = uriOf(request);
        String value = uri == null || request.containsHeader(calls.headerName()) ? null : call.headerFor(uri);
        if (value != null) {
            request.addHeader(calls.headerName(), value);
        }
    }

    private static @Nullable URI uriOf(HttpRequest request) {
        try {
            return request.getUri();
        } catch (URISyntaxException e) {
            return null; // the client says so itself
        }
    }

    /** The request knows more than the connection: that it waits for one, too. */
    private static void cancel(ExecChain.Scope scope) {
        if (scope.originalRequest instanceof Cancellable request) {
            request.cancel();
        } else if (scope.execRuntime instanceof Cancellable runtime) {
            runtime.cancel();
        }
    }

    /** The app may send the same request again, in another request of its own. */
    private static void makeReusable(OutgoingCall call, HttpRequest request) {
        if (call.isEnded() && request instanceof HttpUriRequestBase cancelled) {
            cancelled.reset();
        }
    }

    /** From here on the connection is cancelled, not the request: it would stay so, and the app may send it again. */
    private static void bindBody(OutgoingCall call, ClassicHttpResponse response, ExecChain.Scope scope) {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            call.close();
            return;
        }
        response.setEntity(new BoundEntity(call, entity));
        if (scope.execRuntime instanceof Cancellable runtime) {
            call.onEnd(runtime::cancel);
        }
    }
}
