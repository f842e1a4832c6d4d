package dev.curfew.boot;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The app in a JVM of its own. */
final class AppProcess implements AutoCloseable {

    static final String PORT = "port of the app: ";

    private final Process process;
    private final int port;
    private long signalledNanos;

    private AppProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static AppProcess start(Map<String, Object> properties) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                TestApp.class.getName()));
        properties.forEach((key, value) -> command.add("--" + key + "=" + value));
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(new File("target/app-process.err"))
                    .start();
            return new AppProcess(process, portOf(process));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int portOf(Process process) throws IOException {
        BufferedReader lines = process.inputReader();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(PORT)) {
                drain(lines);
                return Integer.parseInt(line.substring(PORT.length()));
            }
        }
        throw new IllegalStateException("the app has ended: " + process.exitValue());
    }

    /** A full pipe would hold the app. */
    private static void drain(BufferedReader lines) {
        Thread thread = new Thread(() -> lines.lines().forEach(line -> {}), "app-process");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return port;
    }

    /** Sends SIGTERM. */
    void signal() {
        signalledNanos = System.nanoTime();
        process.destroy();
    }

    /** How long after the signal the JVM was gone. */
    Duration awaitEnd(Duration patience) throws InterruptedException {
        if (!process.waitFor(patience.toNanos(), TimeUnit.NANOSECONDS)) {
            throw new AssertionError("the JVM has not ended within " + patience);
        }
        return Duration.ofNanos(System.nanoTime() - signalledNanos);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
