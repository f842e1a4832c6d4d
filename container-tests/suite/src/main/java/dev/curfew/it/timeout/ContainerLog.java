package dev.curfew.it.timeout;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.slf4j.LoggerFactory;

/** What a container writes to its log: Tomcat by java.util.logging, Jetty and Undertow by SLF4J. */
final class ContainerLog implements AutoCloseable {

    private final StringBuffer text = new StringBuffer();
    private final Handler handler = new JavaLogging();
    private final AppenderBase<ILoggingEvent> appender = new Slf4j();

    ContainerLog() {
        Logger.getLogger("").addHandler(handler);
        appender.start();
        slf4jRoot().addAppender(appender);
    }

    /** All messages and stacks since the beginning. */
    String text() {
        return text.toString();
    }

    static String stackOf(Throwable failure) {
        StringWriter stack = new StringWriter();
        failure.printStackTrace(new PrintWriter(stack));
        return stack.toString();
    }

    @Override
    public void close() {
        Logger.getLogger("").removeHandler(handler);
        slf4jRoot().detachAppender(appender);
    }

    private static ch.qos.logback.classic.Logger slf4jRoot() {
        return (ch.qos.logback.classic.Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private final class JavaLogging extends Handler {

        @Override
        public void publish(LogRecord entry) {
            text.append(entry.getMessage()).append('\n');
            if (entry.getThrown() != null) {
                text.append(stackOf(entry.getThrown()));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }

    private final class Slf4j extends AppenderBase<ILoggingEvent> {

        @Override
        protected void append(ILoggingEvent entry) {
            text.append(entry.getFormattedMessage()).append('\n');
            IThrowableProxy thrown = entry.getThrowableProxy();
            if (thrown != null) {
                text.append(ThrowableProxyUtil.asString(thrown));
            }
        }
    }
}
