package dev.curfew.boot;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The properties of an app to be started. */
final class AppBuilder {

    private final Map<String, Object> properties = new LinkedHashMap<>();

    /** The same app with this property. */
    AppBuilder with(String key, Object value) {
        properties.put(key, value.toString());
        return this;
    }

    /** Starts it in this JVM, and waits until it has served its first request. */
    App start(String name) {
        return start(name, TestApp.class);
    }

    /** Starts another app, and waits until it has served its first request. */
    App start(String name, Class<?> app) {
        return new App(name, run(app));
    }

    /** Starts another app with these properties in this JVM. */
    ConfigurableApplicationContext run(Class<?> app) {
        SpringApplication application = new SpringApplication(app);
        application.setDefaultProperties(properties);
        application.setRegisterShutdownHook(false);
        return application.run();
    }

    /** Starts it in a JVM of its own. */
    AppProcess startProcess() {
        return AppProcess.start(properties);
    }
}
