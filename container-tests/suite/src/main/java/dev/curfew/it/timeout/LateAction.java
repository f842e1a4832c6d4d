package dev.curfew.it.timeout;

import dev.curfew.it.Handler;

/**
 * What a handler does after its request was aborted, and how it is told.
 *
 * @param name what it is called in failures
 * @param before what it does before it gets stuck
 * @param late what it does after the abort
 * @param thrown what that throws, or null for nothing
 */
record LateAction(String name, Handler before, Handler late, Class<? extends Throwable> thrown) {

    private static final Handler NOTHING = (request, response) -> {};

    /** Goes by in silence. */
    static LateAction silent(String name, Handler late) {
        return new LateAction(name, NOTHING, late, null);
    }

    /** Throws. */
    static LateAction throwing(String name, Class<? extends Throwable> thrown, Handler late) {
        return new LateAction(name, NOTHING, late, thrown);
    }

    /** The same after this was done in time. */
    LateAction after(Handler first) {
        return new LateAction(name, first, late, thrown);
    }
}
