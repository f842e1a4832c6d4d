package dev.curfew.it.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One request, the same for every protocol.
 *
 * @param method the method
 * @param path path and query
 * @param headers further headers, names in lower case
 * @param body the whole body, whose length is announced; null for none
 * @param sendNow how many bytes of the body are sent at once; the test sends the rest, or never does
 * @param reading whether the client reads the response from the start
 */
public record RequestSpec(
        String method,
        String path,
        List<Map.Entry<String, String>> headers,
        byte[] body,
        int sendNow,
        boolean reading) {

    /** A GET. */
    public static RequestSpec get(String path) {
        return new RequestSpec("GET", path, List.of(), null, 0, true);
    }

    /** A POST with its whole body. */
    public static RequestSpec post(String path, byte[] body) {
        return new RequestSpec("POST", path, List.of(), body, body.length, true);
    }

    /** A POST with its whole body in UTF-8. */
    public static RequestSpec post(String path, String body) {
        return post(path, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with one header more. */
    public RequestSpec header(String name, String value) {
        List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name.toLowerCase(Locale.ROOT), value));
        return new RequestSpec(method, path, List.copyOf(more), body, sendNow, reading);
    }

    /** The same, but only the first bytes of the body are sent; see {@link Exchange#sendRest()}. */
    public RequestSpec sendingOnly(int bytes) {
        return new RequestSpec(method, path, headers, body, bytes, reading);
    }

    /** The same, but the client does not read until {@link Exchange#resumeReading()}. */
    public RequestSpec withoutReading() {
        return new RequestSpec(method, path, headers, body, sendNow, false);
    }

    /** Whether bytes of the body are held back. */
    boolean isPartial() {
        return body != null && sendNow < body.length;
    }
}
