package dev.curfew.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A client in a JVM of its own, so that the CPU that it uses is not the server's. It is told what to do in a line, and
 * answers in lines, the last of which is {@link #END}.
 */
final class ClientProcess implements AutoCloseable {

    static final String END = "END";

    private static final List<String> OPTIONS = List.of("-Xms256m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:-UsePerfData");

    private final Process process;
    private final PrintWriter orders;
    private final BufferedReader answers;

    /** Starts the main class with the port as its argument. */
    ClientProcess(Class<?> main, int port) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName(), Integer.toString(port)));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        orders = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8), true);
        answers = process.inputReader(StandardCharsets.UTF_8);
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** Begins what the client is told; {@link #answers()} waits for its end. */
    void begin(String order) {
        orders.println(order);
    }

    /** Waits until the client has done what it was told, and returns what it says of it. */
    List<String> answers() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = answers.readLine(); !END.equals(line); line = answers.readLine()) {
            if (line == null) {
                throw new IOException("the client ended with " + lines);
            }
            lines.add(line);
        }
        return lines;
    }

    @Override
    public void close() {
        orders.close(); // at the end of its orders it ends
        process.destroy();
    }
}
