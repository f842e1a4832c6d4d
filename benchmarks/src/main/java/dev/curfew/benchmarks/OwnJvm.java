package dev.curfew.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A measurement whose main class runs in a JVM of its own and prints its values, one {@code VALUE name=number} a line.
 *
 * @param options of the JVM, besides {@link #OPTIONS}, such as -Xmx6g
 * @param arguments of the main class
 */
public record OwnJvm(
        String measure,
        Map<String, String> cell,
        int rounds,
        int firstJdk,
        Class<?> main,
        List<String> options,
        List<String> arguments)
        implements Measurement {

    /** What each JVM is started with: a heap that neither grows nor has pages that were never touched. */
    public static final List<String> OPTIONS =
            List.of("-Xms2g", "-Xmx2g", "-XX:+AlwaysPreTouch", "-XX:+UseG1GC", "-XX:-UsePerfData");

    private static final String PREFIX = "VALUE ";

    /** Prints a value; called in the measured JVM. */
    public static void print(String name, double value) {
        System.out.println(PREFIX + name + "=" + value);
    }

    @Override
    public boolean runsOn(Jdk jdk) {
        return jdk.feature() >= firstJdk;
    }

    @Override
    public Map<String, Double> measure(Jdk jdk) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(jdk.java().toString()));
        command.addAll(OPTIONS);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        Map<String, Double> values = new TreeMap<>();
        List<String> output = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                output.add(line);
                if (line.startsWith(PREFIX)) {
                    int equals = line.indexOf('=');
                    values.put(line.substring(PREFIX.length(), equals), Double.valueOf(line.substring(equals + 1)));
                }
            }
        } finally {
            process.destroy();
        }
        int exit = process.waitFor();
        if (exit != 0 || values.isEmpty()) {
            throw new IOException(
                    main.getSimpleName() + " " + arguments + " ended with " + exit + ":\n" + String.join("\n", output));
        }
        return values;
    }
}
