package dev.curfew.it;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** What a servlet does, as a lambda; it may throw anything. */
@FunctionalInterface
public interface Handler {

    /** Handles one request. */
    void handle(HttpServletRequest request, HttpServletResponse response) throws Exception;
}
