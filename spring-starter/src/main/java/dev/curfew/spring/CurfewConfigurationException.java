package dev.curfew.spring;

import org.jspecify.annotations.Nullable;

/** Configuration that Curfew refuses: where it stands, and what is wrong with it and its remedy. Ends the start. */
final class CurfewConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String where;

    CurfewConfigurationException(String where, @Nullable String what, @Nullable Throwable cause) {
        super(where + ": " + what, cause);
        this.where = where;
    }

    /** Sets a value; what its setter refuses is refused at this place. */
    static void check(String where, Runnable setting) {
        try {
            setting.run();
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
