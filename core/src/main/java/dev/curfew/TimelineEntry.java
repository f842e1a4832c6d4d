package dev.curfew;

import org.jspecify.annotations.Nullable;

/** A link in a {@link Timeline}, part of the request itself so that watching one allocates nothing else. */
class TimelineEntry {

    /** The slot of an entry that is in no timeline. */
    static final int UNLINKED = -1;

    // Guarded by the timeline's lock; the number does not change once the entry is added.
    @Nullable
    TimelineEntry previous;

    @Nullable
    TimelineEntry next;

    long dueNanos;
    long number;
    int slot = UNLINKED;

    /**
     * The slot of the thread in whose cell the entry is, and in no timeline; null once it has left it. Set before others
     * know the request, and cleared under its state lock, or by who completes it. Read without the lock by who looks at the
     * cells, and then at the timelines; and by who has completed it, when nobody moves it any more.
     */
    @Nullable
    Object @Nullable [] cell;
}
