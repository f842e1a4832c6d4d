package dev.curfew.it.timeout;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A handler that is stuck until the test has seen the answer, and then goes on as if nothing had happened. */
final class LateHandler implements AutoCloseable {

    final LateAction action;
    private final Stuck stuck = new Stuck();
    private final CompletableFuture<String> end = new CompletableFuture<>();

    LateHandler(LateAction action) {
        this.action = action;
    }

    void handle(HttpServletRequest request, HttpServletResponse response) throws Exception {
        action.before().handle(request, response);
        stuck.sleeping(this::actLate).handle(request, response);
    }

    private void actLate(HttpServletRequest request, HttpServletResponse response) throws Exception {
        String thrown = "nothing";
        try {
            action.late().handle(request, response);
        } catch (Throwable t) {
            thrown = action.thrown() != null && action.thrown().isInstance(t) ? "as expected" : t.toString();
            throw t;
        } finally {
            end.complete("threw " + thrown + ", sees " + response.getStatus() + " committed=" + response.isCommitted());
        }
    }

    boolean awaitEntered() throws InterruptedException {
        return stuck.awaitEntered();
    }

    boolean isStuck() {
        return stuck.isInside();
    }

    /** Lets it go, and tells what it met with. */
    String letGo() throws Exception {
        stuck.letGo();
        return end.get(10, TimeUnit.SECONDS);
    }

    /** What it meets with if nothing is wrong. */
    String expectedEnd() {
        return "threw " + (action.thrown() == null ? "nothing" : "as expected") + ", sees 503 committed=true";
    }

    @Override
    public void close() {
        stuck.close();
    }
}
