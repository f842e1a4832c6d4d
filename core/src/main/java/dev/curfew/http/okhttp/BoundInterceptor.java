package dev.curfew.http.okhttp;

import dev.curfew.http.OutgoingCall;
import dev.curfew.http.OutgoingCalls;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** One call, with its redirects and retries. */
final class BoundInterceptor implements Interceptor {

    private static final int SWITCHING_PROTOCOLS = 101;

    private final OutgoingCalls calls;

    BoundInterceptor(OutgoingCalls calls) {
        this.calls = calls;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        OutgoingCall call = calls.begin();
        if (call == null) {
            return chain.proceed(chain.request());
        }
        boolean answered = false;
        try {
            call.throwIfEnded();
            call.onEnd(chain.call()::cancel);
            Response response = chain.proceed(announced(call, chain.request()));
            answered = response.code() != SWITCHING_PROTOCOLS; // a WebSocket outlives its request
            return answered
                    ? response.newBuilder()
                            .body(new BoundBody(call, response.body()))
                            .build()
                    : response;
        } catch (IOException e) {
            throw call.failure(e);
        } finally {
            if (!answered) {
                call.close();
            }
        }
    }

    private Request announced(OutgoingCall call, Request request) {
        String value = request.header(calls.headerName()) != null
                ? null
                : call.headerFor(request.url().uri());
        return value == null
                ? request
                : request.newBuilder()
                        .header(calls.headerName(), value)
                        .tag(HeaderOfHop.class, HeaderOfHop.ANNOUNCED)
                        .build();
    }
}
