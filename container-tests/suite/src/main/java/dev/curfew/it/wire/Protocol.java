package dev.curfew.it.wire;

/** The protocols a server can be reached by: one at a time, so that a test knows what it measures. */
public enum Protocol {
    HTTP_1_1(false, false),
    H2C(true, false),
    HTTPS_1_1(false, true),
    H2_TLS(true, true);

    private final boolean http2;
    private final boolean tls;

    Protocol(boolean http2, boolean tls) {
        this.http2 = http2;
        this.tls = tls;
    }

    /** Whether requests are streams of one connection. */
    public boolean isHttp2() {
        return http2;
    }

    /** Whether the connection is encrypted. */
    public boolean isTls() {
        return tls;
    }
}
