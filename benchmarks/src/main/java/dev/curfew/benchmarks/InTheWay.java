package dev.curfew.benchmarks;

import java.util.Map;

/** What stands in the way of an aim that is missed, as far as it is known, for readers. */
final class InTheWay {

    /** By what the row is about. */
    static final Map<String, String> REASONS = Map.of(
            "register + complete: CPU against two nanoTime calls",
            "One call of `nanoTime` is half of that already; then come the fences of what every thread must see at once.",
            "register + complete: allocated",
            "All of it is the request: its state and deadline, what it was given, and its place in a timeline. It is made"
                    + " anew each time: one that was used again could be ended by whoever ended it before.",
            "arbitrary and extended timeouts: CPU against fixed ones",
            "An extension is made under the lock of the request's state, is noted for the report, which"
                    + " takes an object more.",
            "less CPU than HashedWheelTimer, 1 and 2 threads",
            "One call of `nanoTime` and the fences of what every thread must see at once are most of what is left.",
            "less CPU than ScheduledThreadPoolExecutor with removal",
            "With several threads it loses time rather than CPU: they sleep while they wait for its lock. See *wall*.",
            "1M live requests on virtual threads: less CPU than the best rival",
            "A third of what a request adds is the first look at it when it ends: no cache holds it any more. Each"
                    + " timekeeper pays that, so the ratio depends on the machine. The rest is spread: the request is"
                    + " allocated and copied by collections, it leaves its neighbours in a timeline, and for"
                    + " `Deadline.current()` a new thread gets its first thread-local value, which the rivals do not give it.",
            "firing late, idle machine: p99",
            "Two threads wake up one after another, the clock and the one that acts; the executor's acts itself, so that what"
                    + " it runs holds up what is due next.",
            "firing late, twice as many busy threads as cores: p99",
            "Two threads have to get a processor one after another; the executor's acts itself.",
            "snapshot at 1M in flight: longest stop of a request, in the median snapshot",
            "While a piece of a timeline is looked at its lock is held; smaller pieces make the snapshot longer.",
            "guarded response: CPU added to a stream of 1 MB",
            "Each write takes its lease by a locked instruction. That comes right after the copy of what was written before,"
                    + " and waits until all of it is stored: about 60 ns for 8 KB, of the 3 µs that such a write takes."
                    + " Without it a write would need a fence that only the other side pays for, which Java does not have.");

    private InTheWay() {}

    /** A sentence; empty where nothing is known. */
    static String of(String what) {
        return REASONS.getOrDefault(what, "");
    }
}
