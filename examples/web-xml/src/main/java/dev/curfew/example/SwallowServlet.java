package dev.curfew.example;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Tries again whatever goes wrong, and takes the interrupt for one more failure. In real life: a retry loop around
 * {@code catch (Exception e)}. It ends late, with a 200 that nobody waits for.
 */
public final class SwallowServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        for (int attempt = 1; attempt <= 8; attempt++) {
            try {
                Thread.sleep(200);
                throw new IOException("attempt " + attempt + " failed");
            } catch (Exception e) {
                log("Trying again: " + e.getMessage());
            }
        }
        response.getWriter().println("done, more or less");
    }

    /** Not worth a line in the log, as so often. */
    @Override
    public void log(String message) {
        // swallowed too
    }
}
