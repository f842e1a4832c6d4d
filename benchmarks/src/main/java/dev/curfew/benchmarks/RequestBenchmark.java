package dev.curfew.benchmarks;

import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** A request that begins and ends long before its deadline. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RequestBenchmark {

    private static final Duration EXTENSION = Duration.ofSeconds(1);

    @Param("curfew")
    String rival = "";

    @Param("0")
    int standing;

    /** {@code varied}: each request has another timeout than the one before. */
    @Param("fixed")
    String timeouts = "";

    private final RequestDescription description = new RequestDescription("GET", "/orders/42", "/orders/{id}");
    private RequestTimeout[] choice = {};
    private Timekeeper<Object> keeper;
    private List<Object> inFlight = List.of();

    /** How far a thread has come through the timeouts. */
    @State(Scope.Thread)
    public static class Turn {

        private int next;
    }

    /** Begins the requests that stand. */
    @Setup
    public void begin() throws InterruptedException {
        keeper = Rival.of(rival).open(Expiry.NEVER);
        RequestTimeout fixed = RequestTimeout.anHour();
        choice = timeouts.equals("varied") ? RequestTimeout.varied() : new RequestTimeout[] {fixed};
        inFlight = Standing.begin(keeper, standing, fixed);
        System.gc(); // what stands is old by the time the next request comes
    }

    /** Ends the timekeeper with all that stands. */
    @TearDown
    public void close() {
        keeper.close();
        inFlight = List.of();
    }

    /** Begin and end. */
    @Benchmark
    public void request(Turn turn, Blackhole blackhole) {
        Object request = keeper.begin(description, choice[turn.next++ & (choice.length - 1)]);
        blackhole.consume(request);
        keeper.end(request);
    }

    /** The same with one extension of the deadline between; only Curfew has that. */
    @Benchmark
    public void extended(Turn turn, Blackhole blackhole) {
        Object request = keeper.begin(description, choice[turn.next++ & (choice.length - 1)]);
        blackhole.consume(((InFlightRequest) request).deadline().extendBy(EXTENSION));
        keeper.end(request);
    }
}
