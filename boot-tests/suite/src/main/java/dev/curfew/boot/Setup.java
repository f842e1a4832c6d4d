package dev.curfew.boot;

/**
 * One way of running the app.
 *
 * @param virtualThreads whether requests run on virtual threads
 */
record Setup(boolean virtualThreads) {

    /** Begins an app of this kind. */
    AppBuilder app() {
        return new AppBuilder()
                .with("server.port", 0)
                .with("spring.threads.virtual.enabled", virtualThreads)
                .with("logging.config", "classpath:logback-boot-tests.xml")
                .with("spring.main.banner-mode", "off")
                .with("curfew.policies.reports.timeout", "40s")
                .with("app.timeout", "45s")
                .with("management.tracing.sampling.probability", 1)
                .with("curfew.log.stacks-per-second", 1000)
                .with("curfew.log.entries-per-second", 1000);
    }

    @Override
    public String toString() {
        return virtualThreads ? "virtual threads" : "platform threads";
    }
}
