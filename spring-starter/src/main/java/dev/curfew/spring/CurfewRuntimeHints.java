package dev.curfew.spring;

import dev.curfew.Deadline;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/** What is reached by reflection, for native images. */
final class CurfewRuntimeHints implements RuntimeHintsRegistrar {

    private static final String ENDPOINT = "org.springframework.boot.actuate.endpoint.annotation.Endpoint";

    CurfewRuntimeHints() {}

    @Override
    public void registerHints(RuntimeHints hints, @org.springframework.lang.Nullable ClassLoader classLoader) {
        hints.reflection().registerType(Deadline.class);
        if (ClassUtils.isPresent(ENDPOINT, classLoader)) {
            for (Class<?> type : RequestTimeoutsEndpoint.types()) {
                hints.reflection()
                        .registerType(
                                type,
                                MemberCategory.INVOKE_DECLARED_METHODS,
                                MemberCategory.INVOKE_DECLARED_CONSTRUCTORS,
                                MemberCategory.DECLARED_FIELDS);
            }
        }
    }
}
