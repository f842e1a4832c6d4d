package dev.curfew.http.okhttp;

import dev.curfew.http.OutgoingCall;
import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;
import okio.Source;
import org.jspecify.annotations.Nullable;

/** The body of an answer, with which its call is over. */
final class BoundBody extends ResponseBody {

    private final ResponseBody body;
    private final BufferedSource source;

    BoundBody(OutgoingCall call, ResponseBody body) {
        this.body = body;
        this.source = Okio.buffer(new BoundSource(call, body.source()));
    }

    @Override
    public @Nullable MediaType contentType() {
        return body.contentType();
    }

    @Override
    public long contentLength() {
        return body.contentLength();
    }

    @Override
    public BufferedSource source() {
        return source;
    }

    /** Its bytes. */
    private static final class BoundSource extends ForwardingSource {

        private final OutgoingCall call;

        BoundSource(OutgoingCall call, Source source) {
            super(source);
            this.call = call;
        }

        @Override
        public long read(Buffer sink, long byteCount) throws IOException {
            call.throwIfEnded();
            try {
                long read = super.read(sink, byteCount);
                if (read < 0) {
                    call.close();
                }
                return read;
            } catch (IOException e) {
                throw call.failure(e);
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
}
