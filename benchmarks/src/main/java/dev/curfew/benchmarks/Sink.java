package dev.curfew.benchmarks;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A response that copies what is written into a buffer and forgets it, and a request to go with it. */
final class Sink extends ServletOutputStream {

    private static final int SIZE = 8192; // as a container's

    private final byte[] buffer = new byte[SIZE];
    private final Map<String, Object> attributes = new HashMap<>();
    private int position;

    @Override
    public void write(int value) {
        if (position == SIZE) {
            position = 0;
        }
        buffer[position++] = (byte) value;
    }

    @Override
    public void write(byte[] bytes) {
        write(bytes, 0, bytes.length);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (length > SIZE - position) {
            position = 0;
        }
        System.arraycopy(bytes, offset, buffer, position, length);
        position += length;
    }

    @Override
    public boolean isReady() {
        return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
        throw new UnsupportedOperationException();
    }

    /** A new request for a response of this. */
    HttpServletRequest request() {
        attributes.clear();
        return proxy(HttpServletRequest.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getAttribute" -> attributes.get(arguments[0]);
            case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
            case "getDispatcherType" -> DispatcherType.REQUEST;
            case "getMethod" -> "GET";
            case "getRequestURI" -> "/orders/42";
            default -> nothing(method.getReturnType());
        });
    }

    HttpServletResponse response() {
        return proxy(HttpServletResponse.class, (proxy, method, arguments) -> switch (method.getName()) {
            case "getOutputStream" -> this;
            case "getStatus" -> HttpServletResponse.SC_OK;
            case "getHeaderNames" -> List.of();
            default -> nothing(method.getReturnType());
        });
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object nothing(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        return type == int.class ? 0 : null;
    }
}
