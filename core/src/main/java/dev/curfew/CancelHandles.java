package dev.curfew;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The cancel handles of one request, in the order of their registration; guarded by the request's state lock. */
final class CancelHandles {

    private @Nullable Handle first;
    private @Nullable Handle last;

    Handle add(EnforcedRequest request, Runnable action) {
        Handle handle = new Handle(request, action);
        handle.previous = last;
        if (last == null) {
            first = handle;
        } else {
            last.next = handle;
        }
        last = handle;
        handle.linked = true;
        handle.wanted = true;
        return handle;
    }

    void remove(Handle handle) {
        handle.wanted = false;
        if (!handle.linked) {
            return;
        }
        handle.linked = false;
        if (handle.previous == null) {
            first = handle.next;
        } else {
            handle.previous.next = handle.next;
        }
        if (handle.next == null) {
            last = handle.previous;
        } else {
            handle.next.previous = handle.previous;
        }
    }

    /** All handles; they can no longer be taken back. */
    List<Runnable> take() {
        List<Runnable> taken = new ArrayList<>();
        for (Handle handle = first; handle != null; handle = handle.next) {
            taken.add(handle::start);
        }
        for (Handle handle = first; handle != null; handle = handle.next) {
            handle.linked = false;
        }
        first = null;
        last = null;
        return taken;
    }

    /** One handle, and how to take it back. */
    static final class Handle implements Deadline.Registration {

        private final EnforcedRequest request;
        private final Runnable action;
        private @Nullable Handle previous;
        private @Nullable Handle next;
        private boolean linked;
        private boolean wanted;

        private Handle(EnforcedRequest request, Runnable action) {
            this.request = request;
            this.action = action;
        }

        private void start() {
            if (request.claim(this)) {
                action.run();
            }
        }

        /** With the lock held: whether the handle is to be started; it is no more afterwards. */
        boolean claim() {
            boolean claimed = wanted;
            wanted = false;
            return claimed;
        }

        @Override
        public void close() {
            request.remove(this);
        }
    }
}
