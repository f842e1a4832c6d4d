package dev.curfew;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is done to a request that reaches its deadline. Actions start in the order of their declaration; none waits more
 * than 20 ms for the one before it.
 */
public enum TimeoutAction {
    /** Writes a log entry with the stack of the request's thread. Always done, whether named or not. */
    LOG,
    /** Runs the handles that the request's own work registered with {@link Deadline#onExpiry(Runnable)}. */
    CANCEL,
    /** Interrupts the request's thread. */
    INTERRUPT,
    /** Answers the client while the handler is still running, or breaks the connection off where it cannot. */
    ABORT;

    /** The word for this action in configuration and log entries, such as {@code interrupt}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Reads a comma-separated list such as {@code abort,interrupt}.
     *
     * @throws IllegalArgumentException if a word is no action, stands twice, or the list is empty
     */
    public static Set<TimeoutAction> parse(String key, String text) {
        Set<TimeoutAction> actions = EnumSet.noneOf(TimeoutAction.class);
        for (String word : text.split(",", -1)) {
            if (!actions.add(ofWord(key, text, word.strip()))) {
                throw new IllegalArgumentException(
                        key + ": " + text + " (expected: each action once; remove the second " + word.strip() + ")");
            }
        }
        return actions;
    }

    private static TimeoutAction ofWord(String key, String text, String word) {
        for (TimeoutAction action : values()) {
            if (action.word().equals(word)) {
                return action;
            }
        }
        throw new IllegalArgumentException(key + ": " + text + " (expected: any of "
                + Arrays.stream(values()).map(TimeoutAction::word).collect(Collectors.joining(", "))
                + ", comma-separated; '" + word + "' is none of them)");
    }
}
