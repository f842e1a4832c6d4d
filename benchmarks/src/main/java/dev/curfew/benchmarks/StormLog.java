package dev.curfew.benchmarks;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.LoggerFactory;

/** The log of a storm: a file, as an app has it, and beside it a count of what was written. */
final class StormLog extends FileAppender<ILoggingEvent> {

    /** By kind, as each has a limit of its own. */
    private final Map<String, PerSecond> kinds = new ConcurrentHashMap<>();

    private final Path path;

    /** Makes it the only appender. */
    static StormLog install() throws IOException {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.setLevel(Level.INFO);
        StormLog log = new StormLog(context);
        root.addAppender(log);
        return log;
    }

    private StormLog(LoggerContext context) throws IOException {
        path = Files.createTempFile("curfew-storm", ".log");
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level [%thread] %logger - %msg%n");
        encoder.start();
        setContext(context);
        setEncoder(encoder);
        setFile(path.toString());
        start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        super.append(event);
        String message = event.getFormattedMessage();
        String sentence = message.substring(0, Math.max(0, message.indexOf(": ")));
        kinds.computeIfAbsent(sentence, kind -> new PerSecond()).add();
    }

    /** Counts from zero. */
    void reset() {
        kinds.clear();
    }

    long entries() {
        return kinds.values().stream().mapToLong(PerSecond::count).sum();
    }

    /** How many entries there may be: of each kind 20 in a second. */
    long limit() {
        return kinds.values().stream().mapToLong(PerSecond::limit).sum();
    }

    @Override
    public void stop() {
        super.stop();
        path.toFile().delete();
    }
}
