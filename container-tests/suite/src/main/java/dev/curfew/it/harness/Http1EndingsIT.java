package dev.curfew.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.RawHttp1;
import dev.curfew.it.wire.Response;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each way a response can end, from a server that sends exactly the bytes of the test. */
final class Http1EndingsIT {

    private static final Duration QUIET = Duration.ofMillis(500);

    @ParameterizedTest(name = "{1}: {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "content-length: 2~~ab               | COMPLETE  | ab",
                "content-length: 3~~ab               | TRUNCATED | ab",
                "transfer-encoding: chunked~~2~ab~0~~| COMPLETE  | ab",
                "transfer-encoding: chunked~~2~ab~   | TRUNCATED | ab",
                "transfer-encoding: chunked~~5~ab    | TRUNCATED | ab",
                "transfer-encoding: chunked~~x~ab    | MALFORMED | chunk size: x",
                "x: y~~ab                            | CLOSED    | ab",
                "x: y~                               | TRUNCATED | ''"
            })
    void anOrderlyCloseIsNotTakenForAnEnd(String rest, Ending ending, String body) throws Exception {
        Response response = exchange("HTTP/1.1 200 OK~" + rest, false);

        assertThat(response.ending()).isEqualTo(ending);
        assertThat(response.text()).isEqualTo(body);
    }

    @Test
    void closingBeforeTheFirstByteIsATruncation() throws Exception {
        assertThat(exchange("", false).ending()).isEqualTo(Ending.TRUNCATED);
        assertThat(exchange("", false).status()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"content-length: 3~~", "transfer-encoding: chunked~~2~ab~", "x: y~~ab", "x"})
    void aResetIsSeenAsAReset(String rest) throws Exception {
        assertThat(exchange("HTTP/1.1 200 OK~" + rest, true).ending()).isEqualTo(Ending.RESET);
    }

    @Test
    void silenceIsATimeout() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RawHttp1 client = RawHttp1.open(server.getLocalPort(), ClientOptions.defaults())) {
            assertThat(client.read(Duration.ofMillis(50)).ending()).isEqualTo(Ending.TIMEOUT);
        }
    }

    private static Response exchange(String answer, boolean reset) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RawHttp1 client = RawHttp1.open(server.getLocalPort(), ClientOptions.defaults())) {
            try (Socket socket = server.accept()) {
                socket.setSoLinger(reset, 0);
                socket.getOutputStream().write(answer.replace("~", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
            }
            return client.read(QUIET);
        }
    }
}
