package dev.curfew.spring;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Configuration that Curfew refuses: where it stands, and what is wrong with it and its remedy. Ends the start. */
final class CurfewConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String where;

    CurfewConfigurationException(String where, @Nullable String what, @Nullable Throwable cause) {
        super(where + ": " + what, cause);
        this.where = where;
    }

    /** Reads or sets a value; what is refused there is refused at this place. */
    static <T> T check(String where, Supplier<T> value) {
        try {
            return value.get();
        } catch (IllegalArgumentException e) {
            throw new CurfewConfigurationException(where, e.getMessage(), e);
        }
    }

    /** The property, or the annotated element. */
    String where() {
        return where;
    }

    /** The value, what is expected, and the remedy. */
    String what() {
        return String.valueOf(getMessage()).substring(where.length() + 2);
    }
}
