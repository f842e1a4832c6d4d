package dev.curfew;

import java.lang.management.ManagementFactory;
import java.util.List;

/** Whether the JVM was started with a debug agent. Whether a debugger is attached to it cannot be seen from inside. */
final class DebugAgent {

    private DebugAgent() {}

    static boolean isPresent() {
        try {
            return isIn(ManagementFactory.getRuntimeMXBean().getInputArguments());
        } catch (RuntimeException | LinkageError e) {
            return false; // no such bean in this run-time image: nothing is known of an agent
        }
    }

    static boolean isIn(List<String> arguments) {
        return arguments.stream().anyMatch(each -> each.startsWith("-agentlib:jdwp") || each.startsWith("-Xrunjdwp"));
    }
}
