package dev.curfew.example;

import dev.curfew.Deadline;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Behaves well: computes as long as {@link SpinServlet} would, but asks between two rows whether somebody still waits.
 * It ends within a row of its deadline.
 */
public final class LoopServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Deadline deadline = Deadline.current();
        long sum = 0;
        for (int row = 0; row < 200; row++) {
            deadline.throwIfExpired();
            sum += compute(row);
        }
        response.getWriter().println("sum " + sum);
    }

    /** Twenty milliseconds' work. */
    private static long compute(int row) {
        long start = System.nanoTime();
        long result = row;
        while (System.nanoTime() - start < 20_000_000) {
            result = result * 31 + 7;
        }
        return result;
    }
}
