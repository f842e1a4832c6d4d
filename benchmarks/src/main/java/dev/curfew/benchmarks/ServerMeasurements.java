package dev.curfew.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is measured with a whole server. */
final class ServerMeasurements {

    private static final int LOOM = 25; // the JDK from which on servers are run on virtual threads
    private static final String STORM_REQUESTS = "5000";
    private static final String STORM_MILLIS = "900"; // its deadlines pass within a second, some delay allowed

    private ServerMeasurements() {}

    static List<Measurement> of(Mode mode) {
        List<Measurement> all = new ArrayList<>();
        int storms = mode == Mode.FULL ? 3 : 1;
        all.add(storm(ServerThreads.PLATFORM, 17, storms));
        all.add(storm(ServerThreads.VIRTUAL, LOOM, storms));
        return all;
    }

    private static Measurement storm(ServerThreads threads, int firstJdk, int rounds) {
        return new OwnJvm(
                "storm",
                Map.of("threads", threads.word()),
                rounds,
                firstJdk,
                StormMain.class,
                List.of("-Xss256k"), // 5,200 platform threads need no more
                List.of(threads.word(), STORM_REQUESTS, STORM_MILLIS));
    }
}
