package dev.curfew.spring;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.core.Ordered;

/** The properties below {@code curfew}. A key that is none of them ends the start of the app. */
@ConfigurationProperties(prefix = "curfew", ignoreUnknownFields = false)
final class CurfewProperties extends PolicyProperties {

    private boolean enabled = true;
    private List<Route> routes = new ArrayList<>();
    private Map<String, PolicyProperties> policies = new LinkedHashMap<>();
    private final Filter filter = new Filter();
    private final Log log = new Log();
    private final Shutdown shutdown = new Shutdown();
    private final Jdbc jdbc = new Jdbc();
    private final Health health = new Health();
    private final Resilience4j resilience4j = new Resilience4j();

    @NestedConfigurationProperty
    private final InboundProperties inbound = new InboundProperties();

    @NestedConfigurationProperty
    private final ClientProperties clients = new ClientProperties();

    public boolean isEnabled() {
        return enabled;
    }

    public void setEnabled(boolean enabled) {
        this.enabled = enabled;
    }

    public List<Route> getRoutes() {
        return routes;
    }

    public void setRoutes(List<Route> routes) {
        this.routes = routes;
    }

    public Map<String, PolicyProperties> getPolicies() {
        return policies;
    }

    public void setPolicies(Map<String, PolicyProperties> policies) {
        this.policies = policies;
    }

    public Filter getFilter() {
        return filter;
    }

    public Log getLog() {
        return log;
    }

    public Shutdown getShutdown() {
        return shutdown;
    }

    public Jdbc getJdbc() {
        return jdbc;
    }

    public Health getHealth() {
        return health;
    }

    public InboundProperties getInbound() {
        return inbound;
    }

    public Resilience4j getResilience4j() {
        return resilience4j;
    }

    public ClientProperties getClients() {
        return clients;
    }

    /** What holds for the paths of a pattern. */
    static final class Route extends PolicyProperties {

        private @Nullable String path;
        private List<String> methods = new ArrayList<>();
        private @Nullable String policy;
        private @Nullable Boolean enabled;

        public @Nullable String getPath() {
            return path;
        }

        public void setPath(@Nullable String path) {
            this.path = path;
        }

        public List<String> getMethods() {
            return methods;
        }

        public void setMethods(List<String> methods) {
            this.methods = methods;
        }

        public @Nullable String getPolicy() {
            return policy;
        }

        public void setPolicy(@Nullable String policy) {
            this.policy = policy;
        }

        public @Nullable Boolean getEnabled() {
            return enabled;
        }

        public void setEnabled(@Nullable Boolean enabled) {
            this.enabled = enabled;
        }
    }

    /** Where the filter stands. */
    static final class Filter {

        private int order = Ordered.HIGHEST_PRECEDENCE;

        public int getOrder() {
            return order;
        }

        public void setOrder(int order) {
            this.order = order;
        }
    }

    /** What the log says. */
    static final class Log {

        private List<String> mdcKeys = List.of("traceId", "spanId");
        private int entriesPerSecond = 20;
        private int stacksPerSecond = 20;

        public List<String> getMdcKeys() {
            return mdcKeys;
        }

        public void setMdcKeys(List<String> mdcKeys) {
            this.mdcKeys = mdcKeys;
        }

        public int getEntriesPerSecond() {
            return entriesPerSecond;
        }

        public void setEntriesPerSecond(int entriesPerSecond) {
            this.entriesPerSecond = entriesPerSecond;
        }

        public int getStacksPerSecond() {
            return stacksPerSecond;
        }

        public void setStacksPerSecond(int stacksPerSecond) {
            this.stacksPerSecond = stacksPerSecond;
        }
    }

    /** What happens to requests in flight when the app ends. */
    static final class Shutdown {

        private boolean enabled = true;
        private Duration margin = Duration.ofSeconds(1);

        public boolean isEnabled() {
            return enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        public Duration getMargin() {
            return margin;
        }

        public void setMargin(Duration margin) {
            this.margin = margin;
        }
    }

    /** The work of {@code DataSource} beans. */
    static final class Jdbc {

        private boolean enabled = true;
        private boolean queryTimeout;

        public boolean isEnabled() {
            return enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }

        public boolean isQueryTimeout() {
            return queryTimeout;
        }

        public void setQueryTimeout(boolean queryTimeout) {
            this.queryTimeout = queryTimeout;
        }
    }

    /** What abandoned requests mean for the app's health. */
    static final class Health {

        private @Nullable String refuseTrafficAt;
        private @Nullable Duration brokenAfter;
        private @Nullable Integer threads;

        public @Nullable String getRefuseTrafficAt() {
            return refuseTrafficAt;
        }

        public void setRefuseTrafficAt(@Nullable String refuseTrafficAt) {
            this.refuseTrafficAt = refuseTrafficAt;
        }

        public @Nullable Duration getBrokenAfter() {
            return brokenAfter;
        }

        public void setBrokenAfter(@Nullable Duration brokenAfter) {
            this.brokenAfter = brokenAfter;
        }

        public @Nullable Integer getThreads() {
            return threads;
        }

        public void setThreads(@Nullable Integer threads) {
            this.threads = threads;
        }
    }

    /** What becomes of the app's time limiters. */
    static final class Resilience4j {

        private boolean enabled;

        public boolean isEnabled() {
            return enabled;
        }

        public void setEnabled(boolean enabled) {
            this.enabled = enabled;
        }
    }
}
