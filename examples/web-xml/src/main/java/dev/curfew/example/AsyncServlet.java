package dev.curfew.example;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Starts asynchronous work and forgets it. In real life: a callback that is not called when the other side fails, and a
 * request that no thread works for and no thread dump shows.
 */
public final class AsyncServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        request.startAsync().setTimeout(0); // without a timeout of the container's own
    }
}
