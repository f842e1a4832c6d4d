package dev.curfew.servlet;

import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/** Headers of a response, kept over its reset. */
final class HeaderSnapshot {

    /** Of a response that has none. */
    static final HeaderSnapshot EMPTY = new HeaderSnapshot(List.of());

    /** Families that a browser or a tracer needs to make sense of an answer, whoever set them. */
    private static final List<String> NEEDED_PREFIXES = List.of("access-control-", "cross-origin-");

    private static final Set<String> NEEDED = Set.of(
            "vary",
            "strict-transport-security",
            "content-security-policy",
            "content-security-policy-report-only",
            "x-content-type-options",
            "x-frame-options",
            "x-xss-protection",
            "referrer-policy",
            "permissions-policy",
            "traceparent",
            "tracestate",
            "traceresponse");

    /** What belongs to the half-made response, or to the answer itself. */
    private static final Set<String> OF_THE_ENTITY = Set.of(
            "content-type",
            "content-length",
            "content-encoding",
            "content-language",
            "content-location",
            "content-range",
            "content-disposition",
            "accept-ranges",
            "cache-control",
            "expires",
            "pragma",
            "etag",
            "last-modified",
            "location",
            "retry-after",
            "transfer-encoding",
            "connection",
            "date");

    private final List<Header> headers;

    private HeaderSnapshot(List<Header> headers) {
        this.headers = headers;
    }

    /** What outer filters have set before ours. */
    static HeaderSnapshot ofOuter(HttpServletResponse response) {
        return of(response, name -> !OF_THE_ENTITY.contains(name));
    }

    /** What was set since, as far as an answer needs it. */
    static HeaderSnapshot ofNeeded(HttpServletResponse response) {
        return of(
                response,
                name -> NEEDED.contains(name) || NEEDED_PREFIXES.stream().anyMatch(name::startsWith));
    }

    private static HeaderSnapshot of(HttpServletResponse response, Predicate<String> kept) {
        Collection<String> names = response.getHeaderNames();
        if (names.isEmpty()) {
            return EMPTY;
        }
        List<Header> headers = new ArrayList<>();
        for (String name : Set.copyOf(names)) {
            if (kept.test(name.toLowerCase(Locale.ROOT))) {
                headers.add(new Header(name, List.copyOf(response.getHeaders(name))));
            }
        }
        return new HeaderSnapshot(headers);
    }

    /** Sets the headers again that are not there now. */
    void restore(HttpServletResponse response) {
        for (Header header : headers) {
            if (!response.containsHeader(header.name)) {
                header.values.forEach(value -> response.addHeader(header.name, value));
            }
        }
    }

    private record Header(String name, List<String> values) {}
}
