package dev.curfew.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What is measured with a whole server. */
final class ServerMeasurements {

    private static final int LOOM = 25; // the JDK from which on servers are run on virtual threads
    private static final String STORM_REQUESTS = "5000";
    private static final String STORM_MILLIS = "900"; // its deadlines pass within a second, some delay allowed

    /**
     * 5,200 platform threads need no larger stacks, and with them one collection takes longer than a probe may: the heap is
     * so large that none falls into a storm.
     */
    private static final List<String> STORM_JVM = List.of("-Xss256k", "-Xms4g", "-Xmx4g");

    private static final String STREAM_BYTES = Integer.toString(1024 * 1024);

    private ServerMeasurements() {}

    static List<Measurement> of(Mode mode) {
        List<Measurement> all = new ArrayList<>();
        boolean full = mode == Mode.FULL;
        int rounds = full ? 10 : 2;
        all.addAll(served("tomcat", rounds, List.of("3", full ? "40" : "20", "4000")));
        all.addAll(served("stream", rounds, List.of(STREAM_BYTES, full ? "40" : "20", "160")));
        int storms = full ? 3 : 1;
        all.add(storm(ServerThreads.PLATFORM, 17, storms));
        all.add(storm(ServerThreads.VIRTUAL, LOOM, storms));
        return all;
    }

    private static List<Measurement> served(String measure, int rounds, List<String> arguments) {
        OwnJvm jvm = new OwnJvm(measure, Map.of(), rounds, 17, ServedRequest.class, List.of(), arguments);
        InTurns turns = new InTurns(jvm, "filter");
        return Arrays.stream(Filters.values())
                .map(each -> turns.of(each.word()))
                .toList();
    }

    private static Measurement storm(ServerThreads threads, int firstJdk, int rounds) {
        return new OwnJvm(
                "storm",
                Map.of("threads", threads.word()),
                rounds,
                firstJdk,
                StormMain.class,
                STORM_JVM,
                List.of(threads.word(), STORM_REQUESTS, STORM_MILLIS));
    }
}
