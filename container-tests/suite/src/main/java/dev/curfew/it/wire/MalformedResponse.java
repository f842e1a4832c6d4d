package dev.curfew.it.wire;

/** The server sent bytes that are no response. */
final class MalformedResponse extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedResponse(String message) {
        super(message);
    }
}
