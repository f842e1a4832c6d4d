package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.Watchdog;
import dev.curfew.it.InFlight;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.ClientOptions;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Protocol;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.util.ClassUtils;

/** An app of plain servlets, on a class path without Spring MVC, the actuator and the meters. */
final class WithoutSpringMvcIT {

    /** One servlet in an embedded server. */
    @SpringBootConfiguration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    @Import(Gates.class)
    static class ServletApp {

        @Bean
        ServletRegistrationBean<Held> held(Gates gates) {
            return new ServletRegistrationBean<>(new Held(gates), "/stuck/*");
        }
    }

    /** Does not return until the test lets it. */
    static final class Held extends HttpServlet {

        private final transient Gates gates;

        Held(Gates gates) {
            this.gates = gates;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            gates.of(request.getPathInfo().substring(1)).holdThroughInterrupts();
            response.getWriter().print("late");
        }
    }

    @EachSetup
    void theClientOfAStuckServletIsAnswered(Setup setup) {
        assertThat(ClassUtils.isPresent("org.springframework.web.servlet.DispatcherServlet", null))
                .isFalse();
        try (ConfigurableApplicationContext app = setup.app()
                        .with("curfew.on-timeout", "interrupt,abort")
                        .with("curfew.routes[0].path", "/stuck/patient/**")
                        .with("curfew.routes[0].timeout", "40s")
                        .run(ServletApp.class);
                Client client = Client.open(Protocol.HTTP_1_1, App.portOf(app), ClientOptions.defaults());
                Gate gate = app.getBean(Gates.class).newGate();
                Gate patient = app.getBean(Gates.class).of("patient/route")) {
            Watchdog watchdog = app.getBean(Watchdog.class);
            Exchange stuck = client.get("/stuck/" + gate.id());
            gate.awaitEntered();
            assertThat(InFlight.of(watchdog, "/stuck/" + gate.id()).expire()).isTrue();
            Expect.timeoutAnswer(stuck.await(App.PATIENCE));
            assertThat(gate.isHolding()).isTrue();
            gate.awaitInterrupted();
            gate.letGo();
            Exchange ofTheRoute = client.get("/stuck/" + patient.id());
            patient.awaitEntered();
            assertThat(InFlight.of(watchdog, "/stuck/" + patient.id())
                            .snapshot()
                            .timeout())
                    .isEqualTo(Duration.ofSeconds(40));
            patient.letGo();
            Expect.whole(ofTheRoute.await(App.PATIENCE), "late");
        }
    }
}
