package dev.curfew.it.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What was seen of one response. A response that did not arrive at all has status 0.
 *
 * @param status the final status, or 0
 * @param headers names in lower case, in the order of the wire
 * @param body the payload, without chunk framing
 * @param trailers header fields behind the body, as the headers
 * @param interim the statuses 1xx that came before the final one
 * @param ending how it ended
 * @param errorCode the HTTP/2 error code of a reset or a GOAWAY, else -1
 * @param sentNanos when the request was handed to the client, by {@link System#nanoTime()}
 * @param firstByteNanos when the first byte arrived; 0 if none did
 * @param endNanos when the ending was seen; 0 after a timeout
 */
public record Response(
        int status,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        List<Map.Entry<String, String>> trailers,
        List<Integer> interim,
        Ending ending,
        long errorCode,
        long sentNanos,
        long firstByteNanos,
        long endNanos) {

    /** The first value of a header, or null. */
    public String header(String name) {
        return headers.stream()
                .filter(h -> h.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** The body as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** Whether the body is as long as Content-Length says, or none was said; HTTP/2 servers can break this unnoticed. */
    public boolean lengthMatches() {
        String length = header("content-length");
        return length == null || Long.parseLong(length) == body.length;
    }

    /** Milliseconds from the request to the first byte. */
    public long millisToFirstByte() {
        return (firstByteNanos - sentNanos) / 1_000_000;
    }

    /** Milliseconds from the request to the ending. */
    public long millisToEnd() {
        return (endNanos - sentNanos) / 1_000_000;
    }

    @Override
    public String toString() {
        String text = text().replaceAll("\\p{Cntrl}", ".");
        String shown = text.length() > 80 ? text.substring(0, 80) + "..." : text;
        return ending + (errorCode < 0 ? "" : "(" + errorCode + ")") + " status=" + status + " headers=" + headers
                + " body[" + body.length + "]=" + shown;
    }
}
