package dev.curfew.servlet;

import dev.curfew.TimeoutReport;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Writes the timeout answer in the app's own form. Called on an enforcer thread, or on the request's own, while nobody
 * else writes. The response is reset; its status, {@code Retry-After} and {@code Cache-Control} are set and may be
 * changed. If it throws before anything is sent, the client gets the answer that it would have without this writer; if it
 * throws later, the response is broken off.
 */
@FunctionalInterface
public interface TimeoutResponseWriter {

    /**
     * Writes the answer. Must not block, must not forward or include, and must not keep either argument.
     *
     * @param request the request; only its method and headers may be asked for
     */
    void write(HttpServletRequest request, HttpServletResponse response, TimeoutReport report) throws IOException;
}
