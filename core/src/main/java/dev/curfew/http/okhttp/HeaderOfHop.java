package dev.curfew.http.okhttp;

import dev.curfew.http.OutgoingCalls;
import java.io.IOException;
import okhttp3.Interceptor;
import okhttp3.Request;
import okhttp3.Response;

/** Takes what was announced to one server back from a request that a redirect sends to another. */
final class HeaderOfHop implements Interceptor {

    /** The tag of a request that carries a header of Curfew's. */
    static final HeaderOfHop ANNOUNCED = new HeaderOfHop(OutgoingCalls.defaults());

    private final OutgoingCalls calls;

    HeaderOfHop(OutgoingCalls calls) {
        this.calls = calls;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Request request = chain.request();
        boolean ours = request.tag(HeaderOfHop.class) != null;
        return chain.proceed(
                ours && !calls.announcesTo(request.url().uri())
                        ? request.newBuilder().removeHeader(calls.headerName()).build()
                        : request);
    }
}
