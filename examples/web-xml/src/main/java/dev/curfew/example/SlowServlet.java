package dev.curfew.example;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Needs half a second more than the timeout, and is mapped to four paths: what happens is up to the routes in
 * {@code web.xml} alone. In real life: the query that was quick until the table grew.
 */
public final class SlowServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            Thread.sleep(1500);
        } catch (InterruptedException e) {
            throw new ServletException("Interrupted in the middle of the work", e);
        }
        response.getWriter().println("done");
    }
}
