package dev.curfew.http.apache;

import dev.curfew.http.OutgoingCall;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.io.entity.HttpEntityWrapper;
import org.jspecify.annotations.Nullable;

/** The body of an answer, with which its call is over. */
final class BoundEntity extends HttpEntityWrapper {

    private final OutgoingCall call;
    private @Nullable InputStream content;

    BoundEntity(OutgoingCall call, HttpEntity entity) {
        super(entity);
        this.call = call;
    }

    @Override
    public @Nullable InputStream getContent() throws IOException {
        if (content == null) {
            InputStream raw = super.getContent();
            content = raw == null ? null : call.body(raw);
        }
        return content;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        try (InputStream in = getContent()) {
            if (in != null) {
                in.transferTo(out);
            }
        }
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            call.close();
        }
    }
}
