package dev.curfew.spring;

import dev.curfew.http.OutgoingCall;
import java.io.IOException;
import java.io.InputStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpResponse;

/** An answer whose body ends with its call. */
final class BoundResponse implements ClientHttpResponse {

    /**
     * Streams that another thread can close, at once: the JDK's, Jetty's and Spring's own, of Reactor. Others read what is
     * left first, or wait for their reader.
     */
    private static final String[] CLOSED_AT_ONCE = {
        "jdk.internal.net.http.", "org.eclipse.jetty.", "org.springframework.http.client."
    };

    private final OutgoingCall call;
    private final ClientHttpResponse response;

    // Guarded by this.
    private @Nullable InputStream raw;
    private @Nullable InputStream bound;

    BoundResponse(OutgoingCall call, ClientHttpResponse response) {
        this.call = call;
        this.response = response;
        call.onEnd(this::end);
    }

    private void end() {
        try {
            InputStream body = raw();
            String type = body.getClass().getName();
            if (Stream.of(CLOSED_AT_ONCE).anyMatch(type::startsWith)) {
                body.close();
            }
        } catch (IOException e) {
            // whoever reads it is told
        }
    }

    private synchronized InputStream raw() throws IOException {
        if (raw == null) {
            raw = response.getBody();
        }
        return raw;
    }

    @Override
    public synchronized InputStream getBody() throws IOException {
        if (bound == null) {
            bound = call.body(raw());
        }
        return bound;
    }

    @Override
    public HttpHeaders getHeaders() {
        return response.getHeaders();
    }

    @Override
    public HttpStatusCode getStatusCode() throws IOException {
        return response.getStatusCode();
    }

    @Override
    public String getStatusText() throws IOException {
        return response.getStatusText();
    }

    /** Factories close a response by reading what is left of it, which of one that was ended may be much. */
    @Override
    public void close() {
        try {
            if (call.isEnded()) {
                raw().close();
            }
        } catch (IOException e) {
            // closed all the same
        } finally {
            response.close();
            call.close();
        }
    }
}
