package dev.curfew.http.apache;

import dev.curfew.http.OutgoingCalls;
import java.net.URI;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/** Takes what was announced to one server back from a request that a redirect sends to another. */
final class HeaderOfHop implements HttpRequestInterceptor {

    static final String ANNOUNCED = "dev.curfew.announced";

    private final OutgoingCalls calls;

    HeaderOfHop(OutgoingCalls calls) {
        this.calls = calls;
    }

    @Override
    public void process(HttpRequest request, @Nullable EntityDetails entity, HttpContext context) {
        if (context.getAttribute(ANNOUNCED) == null) {
            return;
        }
        URI uri = BoundExec.uriOf(request);
        if (uri == null || !calls.announcesTo(uri)) {
            request.removeHeaders(calls.headerName());
        }
    }
}
