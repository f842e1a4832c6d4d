package dev.curfew.benchmarks;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * A measurement by JMH, in one fork. {@code cpuNanos} is the process's for one operation, however many threads do them;
 * {@code wallNanos} is how long one operation takes its thread.
 *
 * @param benchmark the class and the method
 * @param parameters of the benchmark
 * @param options of the JVM, besides {@link OwnJvm#OPTIONS}
 */
record JmhCell(
        String measure,
        Map<String, String> cell,
        int rounds,
        Effort effort,
        String benchmark,
        Map<String, String> parameters,
        List<String> options,
        int threads)
        implements Measurement {

    private static final Pattern THROWN = Pattern.compile("[\\w.$]+(Error|Exception)(: .*)?");

    /**
     * How much is measured in a fork.
     *
     * @param warmups where there are no more threads than processors: otherwise the compilers wait for their turn too, and
     *     what they have not compiled by then would be measured
     * @param millis of an iteration
     */
    record Effort(int warmups, int iterations, int millis) {

        static final Effort LITTLE = new Effort(3, 3, 200);
        static final Effort MUCH = new Effort(3, 4, 300);
    }

    @Override
    public boolean runsOn(Jdk jdk) {
        return true;
    }

    @Override
    public Map<String, Double> measure(Jdk jdk) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        OutputFormat format = OutputFormatFactory.createFormatInstance(
                new PrintStream(output, true, StandardCharsets.UTF_8), VerboseMode.NORMAL);
        Collection<RunResult> results;
        try {
            results = new Runner(options(jdk).build(), format).run();
        } catch (RunnerException e) {
            throw new IOException(failure(output.toString(StandardCharsets.UTF_8)), e);
        }
        if (results.size() != 1) {
            throw new IOException(benchmark + " is " + results.size() + " benchmarks (expected: 1)");
        }
        return values(results.iterator().next());
    }

    /** What was thrown, in the first line, and all that was said. */
    static String failure(String output) {
        String thrown =
                output.lines().filter(THROWN.asMatchPredicate()).findFirst().orElse("the JVM failed");
        return thrown + "\n" + output;
    }

    private ChainedOptionsBuilder options(Jdk jdk) {
        List<String> jvm = new ArrayList<>(OwnJvm.OPTIONS);
        jvm.addAll(options);
        TimeValue iteration = TimeValue.milliseconds(effort.millis);
        ChainedOptionsBuilder run = new OptionsBuilder()
                .include(benchmark.replace(".", "\\.") + "$")
                .jvm(jdk.java().toString())
                .jvmArgs(jvm.toArray(String[]::new))
                .forks(1)
                .threads(threads)
                .warmupIterations(effort.warmups * threadsPerProcessor())
                .warmupTime(iteration)
                .measurementIterations(effort.iterations)
                .measurementTime(iteration)
                .shouldFailOnError(true)
                .addProfiler(CpuProfiler.class)
                .addProfiler(GCProfiler.class);
        parameters.forEach((name, value) -> run.param(name, value));
        return run;
    }

    private int threadsPerProcessor() {
        return (int) Math.ceil((double) threads / Runtime.getRuntime().availableProcessors());
    }

    private static Map<String, Double> values(RunResult result) {
        return Map.of(
                "wallNanos", result.getPrimaryResult().getScore(),
                "cpuNanos", secondary(result, CpuProfiler.CPU),
                "cores", secondary(result, CpuProfiler.CORES),
                "bytes", secondary(result, "gc.alloc.rate.norm"));
    }

    private static double secondary(RunResult result, String name) {
        return result.getSecondaryResults().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith(name)) // some versions of JMH prefix it
                .map(Map.Entry::getValue)
                .mapToDouble(Result::getScore)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + name + " in " + result.getSecondaryResults()));
    }
}
