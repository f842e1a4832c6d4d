package dev.curfew.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is measured with a whole server. */
final class ServerMeasurements {

    private static final int LOOM = 25; // the JDK from which on servers are run on virtual threads
    private static final String STORM_REQUESTS = "5000";
    private static final String STORM_MILLIS = "900"; // its deadlines pass within a second, some delay allowed

    /** Warmed up with and measured: as many as take a few seconds each. */
    private static final List<Integer> TRIVIAL = List.of(100_000, 120_000);

    private static final List<Integer> STREAMS = List.of(3_000, 5_000);

    private ServerMeasurements() {}

    static List<Measurement> of(Mode mode) {
        List<Measurement> all = new ArrayList<>();
        boolean full = mode == Mode.FULL;
        for (Filters each : Filters.values()) {
            all.add(served("tomcat", each, full ? 12 : 2, "3", full ? TRIVIAL : fewer(TRIVIAL)));
        }
        for (Filters each : Filters.values()) {
            all.add(served(
                    "stream", each, full ? 12 : 2, Integer.toString(1024 * 1024), full ? STREAMS : fewer(STREAMS)));
        }
        int storms = full ? 3 : 1;
        all.add(storm(ServerThreads.PLATFORM, 17, storms));
        all.add(storm(ServerThreads.VIRTUAL, LOOM, storms));
        return all;
    }

    private static List<Integer> fewer(List<Integer> requests) {
        return requests.stream().map(each -> each / 2).toList();
    }

    private static Measurement served(
            String measure, Filters filter, int rounds, String bytes, List<Integer> requests) {
        return new OwnJvm(
                measure,
                Map.of("filter", filter.word()),
                rounds,
                17,
                ServedRequest.class,
                List.of(),
                List.of(
                        filter.word(),
                        bytes,
                        requests.get(0).toString(),
                        requests.get(1).toString()));
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
