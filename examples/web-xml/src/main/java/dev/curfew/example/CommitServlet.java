package dev.curfew.example;

import dev.curfew.Deadline;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Behaves well: shields what must not be cut in two. The deadline passes in the middle of the payment; the payment is
 * brought to its end, and the receipt, which can be sent another time, is not begun.
 */
public final class CommitServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        try {
            work(600); // the basket
            Deadline.current().shield(() -> work(800)); // the payment
            work(2000); // the receipt
        } catch (InterruptedException e) {
            throw new ServletException("Interrupted outside the payment", e);
        }
        response.getWriter().println("paid, receipt sent");
    }

    private static void work(long millis) throws InterruptedException {
        Thread.sleep(millis);
    }
}
