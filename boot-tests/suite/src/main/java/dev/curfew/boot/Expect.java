package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Response;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.awaitility.Awaitility;

/** What tests say of responses, in one line each. */
final class Expect {

    private Expect() {}

    /** The whole timeout answer. */
    static void timeoutAnswer(Response response) {
        whole(response, 503);
        assertThat(response.header("content-type")).isEqualTo("application/problem+json");
        assertThat(response.text())
                .startsWith("{\"type\":\"about:blank\"")
                .contains("\"status\":503")
                .endsWith("\"}");
    }

    /** The whole timeout answer of an app with a database, which tells what was committed. */
    static void timeoutAnswer(Response response, String committed) {
        timeoutAnswer(response);
        assertThat(response.header("curfew-committed")).isEqualTo(committed);
        assertThat(response.text()).contains("\"committed\":\"" + committed + "\"");
    }

    /** A whole response with this status. */
    static void whole(Response response, int status) {
        assertThat(response.ending()).as(response.toString()).isEqualTo(Ending.COMPLETE);
        assertThat(response.status()).as(response.toString()).isEqualTo(status);
        assertThat(response.lengthMatches()).as(response.toString()).isTrue();
    }

    /** A whole response with status 200 and this body. */
    static void whole(Response response, String body) {
        whole(response, 200);
        assertThat(response.text()).isEqualTo(body);
    }

    /** The first response of which this is true; asked for again and again. */
    static Response eventually(Supplier<Response> asking, Predicate<Response> wanted) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(15))
                .pollInterval(Duration.ofMillis(50))
                .until(asking::get, wanted::test);
    }
}
