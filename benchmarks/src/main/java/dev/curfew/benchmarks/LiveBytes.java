package dev.curfew.benchmarks;

import java.lang.management.ManagementFactory;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * All live objects of the heap, one by one: what a collector calls used is rounded to regions, and to buffers of threads.
 * What newer JDKs fill gaps between objects with is not counted.
 */
final class LiveBytes {

    private static final Pattern CLASS = Pattern.compile("^\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+)", Pattern.MULTILINE);
    private static final String FILLER = "jdk.internal.vm.Filler";

    private LiveBytes() {}

    /** Collects garbage first. */
    static long now() {
        try {
            return in((String) ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "gcClassHistogram",
                            new Object[] {new String[0]},
                            new String[] {String[].class.getName()}));
        } catch (JMException e) {
            throw new IllegalStateException(e);
        }
    }

    static long in(String histogram) {
        Matcher each = CLASS.matcher(histogram);
        long sum = 0;
        while (each.find()) {
            sum += each.group(2).contains(FILLER) ? 0 : Long.parseLong(each.group(1));
        }
        if (sum == 0) {
            throw new IllegalStateException("no classes in: " + histogram);
        }
        return sum;
    }
}
