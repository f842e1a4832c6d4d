package dev.curfew.servlet.container;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Reaches members of container classes by name.
 *
 * <p>Containers hide their classes from web applications, so a library below {@code WEB-INF/lib} cannot link to them.
 * Fields and methods are looked up once for each class and kept with that class. What is kept is of the JDK and of the
 * container, so that it holds no web app's class loader.
 */
final class Reach {
    private static final ClassValue<Map<String, Field>> fields = perClass();
    private static final ClassValue<Map<String, Method>> methods = perClass(); // by their names and arguments' classes

    private Reach() {}

    private static <T> ClassValue<Map<String, T>> perClass() {
        return new ClassValue<>() {
            @Override
            protected Map<String, T> computeValue(Class<?> type) {
                return new ConcurrentHashMap<>();
            }
        };
    }

    /** Calls the method of this name that takes these arguments, on whatever level of the hierarchy it is. */
    static Object call(Object target, String name, @Nullable Object... arguments) throws ReflectiveOperationException {
        return notNull(callForNullable(target, name, arguments), target, name);
    }

    /** The same for a method that returns nothing, or may return null. */
    static @Nullable Object callForNullable(Object target, String name, @Nullable Object... arguments)
            throws ReflectiveOperationException {
        Map<String, Method> known = methods.get(target.getClass());
        String signature = signature(name, arguments);
        Method method = known.get(signature);
        if (method == null) {
            method = lookUp(target, name, arguments);
            known.put(signature, method);
        }
        return method.invoke(target, arguments);
    }

    /** Tells apart what {@link #accepts} does. */
    private static String signature(String name, @Nullable Object[] arguments) {
        if (arguments.length == 0) {
            return name;
        }
        StringBuilder signature = new StringBuilder(name);
        for (Object argument : arguments) {
            signature
                    .append(' ')
                    .append(argument == null ? null : argument.getClass().getName());
        }
        return signature.toString();
    }

    private static Method lookUp(Object target, String name, @Nullable Object[] arguments)
            throws NoSuchMethodException {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            Method method = methodOf(type, name, arguments);
            if (method != null) {
                return method;
            }
        }
        throw new NoSuchMethodException(target.getClass().getName() + "." + name);
    }

    private static Object notNull(@Nullable Object value, Object target, String name) throws NoSuchFieldException {
        if (value == null) {
            throw new NoSuchFieldException(target.getClass().getName() + "." + name + " is null");
        }
        return value;
    }

    /** Returns the value of the field of this name, on whatever level of the hierarchy it is. */
    static Object field(Object target, String name) throws ReflectiveOperationException {
        return notNull(fieldOf(target, name).get(target), target, name);
    }

    /** Sets the field of this name, on whatever level of the hierarchy it is. */
    static void set(Object target, String name, Object value) throws ReflectiveOperationException {
        fieldOf(target, name).set(target, value);
    }

    private static Field fieldOf(Object target, String name) throws NoSuchFieldException {
        Map<String, Field> known = fields.get(target.getClass());
        Field field = known.get(name);
        if (field == null) {
            field = lookUp(target, name);
            known.put(name, field);
        }
        return field;
    }

    private static Field lookUp(Object target, String name) throws NoSuchFieldException {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getName().equals(name) && field.trySetAccessible()) {
                    return field;
                }
            }
        }
        throw new NoSuchFieldException(target.getClass().getName() + "." + name);
    }

    /** Returns the static constant (or enum constant) of a class that the target's loader knows. */
    static Object constant(Object target, String type, String name) throws ReflectiveOperationException {
        Field constant = load(target, type).getField(name);
        constant.trySetAccessible(); // the type itself need not be public
        return notNull(constant.get(null), target, name);
    }

    /** Makes an object of a class that the target's loader knows. */
    static Object make(Object target, String type, Object... arguments) throws ReflectiveOperationException {
        for (Constructor<?> constructor : load(target, type).getDeclaredConstructors()) {
            if (accepts(constructor.getParameterTypes(), arguments) && constructor.trySetAccessible()) {
                return constructor.newInstance(arguments);
            }
        }
        throw new NoSuchMethodException(type);
    }

    /** Whether this object is of a type of this name. */
    static boolean is(Object target, String name) {
        for (Class<?> type = target.getClass(); type != null; type = type.getSuperclass()) {
            if (type.getName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static Class<?> load(Object target, String type) throws ClassNotFoundException {
        return Class.forName(type, true, target.getClass().getClassLoader());
    }

    private static @Nullable Method methodOf(Class<?> type, String name, @Nullable Object[] arguments) {
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals(name)
                    && accepts(method.getParameterTypes(), arguments)
                    && method.trySetAccessible()) {
                return method;
            }
        }
        for (Class<?> parent : type.getInterfaces()) {
            Method method = methodOf(parent, name, arguments);
            if (method != null) {
                return method;
            }
        }
        return null;
    }

    private static boolean accepts(Class<?>[] parameters, @Nullable Object[] arguments) {
        if (parameters.length != arguments.length) {
            return false;
        }
        for (int i = 0; i < parameters.length; i++) {
            Object argument = arguments[i];
            boolean fits = parameters[i] == int.class
                    ? argument instanceof Integer
                    : parameters[i] == boolean.class
                            ? argument instanceof Boolean
                            : argument == null || parameters[i].isInstance(argument);
            if (!fits) {
                return false;
            }
        }
        return true;
    }
}
