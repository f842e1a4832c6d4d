package dev.curfew.it.wire;

/** The common side of both clients, so that a test is written once for all protocols. Safe for many threads. */
public interface Client extends AutoCloseable {

    /** A client of a server on the loopback interface. */
    static Client open(Protocol protocol, int port, ClientOptions options) {
        ClientOptions all = options.withTls(protocol.isTls());
        return protocol.isHttp2() ? RawHttp2.open(port, all) : new Http1Client(port, all);
    }

    /** Sends a request and returns at once: HTTP/1.1 on an idle or new connection, HTTP/2 on a new stream. */
    Exchange send(RequestSpec request);

    /** Sends a GET. */
    default Exchange get(String path) {
        return send(RequestSpec.get(path));
    }

    /** How many connections this client has opened. */
    int connections();

    @Override
    void close();
}
