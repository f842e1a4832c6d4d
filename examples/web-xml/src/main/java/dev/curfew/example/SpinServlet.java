package dev.curfew.example;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Computes and asks nobody whether it still should. In real life: a regular expression that backtracks, a join in
 * memory, a loop that waits for something that has already happened.
 */
public final class SpinServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long start = System.nanoTime();
        long hash = start;
        while (System.nanoTime() - start < 4_000_000_000L) {
            hash = hash * 31 + 7;
        }
        response.getWriter().println("hash " + hash);
    }
}
