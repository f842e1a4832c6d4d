package dev.curfew.it.wire;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * One HTTP/1.1 connection on which the test decides about every byte: it can pipeline, stop reading by not calling
 * {@link #read}, and send half a body. For one thread at a time on each side.
 */
public final class RawHttp1 implements AutoCloseable {

    private final ClientSocket connection;
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private RawHttp1(ClientSocket connection) throws IOException {
        this.connection = connection;
        this.socket = connection.socket();
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Connects to the loopback interface. */
    public static RawHttp1 open(int port, ClientOptions options) {
        try {
            return new RawHttp1(ClientSocket.open(port, options, "http/1.1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends exactly these bytes. */
    public void send(byte[] bytes) throws IOException {
        send(bytes, 0, bytes.length);
    }

    /** Sends exactly these characters, one byte each; lines must bring their own CRLF. */
    public void send(String text) throws IOException {
        send(Http1ResponseReader.ascii(text));
    }

    void send(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        out.flush();
    }

    /** Reads the next response; TIMEOUT if nothing comes for this long. */
    public Response read(Duration quiet) {
        return read("GET", quiet);
    }

    /** Reads the next response, to a request of this method; TIMEOUT if nothing comes for this long. */
    public Response read(String method, Duration quiet) {
        IncomingResponse response = new IncomingResponse();
        response.end(read(response, method, quiet));
        return response.snapshot();
    }

    Ending read(IncomingResponse response, String method, Duration quiet) {
        try {
            socket.setSoTimeout((int) quiet.toMillis());
            return new Http1ResponseReader(in, response, method).read();
        } catch (IOException e) {
            return Ending.RESET;
        }
    }

    /** Reads this many bytes of whatever protocol the connection speaks now; fewer if the server closes. */
    public byte[] readBytes(int length, Duration quiet) throws IOException {
        socket.setSoTimeout((int) quiet.toMillis());
        return in.readNBytes(length);
    }

    /** How the server leaves the connection: CLOSED, RESET, TIMEOUT if it stays open, COMPLETE if it sends more bytes. */
    public Ending awaitClose(Duration quiet) {
        try {
            socket.setSoTimeout((int) quiet.toMillis());
            return in.read() < 0 ? Ending.CLOSED : Ending.COMPLETE;
        } catch (SocketTimeoutException e) {
            return Ending.TIMEOUT;
        } catch (IOException e) {
            return Ending.RESET;
        }
    }

    /** Says that no more bytes will come, and goes on reading. Not for TLS. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Closes with a reset instead of in order. */
    public void reset() throws IOException {
        connection.transport().setSoLinger(true, 0);
        abort();
    }

    void abort() {
        connection.abort();
    }

    @Override
    public void close() {
        connection.close();
    }
}
