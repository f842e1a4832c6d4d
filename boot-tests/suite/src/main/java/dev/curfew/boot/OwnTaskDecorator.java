package dev.curfew.boot;

import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.core.task.TaskDecorator;
import org.springframework.stereotype.Component;

/** What an app does that carries something of its own to the threads of its executor. */
@Component
@ConditionalOnProperty(OwnTaskDecorator.KEY)
final class OwnTaskDecorator implements TaskDecorator {

    static final String KEY = "app.decorates-tasks";

    private static final ThreadLocal<Boolean> DECORATED = new ThreadLocal<>();

    static String current() {
        return DECORATED.get() == null ? "plain" : "decorated";
    }

    @Override
    public Runnable decorate(Runnable task) {
        return () -> {
            DECORATED.set(true);
            try {
                task.run();
            } finally {
                DECORATED.remove();
            }
        };
    }
}
