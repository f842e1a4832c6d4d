package dev.curfew.it.wire;

/** How a response ended, as far as the wire can tell. */
public enum Ending {
    /** The protocol's own end: all of Content-Length, the last chunk, END_STREAM. */
    COMPLETE,
    /** HTTP/1.1 without a length: the server closed in order, and nobody can tell whether that was all. */
    CLOSED,
    /** HTTP/1.1: the server closed in order before the end it had announced, or before the first byte. */
    TRUNCATED,
    /** HTTP/1.1: the connection was reset. HTTP/2: the stream was, with {@link Response#errorCode()}. */
    RESET,
    /** HTTP/2: the connection went away under the stream, by GOAWAY, by close or by reset. */
    CONNECTION_CLOSED,
    /** The server sent bytes that are no response; the body ends with the offending line. */
    MALFORMED,
    /** This client gave up. */
    CANCELLED,
    /** Nothing wrong so far, but the patience of the caller ended. */
    TIMEOUT;

    /** Whether a client would take the response for a whole one. */
    public boolean looksWhole() {
        return this == COMPLETE || this == CLOSED;
    }

    /** Whether a client cannot but notice that the server broke the response off. */
    public boolean isBroken() {
        return this == TRUNCATED || this == RESET || this == CONNECTION_CLOSED;
    }
}
