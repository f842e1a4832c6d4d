package dev.curfew.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Wrapper;
import org.jspecify.annotations.Nullable;

/** Calls of a guarded object that go on to the real one. */
final class Calls {

    private Calls() {}

    /** A call that goes on. */
    interface Call {

        @Nullable
        Object call() throws Throwable;
    }

    static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(Calls.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    /** Passes the call on; throws what it throws. */
    static @Nullable Object pass(Object raw, Method method, Object @Nullable [] args) throws Throwable {
        try {
            return method.invoke(raw, args);
        } catch (InvocationTargetException e) {
            throw e.getCause() == null ? e : e.getCause();
        }
    }

    /** As {@link #pass}, but a guarded object is equal to itself alone, and can be unwrapped. */
    static @Nullable Object passObjectMethods(Object self, Wrapper raw, Method method, Object @Nullable [] args)
            throws Throwable {
        return switch (method.getName()) {
            case "equals" -> args != null && self == args[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "guarded " + raw;
            case "unwrap" -> isInstance(self, args) ? self : isInstance(raw, args) ? raw : pass(raw, method, args);
            case "isWrapperFor" ->
                isInstance(self, args) || isInstance(raw, args) || Boolean.TRUE.equals(pass(raw, method, args));
            default -> pass(raw, method, args);
        };
    }

    private static boolean isInstance(Object raw, Object @Nullable [] args) {
        return args != null && args[0] instanceof Class<?> type && type.isInstance(raw);
    }
}
