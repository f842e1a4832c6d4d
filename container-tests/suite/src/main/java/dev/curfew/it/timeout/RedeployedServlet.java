package dev.curfew.it.timeout;

import dev.curfew.Deadline;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The servlet of an application with a class loader of its own. It meets its test in attributes of the servlet context,
 * which hold objects of the JDK only.
 */
public final class RedeployedServlet extends HttpServlet {

    /** A {@code Collection<Thread>} of the threads that served a request. */
    static final String THREADS = "threads";
    /** The latch on which stuck handlers wait. */
    static final String LET_GO = "letGo";
    /** A latch that counts the handlers that were stuck and have left. */
    static final String LEFT = "left";

    private static final long serialVersionUID = 1L;
    private static final ThreadLocal<Object> LEAK = new ThreadLocal<>();

    @Override
    @SuppressWarnings("unchecked")
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        ((Collection<Thread>) getServletContext().getAttribute(THREADS)).add(Thread.currentThread());
        try {
            handle(request, response);
        } catch (InterruptedException e) {
            throw new ServletException(e);
        }
    }

    private void handle(HttpServletRequest request, HttpServletResponse response)
            throws IOException, InterruptedException {
        switch (request.getPathInfo()) {
            case "/loaders" -> response.getWriter().write(loaders(request));
            case "/stuck", "/patient" -> sleepThroughInterrupts();
            case "/half" -> {
                response.getOutputStream().write(new byte[500]);
                response.flushBuffer();
                sleepThroughInterrupts();
            }
            case "/interrupted" -> new CountDownLatch(1).await();
            case "/cancelled" -> awaitCancellation();
            case "/async" -> request.startAsync().setTimeout(Long.parseLong(request.getParameter("timeout")));
            case "/leak" -> LEAK.set(this);
            default -> response.setStatus(404);
        }
    }

    /** Which class loaders made this servlet and the deadline that the filter has given to the request. */
    private String loaders(HttpServletRequest request) {
        Object deadline = request.getAttribute("dev.curfew.deadline");
        return nameOf(this) + " " + (deadline == null ? "unwatched" : nameOf(deadline));
    }

    private static String nameOf(Object object) {
        return object.getClass().getClassLoader().getName();
    }

    private static void awaitCancellation() throws InterruptedException {
        CountDownLatch cancelled = new CountDownLatch(1);
        Deadline.current().onExpiry(cancelled::countDown);
        cancelled.await();
        throw new IllegalStateException("cancelled");
    }

    private void sleepThroughInterrupts() {
        CountDownLatch letGo = latch(LET_GO);
        CountDownLatch left = latch(LEFT); // once the application is out, the context has no attributes any more
        boolean released = false;
        while (!released) {
            try {
                released = letGo.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                // the field's way: swallowed
            }
        }
        left.countDown();
    }

    private CountDownLatch latch(String name) {
        return (CountDownLatch) getServletContext().getAttribute(name);
    }
}
