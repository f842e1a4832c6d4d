package dev.curfew;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The threads that work for a request beside the attached one, in the order in which they take its place; guarded by the
 * request's state lock.
 */
final class NextThreads {

    private final List<NextThread> threads = new ArrayList<>(0);

    /** The thread's entry, which is new unless it has one. */
    NextThread add(Thread thread) {
        NextThread known = of(thread);
        if (known != null) {
            return known;
        }
        NextThread added = new NextThread(thread);
        threads.add(added);
        return added;
    }

    @Nullable
    NextThread of(Thread thread) {
        for (NextThread each : threads) {
            if (each.thread == thread) {
                return each;
            }
        }
        return null;
    }

    @Nullable
    NextThread remove(Thread thread) {
        NextThread found = of(thread);
        threads.remove(found);
        return found;
    }

    /** The one that takes the place now. */
    @Nullable
    NextThread takeFirst() {
        return threads.isEmpty() ? null : threads.remove(0);
    }

    /** All that were not interrupted yet are to be. */
    void makePending() {
        threads.forEach(NextThread::makePending);
    }

    boolean anyPending() {
        for (NextThread each : threads) {
            if (each.pending) {
                return true;
            }
        }
        return false;
    }

    /** Those to interrupt now; they count as interrupted from now on. */
    List<Thread> takePending() {
        if (!anyPending()) {
            return List.of();
        }
        List<Thread> taken = new ArrayList<>(threads.size());
        for (NextThread each : threads) {
            if (each.pending) {
                each.pending = false;
                each.interrupted = true;
                taken.add(each.thread);
            }
        }
        return taken;
    }
}
