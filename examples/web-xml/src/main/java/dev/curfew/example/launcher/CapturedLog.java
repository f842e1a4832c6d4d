package dev.curfew.example.launcher;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/** Keeps what the filter logs during the drive, instead of the console. */
final class CapturedLog extends AppenderBase<ILoggingEvent> {

    private final Logger filtersLogger;
    private final List<LogEntry> entries = new ArrayList<>();

    private CapturedLog(LoggerContext context) {
        this.filtersLogger = context.getLogger("dev.curfew");
        setContext(context);
    }

    static CapturedLog install() {
        CapturedLog log = new CapturedLog((LoggerContext) LoggerFactory.getILoggerFactory());
        log.start();
        log.filtersLogger.setAdditive(false);
        log.filtersLogger.addAppender(log);
        return log;
    }

    /** From now on the console has the log. */
    void release() {
        filtersLogger.setAdditive(true);
        filtersLogger.detachAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        LogEntry entry = LogEntry.of(event);
        if (entry != null) {
            add(entry);
        } else {
            filtersLogger.getLoggerContext().getLogger(Logger.ROOT_LOGGER_NAME).callAppenders(event);
        }
    }

    private synchronized void add(LogEntry entry) {
        entries.add(entry);
        notifyAll();
    }

    /** What was said of the request with this path; warnings are left out. */
    synchronized List<LogEntry> of(String path) {
        return entries.stream()
                .filter(entry -> entry.path().equals(path) && entry.event() != LogEntry.Event.WARNED)
                .toList();
    }

    /** Waits until so much was said of the path, or the time is over. */
    synchronized List<LogEntry> await(String path, int count, long untilNanos) throws InterruptedException {
        List<LogEntry> found = of(path);
        while (found.size() < count && untilNanos - System.nanoTime() > 0) {
            wait(50);
            found = of(path);
        }
        return found;
    }
}
