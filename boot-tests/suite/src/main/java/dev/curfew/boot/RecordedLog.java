package dev.curfew.boot;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;

/** Keeps what all apps of this JVM have logged. */
public final class RecordedLog extends AppenderBase<ILoggingEvent> {

    private static final List<String> MESSAGES = new CopyOnWriteArrayList<>();

    @Override
    protected void append(ILoggingEvent event) {
        MESSAGES.add(event.getFormattedMessage());
    }

    /** The messages that hold all of these texts. */
    static List<String> with(String... texts) {
        return MESSAGES.stream()
                .filter(message -> List.of(texts).stream().allMatch(message::contains))
                .toList();
    }

    /** The first message that holds all of these texts, once it has come. */
    static String await(String... texts) {
        Awaitility.await("log entry with " + List.of(texts))
                .atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> !with(texts).isEmpty());
        return with(texts).get(0);
    }
}
