package dev.curfew.it.wire;

import java.time.Duration;

/** One request that was sent, and the response that may be on its way. */
public interface Exchange {

    /** Waits for the end; when the time is over, tells what has arrived so far, with {@link Ending#TIMEOUT}. */
    Response await(Duration timeout);

    /** Whether the first byte of the response has come within the time. */
    boolean awaitFirstByte(Duration timeout);

    /** Sends what {@link RequestSpec#sendingOnly} held back, on a thread of the client. */
    void sendRest();

    /** Begins to read, or opens the stream's window, after {@link RequestSpec#withoutReading}. */
    void resumeReading();

    /** Gives up: HTTP/1.1 closes the connection, HTTP/2 resets the stream with CANCEL. */
    void cancel();
}
