package dev.curfew.example.launcher;

import java.util.List;
import org.apache.catalina.LifecycleException;

/**
 * Starts the web app, drives it, prints the table, and then stays up for the reader's own requests; with {@code --once}
 * it ends, with 0 if everything was as expected and 1 if not. {@code --port=9090} takes another port than 8080, 0 a
 * free one.
 */
public final class Launcher {

    private static final int DEFAULT_PORT = 8080;

    private Launcher() {}

    /** Runs the example. */
    public static void main(String... args) throws InterruptedException {
        boolean once = false;
        int port = DEFAULT_PORT;
        for (String arg : args) {
            if (arg.equals("--once")) {
                once = true;
            } else if (arg.matches("--port=\\d{1,5}")) {
                port = Integer.parseInt(arg.substring("--port=".length()));
            } else {
                end(arg + " (expected: --once, --port=8080)");
            }
        }
        CapturedLog log = CapturedLog.install();
        Server server = start(port);
        boolean asExpected = new Drive(server.url(), log).run();
        if (once) {
            System.exit(asExpected ? 0 : 1); // does not wait for the handlers that are stuck
        }
        log.release();
        hint(server.url());
        Thread.currentThread().join();
    }

    private static Server start(int port) {
        try {
            return Server.start(port);
        } catch (LifecycleException e) {
            end("Tomcat did not start on port " + port + ": " + e.getMessage() + " (--port=0 finds a free port)");
            throw new IllegalStateException(e);
        }
    }

    private static void end(String why) {
        System.err.println(why);
        System.exit(1);
    }

    private static void hint(String url) {
        System.out.println();
        System.out.println("Still up, until Ctrl-C. Ask from another terminal, and read the log here:");
        for (String request : List.of("-i %s/loop", "-i -H 'Accept: text/html' %s/sleep", "-N %s/drip")) {
            System.out.println("  curl " + String.format(request, url));
        }
    }
}
