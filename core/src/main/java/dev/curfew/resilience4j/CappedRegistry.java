package dev.curfew.resilience4j;

import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A registry whose limiters are all capped; it keeps them as they are. */
final class CappedRegistry implements TimeLimiterRegistry {

    private final TimeLimiterRegistry raw;

    CappedRegistry(TimeLimiterRegistry raw) {
        this.raw = raw;
    }

    @Override
    public Set<TimeLimiter> getAllTimeLimiters() {
        return raw.getAllTimeLimiters().stream().map(DeadlineTimeLimiter::of).collect(Collectors.toSet());
    }

    @Override
    public TimeLimiter timeLimiter(String name) {
        return DeadlineTimeLimiter.of(raw.timeLimiter(name));
    }

    @Override
    public TimeLimiter timeLimiter(String name, Map<String, String> tags) {
        return DeadlineTimeLimiter.of(raw.timeLimiter(name, tags));
    }

    @Override
    public TimeLimiter timeLimiter(String name, TimeLimiterConfig config) {
        return DeadlineTimeLimiter.of(raw.timeLimiter(name, config));
    }

    @Override
    public TimeLimiter timeLimiter(String name, TimeLimiterConfig config, Map<String, String> tags) {
        return DeadlineTimeLimiter.of(raw.timeLimiter(name, config, tags));
    }

    @Override
    public TimeLimiter timeLimiter(String name, Supplier<TimeLimiterConfig> config) {
        return DeadlineTimeLimiter.of(raw.timeLimiter(name, config));
    }

    @Override
    public TimeLimiter timeLimiter(String name, Supplier<TimeLimiterConfig> config, Map<String, String> tags) {
        return DeadlineTimeLimiter.of(raw.timeLimiter(name, config, tags));
    }

    @Override
    public TimeLimiter timeLimiter(String name, String configName) {
        return DeadlineTimeLimiter.of(raw.timeLimiter(name, configName));
    }

    @Override
    public TimeLimiter timeLimiter(String name, String configName, Map<String, String> tags) {
        return DeadlineTimeLimiter.of(raw.timeLimiter(name, configName, tags));
    }

    @Override
    public Optional<TimeLimiter> find(String name) {
        return raw.find(name).map(DeadlineTimeLimiter::of);
    }

    @Override
    public Optional<TimeLimiter> remove(String name) {
        return raw.remove(name).map(DeadlineTimeLimiter::of);
    }

    @Override
    public Optional<TimeLimiter> replace(String name, TimeLimiter entry) {
        TimeLimiter kept = entry instanceof CappedTimeLimiter capped ? capped.raw : entry;
        return raw.replace(name, kept).map(DeadlineTimeLimiter::of);
    }

    // ---- passed on

    @Override
    public void addConfiguration(String configName, TimeLimiterConfig configuration) {
        raw.addConfiguration(configName, configuration);
    }

    @Override
    public Optional<TimeLimiterConfig> getConfiguration(String configName) {
        return raw.getConfiguration(configName);
    }

    @Override
    public TimeLimiterConfig removeConfiguration(String configName) {
        return raw.removeConfiguration(configName);
    }

    @Override
    public TimeLimiterConfig getDefaultConfig() {
        return raw.getDefaultConfig();
    }

    @Override
    public Map<String, String> getTags() {
        return raw.getTags();
    }

    @Override
    public EventPublisher<TimeLimiter> getEventPublisher() {
        return raw.getEventPublisher();
    }
}
