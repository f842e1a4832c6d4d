package dev.curfew.it.timeout;

import dev.curfew.it.Handler;

/** Handlers made of handlers. */
final class Handlers {

    static final Handler NOTHING = (request, response) -> {};

    private Handlers() {}

    /** Does one after the other. */
    static Handler inOrder(Handler first, Handler second) {
        return (request, response) -> {
            first.handle(request, response);
            second.handle(request, response);
        };
    }
}
