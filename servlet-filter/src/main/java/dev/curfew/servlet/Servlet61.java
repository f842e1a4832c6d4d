package dev.curfew.servlet;

import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The methods of Servlet 6.1 that have to be passed on to the container, which Servlet 6.0 does not know. */
final class Servlet61 {

    private static final @Nullable Method SEND_REDIRECT = findSendRedirect();
    private static final @Nullable Method READ = findRead();

    private Servlet61() {}

    // Each with its own constants: that is how a native image finds out what is looked up.

    private static @Nullable Method findSendRedirect() {
        try {
            return HttpServletResponse.class.getMethod("sendRedirect", String.class, int.class, boolean.class);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    private static @Nullable Method findRead() {
        try {
            return ServletInputStream.class.getMethod("read", ByteBuffer.class);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    static void sendRedirect(HttpServletResponse response, String location, int status, boolean clearBuffer)
            throws IOException {
        if (SEND_REDIRECT == null) {
            throw new UnsupportedOperationException("sendRedirect with a status is a method of Servlet 6.1");
        }
        Object ignored = invoke(SEND_REDIRECT, response, location, status, clearBuffer);
    }

    static int read(ServletInputStream stream, ByteBuffer buffer) throws IOException {
        if (READ == null) {
            throw new UnsupportedOperationException("read into a ByteBuffer is a method of Servlet 6.1");
        }
        return (int) Objects.requireNonNull(invoke(READ, stream, buffer));
    }

    private static @Nullable Object invoke(Method method, Object target, Object... arguments) throws IOException {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw rethrown(e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    private static IOException rethrown(@Nullable Throwable cause) {
        if (cause instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (cause instanceof Error error) {
            throw error;
        }
        return cause instanceof IOException io ? io : new IOException(cause);
    }
}
