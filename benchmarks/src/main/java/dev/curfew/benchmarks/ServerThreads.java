package dev.curfew.benchmarks;

import java.util.Locale;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.threads.VirtualThreadExecutor;

/** What a server's requests run on. */
enum ServerThreads {
    /** Few platform threads: as many as requests are under way in a closed loop. */
    FEW,
    /** Platform threads for a storm of requests that all block. */
    PLATFORM,
    /** A virtual thread for each request. */
    VIRTUAL;

    static final int PLATFORM_THREADS = 5_200;
    private static final int FEW_THREADS = 16;

    void giveTo(Http11NioProtocol protocol) {
        if (this == VIRTUAL) {
            protocol.setExecutor(new VirtualThreadExecutor("tomcat-virtual-"));
        } else {
            int threads = this == FEW ? FEW_THREADS : PLATFORM_THREADS;
            protocol.setMaxThreads(threads);
            protocol.setMinSpareThreads(threads);
        }
    }

    static ServerThreads of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The word for it in a cell. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
