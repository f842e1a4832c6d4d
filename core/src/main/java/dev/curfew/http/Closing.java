package dev.curfew.http;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.http.HttpClient;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The methods that {@code HttpClient} has had since JDK 21; the JDK that this is compiled for does not know them. */
final class Closing {

    private static final @Nullable MethodHandle shutdown = find("shutdown", MethodType.methodType(void.class));
    private static final @Nullable MethodHandle shutdownNow = find("shutdownNow", MethodType.methodType(void.class));
    private static final @Nullable MethodHandle close = find("close", MethodType.methodType(void.class));
    private static final @Nullable MethodHandle isTerminated =
            find("isTerminated", MethodType.methodType(boolean.class));
    private static final @Nullable MethodHandle awaitTermination =
            find("awaitTermination", MethodType.methodType(boolean.class, Duration.class));

    private Closing() {}

    private static @Nullable MethodHandle find(String name, MethodType type) {
        try {
            return MethodHandles.publicLookup().findVirtual(HttpClient.class, name, type);
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    static void shutdown(HttpClient client) {
        call(shutdown, client);
    }

    static void shutdownNow(HttpClient client) {
        call(shutdownNow, client);
    }

    static void close(HttpClient client) {
        call(close, client);
    }

    static boolean isTerminated(HttpClient client) {
        return call(isTerminated, client) instanceof Boolean terminated && terminated;
    }

    static boolean awaitTermination(HttpClient client, Duration duration) throws InterruptedException {
        if (awaitTermination == null) {
            return true;
        }
        try {
            return (boolean) awaitTermination.invokeExact(client, duration);
        } catch (InterruptedException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object call(@Nullable MethodHandle method, HttpClient client) {
        if (method == null) {
            return null;
        }
        try {
            return method.invoke(client);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e); // none of them declares any
        }
    }
}
