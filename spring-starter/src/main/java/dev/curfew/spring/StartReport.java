package dev.curfew.spring;

import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/** Says at the start what is in force, and warns of timeouts beside it that contradict it. */
final class StartReport implements ApplicationListener<ApplicationReadyEvent> {

    private static final Logger logger = LoggerFactory.getLogger(CurfewAutoConfiguration.class);

    private final TimeoutPolicies policies;
    private final Environment environment;

    StartReport(TimeoutPolicies policies, Environment environment) {
        this.policies = policies;
        this.environment = environment;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        if (!policies.watchAny()) {
            logger.info("Curfew is switched off by curfew.enabled=false");
            return;
        }
        String routes = policies.routes().stream()
                .map(route -> "[" + route + "]")
                .collect(Collectors.joining(" ", policies.routes().isEmpty() ? "none" : "", ""));
        logger.info(
                "Curfew watches requests: {}; routes: {}", policies.isEnabled() ? policies.own() : "unwatched", routes);
        new NeighbouringTimeouts(environment, policies.own()).contradictions().forEach(logger::warn);
    }
}
