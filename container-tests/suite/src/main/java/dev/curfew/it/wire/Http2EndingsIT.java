package dev.curfew.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each way a stream can end, from a server that sends exactly the frames of the test. */
final class Http2EndingsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Http2Frame OK = headers(Http2Frame.END_HEADERS);
    private static final Http2Frame LAST = data(1, "cd", Http2Frame.END_STREAM);

    @Test
    void endStreamIsCompletion() {
        Response response = answer(OK, data(1, "ab", 0), LAST);

        assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("abcd");
    }

    @Test
    void paddingAndContinuationsAreRemoved() {
        byte[] block = block();
        Http2Frame first = new Http2Frame(Http2Frame.HEADERS, 0, 1, Arrays.copyOf(block, 5));
        byte[] rest = Arrays.copyOfRange(block, 5, block.length);
        Http2Frame second = new Http2Frame(Http2Frame.CONTINUATION, Http2Frame.END_HEADERS, 1, rest);
        byte[] padded = {2, 'a', 'b', 0, 0};
        int flags = Http2Frame.PADDED | Http2Frame.END_STREAM;

        Response response = answer(first, second, new Http2Frame(Http2Frame.DATA, flags, 1, padded));

        assertThat(response.status()).isEqualTo(200);
        assertThat(response.text()).isEqualTo("ab");
    }

    @Test
    void aResetTellsItsCode() {
        Response response = answer(OK, data(1, "ab", 0), Http2Frame.ofInts(Http2Frame.RST_STREAM, 1, 8));

        assertThat(response.ending()).isEqualTo(Ending.RESET);
        assertThat(response.errorCode()).isEqualTo(8);
        assertThat(response.text()).isEqualTo("ab");
    }

    @Test
    void goAwayEndsTheStreamsItDoesNotCover() {
        Response response = answer(Http2Frame.ofInts(Http2Frame.GOAWAY, 0, 0, 11));

        assertThat(response.ending()).isEqualTo(Ending.CONNECTION_CLOSED);
        assertThat(response.errorCode()).isEqualTo(11);
    }

    @Test
    void aCloseInTheMiddleIsNotTakenForAnEnd() {
        assertThat(answer(OK, data(1, "ab", 0)).ending()).isEqualTo(Ending.CONNECTION_CLOSED);
        assertThat(answer().status()).isZero();
    }

    @Test
    void framesBehindTheEndAreViolations() {
        assertThat(violations(OK, LAST)).isEmpty();
        assertThat(violations(OK, LAST, LAST)).containsExactly("DATA on ended stream 1");
        assertThat(violations(OK, Http2Frame.ofInts(Http2Frame.RST_STREAM, 1, 8), LAST))
                .containsExactly("DATA on ended stream 1");
        assertThat(violations(OK, LAST, data(3, "x", 0))).containsExactly("DATA on unknown stream 3");
    }

    private static Response answer(Http2Frame... frames) {
        try (Script script = new Script(frames)) {
            return script.client.get("/").await(PATIENCE);
        }
    }

    private static Iterable<String> violations(Http2Frame... frames) {
        try (Script script = new Script(frames)) {
            script.client.get("/").await(PATIENCE);
            script.client.ping(PATIENCE); // the server closes, so that all was read when this returns
            return script.client.violations();
        }
    }

    private static Http2Frame headers(int flags) {
        return new Http2Frame(Http2Frame.HEADERS, flags, 1, block());
    }

    private static byte[] block() {
        return new HpackLiterals().add(":status", "200").add("x", "y").bytes();
    }

    private static Http2Frame data(int stream, String text, int flags) {
        return new Http2Frame(Http2Frame.DATA, flags, stream, Http1ResponseReader.ascii(text));
    }

    /** Accepts one connection, waits for the request, sends the frames and closes in order. */
    private static final class Script implements AutoCloseable {
        private final ServerSocket server;
        private final RawHttp2 client;

        Script(Http2Frame... frames) {
            try {
                server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ClientThreads.EXECUTOR.execute(() -> serve(frames));
                client = RawHttp2.open(
                        server.getLocalPort(), ClientOptions.defaults().withoutPing());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void serve(Http2Frame... frames) {
            try (Socket socket = server.accept()) {
                DataInputStream in = new DataInputStream(socket.getInputStream());
                in.readFully(new byte[24]);
                socket.getOutputStream().write(new Http2Frame(Http2Frame.SETTINGS, 0, 0, new byte[0]).encoded());
                while (Http2Frame.read(in).type() != Http2Frame.HEADERS) {
                    // SETTINGS and its acknowledgement
                }
                for (Http2Frame frame : frames) {
                    socket.getOutputStream().write(frame.encoded());
                }
                socket.shutdownOutput();
                in.transferTo(OutputStream.nullOutputStream()); // until the client closes
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            client.close();
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
