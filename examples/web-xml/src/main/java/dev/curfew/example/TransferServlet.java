package dev.curfew.example;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * Locks two accounts, in the order in which the path names them: {@code /transfer/a-to-b} and {@code /transfer/b-to-a}
 * at the same time wait for each other for ever, and so does every later request. In real life: two monitors, two
 * orders, one busy day; only a restart frees the threads.
 */
public final class TransferServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Object accountA = new Object();
    private final transient Object accountB = new Object();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        boolean forth = "/a-to-b".equals(request.getPathInfo());
        synchronized (forth ? accountA : accountB) {
            debit();
            synchronized (forth ? accountB : accountA) {
                response.getWriter().println("transferred");
            }
        }
    }

    private static void debit() throws ServletException {
        try {
            Thread.sleep(500);
        } catch (InterruptedException e) {
            throw new ServletException("Interrupted before anything was moved", e);
        }
    }
}
