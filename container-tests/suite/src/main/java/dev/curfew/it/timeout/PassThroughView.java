package dev.curfew.it.timeout;

import dev.curfew.it.HandlerServlet;
import dev.curfew.it.wire.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Responses as text: equal texts are responses that no client can tell apart. */
final class PassThroughView {

    private static final int SHORT = 4_000;

    private PassThroughView() {}

    /**
     * All that was seen of these, but for what differs between any two runs: the date, ids of sessions, the port. Of the
     * stack traces that some containers send, which name the filters, it is only told that there is one.
     */
    static List<String> of(List<Response> responses, int port) {
        return responses.stream().map(response -> of(response, port)).toList();
    }

    private static String of(Response response, int port) {
        return text(response)
                .replaceAll("(?i)(jsessionid=)[^;\\s]+", "$1id")
                .replace("localhost:" + port, "localhost:port");
    }

    private static String text(Response response) {
        boolean trace = response.text().contains(HandlerServlet.class.getName() + ".service(");
        return response.interim() + " " + response.status() + " " + response.ending() + " " + response.errorCode()
                + "\n" + fields(response.headers(), trace ? Set.of("date", "content-length") : Set.of("date"))
                + "\n" + (trace ? "a stack trace" : body(response.body()))
                + "\n" + fields(response.trailers(), Set.of());
    }

    private static String fields(List<Map.Entry<String, String>> fields, Set<String> without) {
        return fields.stream()
                .filter(field -> !without.contains(field.getKey()))
                .map(field -> field.getKey() + ": " + field.getValue() + "\n")
                .collect(Collectors.joining());
    }

    private static String body(byte[] body) {
        return body.length <= SHORT ? new String(body, StandardCharsets.ISO_8859_1) : digest(body);
    }

    /** Length and hash of these bytes. */
    static String digest(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return bytes.length + " bytes " + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
