package dev.curfew.example;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Has sent its 200 and goes on to send a little now and then: no timeout of a proxy or client that looks for silence
 * ever ends it. In real life: a long export over a slow cursor. What is sent cannot be taken back, so the client must
 * see that it is not whole.
 */
public final class DripServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            for (int row = 0; row < 15; row++) {
                response.getOutputStream().print('.');
                response.flushBuffer();
                Thread.sleep(300);
            }
        } catch (InterruptedException e) {
            throw new ServletException("Interrupted between two rows", e);
        }
    }
}
