package dev.curfew.benchmarks;

import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Writing a response as a handler behind the real filter does, or behind none. One call of the handler writes so often
 * that the filter itself is lost in it; what it writes to costs next to nothing, so all that is added shows.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ResponseBenchmark {

    private static final int WRITES = 100_000;

    @Param("guarded")
    String response = "";

    private final Sink sink = new Sink();
    private final byte[] bytes = new byte[64];
    private Filter filter;

    /** Makes the filter. */
    @Setup
    public void open() {
        RoutePolicy policy = RoutePolicy.of(RequestTimeout.anHour().policy());
        filter = response.equals("guarded")
                ? new RequestTimeoutFilter(Watchdog.builder().build(), request -> policy)
                : (request, response, chain) -> chain.doFilter(request, response);
    }

    /** 64 bytes at a time. */
    @Benchmark
    @OperationsPerInvocation(WRITES)
    public void bytes64() throws IOException, ServletException {
        handle((request, response) -> {
            OutputStream stream = response.getOutputStream();
            for (int i = 0; i < WRITES; i++) {
                stream.write(bytes);
            }
        });
    }

    /** One byte at a time. */
    @Benchmark
    @OperationsPerInvocation(WRITES)
    public void oneByte() throws IOException, ServletException {
        handle((request, response) -> {
            OutputStream stream = response.getOutputStream();
            for (int i = 0; i < WRITES; i++) {
                stream.write(i);
            }
        });
    }

    private void handle(FilterChain handler) throws IOException, ServletException {
        filter.doFilter(sink.request(), sink.response(), handler);
    }
}
