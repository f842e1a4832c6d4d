package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import org.springframework.util.ClassUtils;

/** An app with Spring MVC and nothing else, on a class path without the actuator and the meters. */
final class WithoutActuatorIT {

    @EachSetup
    void theClientOfAStuckHandlerIsAnswered(Setup setup) {
        assertThat(ClassUtils.isPresent("io.micrometer.core.instrument.MeterRegistry", null))
                .isFalse();
        assertThat(ClassUtils.isPresent("org.springframework.boot.actuate.endpoint.annotation.Endpoint", null))
                .isFalse();
        try (App app = setup.app().with("curfew.on-timeout", "interrupt,abort").start("without actuator");
                Gate gate = app.newGate()) {
            Expect.timeoutAnswer(app.expired("/stuck/" + gate.id(), gate));
            assertThat(gate.isHolding()).isTrue();
            gate.awaitInterrupted();
            gate.letGo();
            Expect.whole(app.answer("/fast"), "fast");
        }
    }
}
