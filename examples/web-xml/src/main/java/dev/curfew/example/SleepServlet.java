package dev.curfew.example;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;

/**
 * Waits, and starts to wait again when it is interrupted. In real life: a poll for a lock, a file or a job's end, whose
 * author had to catch {@code InterruptedException} and wrote nothing into the block.
 */
public final class SleepServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Instant end = Instant.now().plusSeconds(4);
        while (Instant.now().isBefore(end)) {
            try {
                Thread.sleep(Duration.between(Instant.now(), end).toMillis() + 1);
            } catch (InterruptedException e) {
                // nothing, and that is what is wrong
            }
        }
        response.getWriter().println("slept well");
    }
}
