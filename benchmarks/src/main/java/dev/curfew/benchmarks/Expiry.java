package dev.curfew.benchmarks;

import dev.curfew.RequestDescription;

/** What is done at a deadline. */
interface Expiry {

    /** For measurements in which nothing expires. */
    Expiry NEVER = description -> {
        throw new IllegalStateException("expired: " + description);
    };

    void expired(RequestDescription description);
}
