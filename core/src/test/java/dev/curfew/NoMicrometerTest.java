package dev.curfew;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URL;
import java.net.URLClassLoader;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

/** Core in an app that has nothing but what core needs. */
class NoMicrometerTest {

    private static URL codeOf(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Test
    void aWatchdogDoesNotMissMicrometerOrItsContextPropagation() throws Exception {
        URL[] path = {codeOf(Watchdog.class), codeOf(Logger.class), codeOf(NullMarked.class)};
        try (URLClassLoader app = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            assertThatThrownBy(() -> app.loadClass("io.micrometer.core.instrument.MeterRegistry"))
                    .isInstanceOf(ClassNotFoundException.class);
            assertThatThrownBy(() -> app.loadClass("io.micrometer.context.ContextRegistry"))
                    .isInstanceOf(ClassNotFoundException.class);
            Class<?> type = app.loadClass("dev.curfew.Watchdog");
            Object builder = type.getMethod("builder").invoke(null);
            Object built = builder.getClass().getMethod("build").invoke(builder);
            try (AutoCloseable watchdog = (AutoCloseable) built) {
                assertThat(type.getMethod("inFlight").invoke(watchdog)).isEqualTo(0);
            }
        }
    }
}
