package dev.curfew.example.launcher;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs the example as the README does, in a JVM of its own, and reads what it prints. */
class LauncherIT {

    private static final int MOST_SECONDS = 25;

    @TempDir
    static Path dir;

    private static Process process;
    private static boolean ended;
    private static List<String> output;

    @BeforeAll
    static void run() throws IOException, InterruptedException {
        Path file = dir.resolve("output.txt");
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-classpath",
                        System.getProperty("java.class.path"),
                        Launcher.class.getName(),
                        "--once",
                        "--port=0")
                .redirectErrorStream(true)
                .redirectOutput(file.toFile())
                .start();
        ended = process.waitFor(MOST_SECONDS, SECONDS);
        output = Files.readAllLines(file);
        output.forEach(System.out::println);
    }

    @AfterAll
    static void end() {
        process.destroyForcibly();
    }

    @Test
    void endsInTimeAlthoughHandlersAreStuck() {
        assertThat(ended).as("ended within %s s", MOST_SECONDS).isTrue();
    }

    @Test
    void findsEverythingAsExpected() {
        assertThat(output).last().isEqualTo("All as expected.");
        assertThat(process.exitValue()).isZero();
    }

    @Test
    void fitsATerminal() {
        assertThat(output).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    /hello           | 200 hello               | nothing
                    /report/2026     | 200 done                | nothing
                    /export          | 200 done                | nothing
                    /legacy/list     | 200 done                | expired at .*SlowServlet:.* ended .* late: 200
                    /slow            | 503 Service Unavailable | expired at .*SlowServlet:.* ended .*ServletException.*
                    /swallow         | 503 Service Unavailable | expired at .*SwallowServlet:.* ended .* late: 200.*
                    /sleep           | 503 Service Unavailable | expired at .*SleepServlet:.* stuck at .* ended 3.*
                    /spin            | 503 Service Unavailable | expired at SpinServlet:.* stuck at .* ended 3.*
                    /socket          | 503 Service Unavailable | expired at .*SocketServlet:.* stuck at .*
                    /transfer/a-to-b | 503 Service Unavailable | expired at TransferServlet:.* stuck at .*
                    /transfer/b-to-a | 503 Service Unavailable | expired at TransferServlet:.* stuck at .*
                    /async           | 503 Service Unavailable | expired, no thread at work ended .*
                    /drip            | 200 [.]+, then .*reset  | expired at .*DripServlet:.* ended .*
                    /loop            | 503 Service Unavailable | expired.* ended .*RequestTimeoutException.*
                    /call            | 503 Service Unavailable | expired at .*CallServlet:.* ended .*SocketException.*
                    /commit          | 503 Service Unavailable | expired at .*held off.* ended .*ServletException.*
                    """)
    void tellsWhatTheClientSawAndWhatTheLogSaid(String path, String client, String log) {
        assertThat(row(path)).matches("\\Q" + path + "\\E +" + client + " +\\d+ ms +" + log);
    }

    /** A row in one line. */
    private static String row(String path) {
        List<String> row = new ArrayList<>();
        for (String line : output) {
            if (line.startsWith(path + " ") || (!row.isEmpty() && line.startsWith(" "))) {
                row.add(line.strip());
            } else if (!row.isEmpty()) {
                break;
            }
        }
        return String.join(" ", row);
    }
}
