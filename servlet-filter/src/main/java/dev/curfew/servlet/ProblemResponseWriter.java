package dev.curfew.servlet;

import dev.curfew.CommitState;
import dev.curfew.TimeoutReport;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The default answer: a problem (RFC 9457) for most clients, a small page for browsers that prefer one, text otherwise.
 * Tells the request's id, nothing of the inside.
 */
final class ProblemResponseWriter implements TimeoutResponseWriter {

    @Override
    public void write(HttpServletRequest request, HttpServletResponse response, TimeoutReport report)
            throws IOException {
        write(request, response, Texts.of(response.getStatus(), report));
    }

    /** The same form for a request that was not let in and has no id. */
    void writeRefusal(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(request, response, Texts.ofRefused(response.getStatus()));
    }

    private static void write(HttpServletRequest request, HttpServletResponse response, Texts texts)
            throws IOException {
        AcceptHeader accept = AcceptHeader.of(request.getHeader("Accept"));
        int html = accept.quality("text", "html");
        int json = Math.max(accept.quality("application", "problem+json"), accept.quality("application", "json"));
        boolean page = html > 0 && html > json;
        String type =
                page ? "text/html;charset=UTF-8" : json > 0 ? "application/problem+json" : "text/plain;charset=UTF-8";
        String body = page ? texts.page() : json > 0 ? texts.problem() : texts.text();
        response.setContentType(type);
        if (!request.getMethod().equals("HEAD")) {
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        }
    }

    private record Texts(
            int status,
            String title,
            String detail,
            @Nullable String id,
            @Nullable CommitState committed) {

        static Texts of(int status, TimeoutReport report) {
            boolean incomplete = status == HttpServletResponse.SC_REQUEST_TIMEOUT;
            String detail = incomplete
                    ? "The request did not arrive completely within its timeout."
                    : "The request did not complete within its timeout.";
            return new Texts(status, title(status), detail, report.id(), report.committed());
        }

        static Texts ofRefused(int status) {
            return new Texts(status, title(status), "The server takes no more requests at the moment.", null, null);
        }

        private static String title(int status) {
            return switch (status) {
                case 408 -> "Request Timeout";
                case 500 -> "Internal Server Error";
                case 503 -> "Service Unavailable";
                case 504 -> "Gateway Timeout";
                default -> "Timeout";
            };
        }

        String problem() {
            return "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\""
                    + detail + (id == null ? "" : "\",\"requestId\":\"" + id)
                    + (committed == null ? "" : "\",\"committed\":\"" + committed.word()) + "\"}";
        }

        String page() {
            return "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>" + status + " " + title
                    + "</title></head>\n<body>\n<h1>" + title + "</h1>\n<p>" + detail + "</p>\n"
                    + (id == null ? "" : "<p>Request " + id + "</p>\n") + "</body>\n</html>\n";
        }

        String text() {
            return status + " " + title + "\n" + detail + "\n" + (id == null ? "" : "Request " + id + "\n");
        }
    }

    /** An Accept header as far as it matters here: the quality of one type, in thousandths. */
    private record AcceptHeader(@Nullable String text) {

        static AcceptHeader of(@Nullable String text) {
            return new AcceptHeader(text == null || text.isBlank() ? null : text);
        }

        /** The quality given by the most specific range that matches; RFC 9110 §12.5.1. */
        int quality(String type, String subtype) {
            if (text == null) {
                return 1000;
            }
            int best = -1;
            int quality = 0;
            for (String range : text.split(",", -1)) {
                String[] parts = range.split(";", -1);
                int specific = specificity(parts[0].strip(), type, subtype);
                if (specific > best) {
                    best = specific;
                    quality = quality(parts);
                }
            }
            return quality;
        }

        private static int specificity(String range, String type, String subtype) {
            if (range.equalsIgnoreCase(type + "/" + subtype)) {
                return 2;
            }
            if (range.equalsIgnoreCase(type + "/*")) {
                return 1;
            }
            return range.equals("*/*") ? 0 : -1;
        }

        private static int quality(String[] parts) {
            for (String parameter : parts) {
                String stripped = parameter.strip();
                if (stripped.startsWith("q=") || stripped.startsWith("Q=")) {
                    return thousandths(stripped.substring(2));
                }
            }
            return 1000;
        }

        private static int thousandths(String text) {
            try {
                return (int) Math.round(1000 * Double.parseDouble(text));
            } catch (NumberFormatException e) {
                return 0;
            }
        }
    }
}
