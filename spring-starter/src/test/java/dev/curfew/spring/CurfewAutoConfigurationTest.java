package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutListener;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.http.InboundDeadlines;
import dev.curfew.micrometer.InboundMeters;
import dev.curfew.micrometer.RequestMeters;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import dev.curfew.servlet.TimeoutPolicyResolver;
import dev.curfew.servlet.TimeoutResponseWriter;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.DispatcherServlet;

class CurfewAutoConfigurationTest {

    static final AutoConfigurations OURS = AutoConfigurations.of(
            CurfewAutoConfiguration.class,
            CurfewMvcAutoConfiguration.class,
            CurfewTasksAutoConfiguration.class,
            CurfewInboundAutoConfiguration.class,
            CurfewJdbcAutoConfiguration.class,
            CurfewCallsAutoConfiguration.class,
            CurfewClientsAutoConfiguration.class,
            CurfewClients4AutoConfiguration.class,
            CurfewMetricsAutoConfiguration.class,
            CurfewEndpointAutoConfiguration.class,
            CurfewHealthAutoConfiguration.class,
            CurfewHealth4AutoConfiguration.class,
            CurfewResilience4jAutoConfiguration.class,
            CurfewReactiveAutoConfiguration.class);

    private final WebApplicationContextRunner app = new WebApplicationContextRunner()
            .withConfiguration(OURS)
            .withConfiguration(AutoConfigurations.of(
                    WebMvcAutoConfiguration.class, ApplicationAvailabilityAutoConfiguration.class));

    @Test
    void filterStandsFirstAndSeesEachDispatch() {
        app.run(context -> {
            FilterRegistrationBean<?> filter = context.getBean("requestTimeoutFilter", FilterRegistrationBean.class);
            assertThat(filter.getFilter()).isInstanceOf(RequestTimeoutFilter.class);
            assertThat(filter.getOrder()).isEqualTo(Ordered.HIGHEST_PRECEDENCE);
            assertThat(filter.isEnabled()).isTrue();
            assertThat(filter.isAsyncSupported()).isTrue();
            assertThat(context.getBean(TimeoutPolicies.class).own().toString())
                    .isEqualTo(TimeoutPolicy.builder(Duration.ofSeconds(30))
                            .build()
                            .toString());
        });
    }

    @Test
    void filterCanStandElsewhere() {
        app.withPropertyValues("curfew.filter.order=7")
                .run(context -> assertThat(context.getBean("requestTimeoutFilter", FilterRegistrationBean.class)
                                .getOrder())
                        .isEqualTo(7));
    }

    @Test
    void nothingIsRegisteredWhereNothingIsWatched() {
        app.withPropertyValues("curfew.enabled=false")
                .run(context -> assertThat(context.getBean("requestTimeoutFilter", FilterRegistrationBean.class)
                                .isEnabled())
                        .isFalse());
        app.withPropertyValues("curfew.enabled=false", "curfew.routes[0].path=/a", "curfew.routes[0].enabled=true")
                .run(context -> assertThat(context.getBean("requestTimeoutFilter", FilterRegistrationBean.class)
                                .isEnabled())
                        .isTrue());
    }

    @Test
    void keysAreThoseOfWebXml() {
        app.withPropertyValues(
                        "curfew.timeout=PT12S",
                        "curfew.warn-at=50%",
                        "curfew.on-timeout=interrupt,abort",
                        "curfew.grace=3s",
                        "curfew.status=504",
                        "curfew.retry-after=7s",
                        "curfew.max-extension=1m",
                        "curfew.max-shield=2s",
                        "curfew.max-abandoned=9",
                        "curfew.when-committed=break-off",
                        "curfew.when-debugging=log")
                .run(context -> assertThat(
                                context.getBean(TimeoutPolicies.class).own())
                        .hasToString("policy=default timeout=12s warn-at=50% on-timeout=log,interrupt,abort grace=3s"
                                + " status=504 retry-after=7s max-extension=1m max-shield=2s max-abandoned=9"
                                + " when-committed=break-off when-debugging=log"));
    }

    @Test
    void listOfActionsCanBeAList() {
        app.withPropertyValues("curfew.on-timeout[0]=abort", "curfew.on-timeout[1]=cancel")
                .run(context -> assertThat(
                                context.getBean(TimeoutPolicies.class).own().toString())
                        .contains("on-timeout=log,cancel,abort"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        curfew.timeout=-1s                 | curfew.timeout                 | timeout: -1s (expected: > 0; use enabled=false to switch the filter off)
        curfew.timeout=0s                  | curfew.timeout                 | (expected: > 0
        curfew.timeout=30                  | curfew.timeout                 | timeout: 30 (expected:
        curfew.timeout=abc                 | curfew.timeout                 | timeout: abc (expected:
        curfew.timeout=10000d              | curfew.timeout                 | (expected:
        curfew.warn-at=40s                 | curfew                         | 40s
        curfew.on-timeout=kill             | curfew.on-timeout              | on-timeout: kill (expected: any of log, cancel, interrupt, abort
        curfew.status=200                  | curfew.status                  | status: 200 (expected: 400 to 599
        curfew.policies.slow.grace=-1s     | curfew.policies.slow.grace     | grace: -1s (expected: > 0
        curfew.policies.slow.warn-at=31s   | curfew.policies.slow           | 31s
        curfew.routes[0].timeout=1s        | curfew.routes[0].path          | unset (expected: a path pattern such as /reports/**)
        curfew.log.entries-per-second=0    | curfew.log.entries-per-second  | 0 (expected: >= 1
        curfew.log.stacks-per-second=0     | curfew.log.stacks-per-second   | 0 (expected: >= 1
        curfew.shutdown.margin=-1s         | curfew.shutdown.margin         | (expected: >= 0
        curfew.health.refuse-traffic-at=2  | curfew.health.refuse-traffic-at | 2 (expected: a share of the server's threads, 1% to 99%
        curfew.health.broken-after=1m      | curfew.health.refuse-traffic-at | unset (expected: a share
        curfew.inbound.trusted-networks=   | curfew.inbound                 | trusted-networks: none (expected: at least one network
        curfew.inbound.trusted-networks=me | curfew.inbound.trusted-networks | trusted-networks: me (expected: a network such as 10.0.0.0/8
        curfew.inbound.trusted-networks[0]=10.0.0.0/33 | curfew.inbound.trusted-networks | 10.0.0.0/33 (expected: a prefix from 0 to 32 bits)
        curfew.inbound.headers=grpc-timeout | curfew.inbound                | trusted-networks: none (expected: at least one network
        curfew.inbound.queue-time-headers=a:b | curfew.inbound.queue-time-headers | a:b (expected: the name of a header
        curfew.inbound.floor=0s            | curfew.inbound.floor           | floor: 0s (expected: > 0
        curfew.inbound.floor=50            | curfew.inbound.floor           | floor: 50 (expected: a duration with its unit
        """)
    void mistakeEndsTheStartWithKeyValueAndRemedy(String property, String where, String what) {
        app.withPropertyValues(property).run(context -> assertRefused(context.getStartupFailure(), where, what));
    }

    private static void assertRefused(Throwable failure, String where, String what) {
        Throwable cause = failure;
        while (cause != null && !(cause instanceof CurfewConfigurationException)) {
            cause = cause.getCause();
        }
        assertThat(cause).as("refusal in " + failure).isNotNull();
        CurfewConfigurationException refusal = (CurfewConfigurationException) cause;
        assertThat(refusal.where()).isEqualTo(where);
        assertThat(refusal.what()).contains(what);
        assertThat(new CurfewFailureAnalyzer().analyze(failure).getDescription())
                .contains(where)
                .contains(what);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        /a       | curfew.routes[0].policy=slow    | curfew.routes[0].policy  | slow (expected: none is configured; add curfew.policies.slow)
        a        | curfew.enabled=true             | curfew.routes[0].path    | a (expected: a path pattern that begins with /
        /{a      | curfew.enabled=true             | curfew.routes[0].path    | /{a (expected: a path pattern;
        /a       | curfew.routes[0].methods=get    | curfew.routes[0].methods | get (expected: methods in upper case
        /a       | curfew.routes[0].methods=GET,GET| curfew.routes[0].methods | GET (expected: each method once
        /a       | curfew.routes[1].path=/a        | curfew.routes[1].path    | /a (expected: each pattern once for a method
        /a       | curfew.routes[0].warn-at=31s    | curfew.routes[0]         | 31s
        /a       | curfew.routes[0].status=1       | curfew.routes[0].status  | status: 1 (expected
        """)
    void mistakeInARouteEndsTheStart(String path, String property, String where, String what) {
        app.withPropertyValues("curfew.routes[0].path=" + path, property)
                .run(context -> assertRefused(context.getStartupFailure(), where, what));
    }

    @Test
    void unknownKeyEndsTheStart() {
        app.withPropertyValues("curfew.timeot=1s")
                .run(context ->
                        assertThat(context.getStartupFailure()).rootCause().hasMessageContaining("timeot"));
    }

    @Test
    void routesStandOnNamedPoliciesOrOnTheAppsOwn() {
        app.withPropertyValues(
                        "curfew.on-timeout=abort",
                        "curfew.policies.reports.timeout=2m",
                        "curfew.routes[0].path=/reports/**",
                        "curfew.routes[0].policy=reports",
                        "curfew.routes[1].path=/reports/{id}",
                        "curfew.routes[1].policy=reports",
                        "curfew.routes[1].timeout=1m",
                        "curfew.routes[2].path=/events",
                        "curfew.routes[2].enabled=false",
                        "curfew.routes[3].path=/orders",
                        "curfew.routes[3].status=504")
                .run(context -> assertThat(
                                context.getBean(TimeoutPolicies.class).routes())
                        .map(route -> route.found() == null
                                ? "none"
                                : route.found().policy().name() + " "
                                        + route.found().policy().timeout() + " "
                                        + route.found().policy().status())
                        .containsExactly("reports PT2M 503", "reports PT1M 503", "none", "/orders PT30S 504"));
    }

    @Configuration(proxyBeanMethods = false)
    static class Own {

        static final TimeoutPolicy POLICY =
                TimeoutPolicy.builder(Duration.ofSeconds(1)).build();

        @Bean
        Watchdog ownWatchdog() {
            return Watchdog.builder().logging(false).build();
        }

        @Bean
        TimeoutPolicyResolver ownResolver() {
            return request -> RoutePolicy.of(POLICY);
        }

        @Bean
        TimeoutResponseWriter ownWriter() {
            return (request, response, report) -> {};
        }

        @Bean
        TimeoutListener ownListener() {
            return report -> {};
        }
    }

    @Test
    void appsOwnBeansReplaceOurs() {
        app.withUserConfiguration(Own.class).run(context -> {
            assertThat(context).hasSingleBean(Watchdog.class).hasBean("ownWatchdog");
            assertThat(context).hasSingleBean(TimeoutPolicyResolver.class).hasBean("ownResolver");
            assertThat(context).hasSingleBean(TimeoutResponseWriter.class);
        });
    }

    @Test
    void watchdogEndsWithTheApp() {
        Watchdog[] kept = new Watchdog[1];
        app.run(context -> kept[0] = context.getBean(Watchdog.class));
        assertThat(kept[0].watch(Own.POLICY, dev.curfew.RequestDescription.of("GET", "/"))
                        .id())
                .isEmpty();
    }

    @Test
    void startsWithoutActuatorMicrometerOrSpringMvc() {
        app.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate", "io.micrometer"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Watchdog.class)
                        .doesNotHaveBean("requestMeters"));
        new WebApplicationContextRunner()
                .withConfiguration(OURS)
                .withClassLoader(new FilteredClassLoader(DispatcherServlet.class.getPackageName()))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .hasSingleBean(Watchdog.class)
                        .doesNotHaveBean(HandlerPolicies.class));
    }

    @Test
    void appWithoutServletsGetsNothing() {
        new ApplicationContextRunner()
                .withConfiguration(OURS)
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(Watchdog.class));
    }

    @Test
    void reactiveAppGetsANotice() {
        new ReactiveWebApplicationContextRunner()
                .withConfiguration(OURS)
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean(Watchdog.class)
                        .hasBean("curfewNotice"));
    }

    @Test
    void healthFollowsTheAppsSwitch() {
        app.run(context -> assertThat(context).hasBean("requestTimeoutsHealthIndicator"));
        app.withPropertyValues("management.health.requesttimeouts.enabled=false")
                .run(context -> assertThat(context).doesNotHaveBean("requestTimeoutsHealthIndicator"));
    }

    @Test
    void metersAreBoundByTheAppsRegistries() {
        app.run(context ->
                assertThat(context).hasSingleBean(RequestMeters.class).hasSingleBean(MeterBinder.class));
    }

    @Test
    void headersAreBelievedOnlyWhereTheAppAsksForIt() {
        app.run(context ->
                assertThat(context).doesNotHaveBean(InboundDeadlines.class).doesNotHaveBean(InboundMeters.class));
        app.withPropertyValues(
                        "curfew.inbound.trusted-networks=10.0.0.0/8,::1",
                        "curfew.inbound.headers=grpc-timeout",
                        "curfew.inbound.queue-time-headers[0]=X-Request-Start",
                        "curfew.inbound.floor=100ms")
                .run(context -> {
                    assertThat(context).hasSingleBean(InboundMeters.class);
                    assertThat(context.getBean(InboundDeadlines.class).headers())
                            .containsExactly("grpc-timeout", "x-request-start");
                });
    }

    @Test
    void appsOwnReaderOfHeadersReplacesOurs() {
        InboundDeadlines own = InboundDeadlines.builder().trustedNetworks("::1").build();
        app.withBean(InboundDeadlines.class, () -> own)
                .withPropertyValues("curfew.inbound.trusted-networks=10.0.0.0/8")
                .run(context ->
                        assertThat(context.getBean(InboundDeadlines.class)).isSameAs(own));
    }

    @Test
    void endpointIsThereOnlyWhereTheAppExposesIt() {
        app.run(context -> assertThat(context).doesNotHaveBean(RequestTimeoutsEndpoint.class));
        app.withPropertyValues("management.endpoints.web.exposure.include=requesttimeouts")
                .run(context -> assertThat(context).hasSingleBean(RequestTimeoutsEndpoint.class));
    }
}
