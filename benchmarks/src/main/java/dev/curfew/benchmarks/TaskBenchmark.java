package dev.curfew.benchmarks;

import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** A piece of work, next to nothing, that is run under a timeout. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TaskBenchmark {

    @Param("curfew")
    String rival = "";

    private final Object result = new Object();
    private final Callable<Object> work = () -> result;
    private Task.Runner runner;

    /** Starts the library. */
    @Setup
    public void open() {
        runner = Task.of(rival).open();
    }

    /** The work. */
    @Benchmark
    public Object task() throws Exception {
        return runner.run(work);
    }
}
