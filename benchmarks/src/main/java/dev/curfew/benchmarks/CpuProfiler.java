package dev.curfew.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * The processor time of the whole process for each operation: that of the callers, of the timekeeper's own threads, and of
 * the garbage collector. {@code cores} says how many processors that kept busy.
 */
public final class CpuProfiler implements InternalProfiler {

    static final String CPU = "cpu.nanos";
    static final String CORES = "cpu.cores";

    private final OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private long cpu;
    private long wall;

    @Override
    public String getDescription() {
        return "Processor time of the process for each operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        wall = System.nanoTime();
        cpu = system.getProcessCpuTime();
    }

    @Override
    public Collection<? extends Result<?>> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        double used = system.getProcessCpuTime() - cpu;
        long passed = System.nanoTime() - wall;
        return List.of(
                new ScalarResult(CPU, used / result.getMetadata().getAllOps(), "ns/op", AggregationPolicy.AVG),
                new ScalarResult(CORES, used / passed, "cores", AggregationPolicy.AVG));
    }
}
