package dev.curfew.spring;

import dev.curfew.TimeoutPolicyBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a policy, as texts: they are read by the same code that reads {@code web.xml}, so that both refuse the same
 * values with the same words.
 */
class PolicyProperties {

    private final Map<String, String> values = new LinkedHashMap<>();

    /** Sets what was given. */
    void applyTo(TimeoutPolicyBuilder builder, String prefix) {
        values.forEach(
                (key, value) -> CurfewConfigurationException.check(prefix + "." + key, () -> builder.set(key, value)));
    }

    private @Nullable String value(String key) {
        return values.get(key);
    }

    private void value(String key, @Nullable String value) {
        if (value != null) {
            values.put(key, value);
        }
    }

    public @Nullable String getTimeout() {
        return value("timeout");
    }

    public void setTimeout(@Nullable String timeout) {
        value("timeout", timeout);
    }

    public @Nullable String getWarnAt() {
        return value("warn-at");
    }

    public void setWarnAt(@Nullable String warnAt) {
        value("warn-at", warnAt);
    }

    public @Nullable List<String> getOnTimeout() {
        String actions = value("on-timeout");
        return actions == null ? null : List.of(actions.split(","));
    }

    public void setOnTimeout(@Nullable List<String> onTimeout) {
        value("on-timeout", onTimeout == null ? null : String.join(",", onTimeout));
    }

    public @Nullable String getGrace() {
        return value("grace");
    }

    public void setGrace(@Nullable String grace) {
        value("grace", grace);
    }

    public @Nullable String getStatus() {
        return value("status");
    }

    public void setStatus(@Nullable String status) {
        value("status", status);
    }

    public @Nullable String getRetryAfter() {
        return value("retry-after");
    }

    public void setRetryAfter(@Nullable String retryAfter) {
        value("retry-after", retryAfter);
    }

    public @Nullable String getMaxExtension() {
        return value("max-extension");
    }

    public void setMaxExtension(@Nullable String maxExtension) {
        value("max-extension", maxExtension);
    }

    public @Nullable String getMaxShield() {
        return value("max-shield");
    }

    public void setMaxShield(@Nullable String maxShield) {
        value("max-shield", maxShield);
    }

    public @Nullable String getMaxAbandoned() {
        return value("max-abandoned");
    }

    public void setMaxAbandoned(@Nullable String maxAbandoned) {
        value("max-abandoned", maxAbandoned);
    }

    public @Nullable String getWhenCommitted() {
        return value("when-committed");
    }

    public void setWhenCommitted(@Nullable String whenCommitted) {
        value("when-committed", whenCommitted);
    }

    public @Nullable String getWhenDebugging() {
        return value("when-debugging");
    }

    public void setWhenDebugging(@Nullable String whenDebugging) {
        value("when-debugging", whenDebugging);
    }
}
