package dev.curfew;

import java.util.Locale;

/**
 * Where a request's thread was, in the form that every logger prints. Not thrown by anyone: its stack trace is that of
 * the request's thread, taken from outside.
 */
public final class RequestStack extends Throwable {

    private static final long serialVersionUID = 1L;

    private RequestStack(String message) {
        super(message, null, false, true);
    }

    /** The stack of a thread at this moment. Takes tens of microseconds; on JDK 17 it stops the application that long. */
    static RequestStack of(Thread thread) {
        String state = thread.getState().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        RequestStack stack = new RequestStack("stack of thread " + OneLine.of(nameOf(thread)) + ", " + state);
        stack.setStackTrace(thread.getStackTrace());
        return stack;
    }

    /** The thread's name, or its number where it has none, as virtual threads often have not. */
    @SuppressWarnings("deprecation") // threadId() came with JDK 19
    static String nameOf(Thread thread) {
        return thread.getName().isEmpty() ? "#" + thread.getId() : thread.getName();
    }
}
