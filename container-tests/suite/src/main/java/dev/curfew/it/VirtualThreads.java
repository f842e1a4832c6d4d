package dev.curfew.it;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Virtual threads, by reflection: the suite is compiled for Java 17. */
public final class VirtualThreads {

    private VirtualThreads() {}

    /** Whether this JDK has them for good (21 or newer). */
    public static boolean available() {
        return Runtime.version().feature() >= 21;
    }

    /** One virtual thread, without a name, for each task. */
    public static ExecutorService newExecutor() {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("no virtual threads on this JDK (expected: 21 or newer)", e);
        }
    }

    /** Whether this thread is virtual. */
    public static boolean isVirtual(Thread thread) {
        try {
            return available() && (boolean) Thread.class.getMethod("isVirtual").invoke(thread);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
