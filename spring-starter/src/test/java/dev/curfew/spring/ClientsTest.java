package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.http.OutgoingCalls;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.http.client.HttpClientAutoConfiguration;
import org.springframework.boot.autoconfigure.web.client.RestClientAutoConfiguration;
import org.springframework.boot.autoconfigure.web.client.RestTemplateAutoConfiguration;
import org.springframework.boot.autoconfigure.web.reactive.function.client.WebClientAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.client.RestClientCustomizer;
import org.springframework.boot.web.client.RestTemplateBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.WebClient;

class ClientsTest {

    /** The packages of Spring Boot 4, of which the class path here has a part. */
    private static final String[] SINCE_4 = {"org.springframework.boot.restclient", "org.springframework.boot.webclient"
    };

    private final WebApplicationContextRunner app = new WebApplicationContextRunner()
            .withClassLoader(new FilteredClassLoader(SINCE_4))
            .withPropertyValues("curfew.on-timeout=cancel")
            .withConfiguration(CurfewAutoConfigurationTest.OURS)
            .withConfiguration(AutoConfigurations.of(
                    HttpClientAutoConfiguration.class,
                    RestClientAutoConfiguration.class,
                    RestTemplateAutoConfiguration.class,
                    WebClientAutoConfiguration.class,
                    WebMvcAutoConfiguration.class));

    private static List<Class<?>> interceptors(RestClient.Builder builder) {
        List<Class<?>> found = new ArrayList<>();
        builder.requestInterceptors(all -> all.forEach(each -> found.add(each.getClass())));
        return found;
    }

    private static List<Class<?>> filters(WebClient.Builder builder) {
        List<Class<?>> found = new ArrayList<>();
        builder.filters((List<ExchangeFilterFunction> all) -> all.forEach(each -> found.add(each.getClass())));
        return found;
    }

    /** Signs requests, for instance. */
    @Configuration(proxyBeanMethods = false)
    static class OwnInterceptor {

        static final ClientHttpRequestInterceptor SIGNING =
                (request, body, execution) -> execution.execute(request, body);

        @Bean
        RestClientCustomizer signing() {
            return builder -> builder.requestInterceptor(SIGNING);
        }
    }

    @ParameterizedTest
    @CsvSource({"curfew.on-timeout=log", "curfew.clients.enabled=false"})
    void clientsAreAsWithoutCurfewWhereNothingCancelsOrBindingIsSwitchedOff(String property) {
        app.withPropertyValues(property)
                .withBean(OutgoingCalls.class, OutgoingCalls::defaults)
                .run(context -> {
                    assertThat(interceptors(context.getBean(RestClient.Builder.class)))
                            .isEmpty();
                    assertThat(context.getBean(RestTemplateBuilder.class)
                                    .build()
                                    .getInterceptors())
                            .isEmpty();
                    assertThat(filters(context.getBean(WebClient.Builder.class)))
                            .doesNotContain(BoundExchanges.class);
                });
    }

    @Test
    void clientsOfARouteThatCancelsAreBound() {
        app.withPropertyValues(
                        "curfew.on-timeout=log", "curfew.routes[0].path=/calls", "curfew.routes[0].on-timeout=cancel")
                .run(context -> assertThat(interceptors(context.getBean(RestClient.Builder.class)))
                        .containsExactly(BoundRequests.class));
    }

    @Test
    void clientsOfSpringBootsBuildersAreBoundBeforeWhatSignsRequests() {
        app.withUserConfiguration(OwnInterceptor.class).run(context -> {
            assertThat(interceptors(context.getBean(RestClient.Builder.class)))
                    .containsExactly(BoundRequests.class, OwnInterceptor.SIGNING.getClass());
            assertThat(context.getBean(RestTemplateBuilder.class).build().getInterceptors())
                    .hasOnlyElementsOfType(BoundRequests.class)
                    .hasSize(1);
            assertThat(filters(context.getBean(WebClient.Builder.class))).containsExactly(BoundExchanges.class);
        });
    }

    @Test
    void clientsAreLeftAloneWhereTheAppSaysSo() {
        app.withPropertyValues("curfew.clients.enabled=false").run(context -> {
            assertThat(interceptors(context.getBean(RestClient.Builder.class))).isEmpty();
            assertThat(context.getBean(RestTemplateBuilder.class).build().getInterceptors())
                    .isEmpty();
            assertThat(filters(context.getBean(WebClient.Builder.class))).isEmpty();
            assertThat(context).doesNotHaveBean(OutgoingCalls.class);
        });
    }

    @Test
    void callsAreBoundAsThePropertiesSay() {
        app.withPropertyValues(
                        "curfew.clients.margin=200ms",
                        "curfew.clients.deadline-header.name=X-Time-Left",
                        "curfew.clients.deadline-header.hosts=orders.internal,*.example.org:8443")
                .run(context -> {
                    OutgoingCalls calls = context.getBean(OutgoingCalls.class);
                    assertThat(calls.margin()).isEqualTo(Duration.ofMillis(200));
                    assertThat(calls.headerName()).isEqualTo("X-Time-Left");
                    assertThat(calls.announcesTo(URI.create("https://a.example.org:8443/")))
                            .isTrue();
                    assertThat(calls.announcesTo(URI.create("http://orders.internal/")))
                            .isTrue();
                    assertThat(calls.announcesTo(URI.create("http://example.org/")))
                            .isFalse();
                });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            curfew.clients.margin=-1s                     | curfew.clients.margin: margin: -1s (expected: 0s to 1m
            curfew.clients.deadline-header.name=a b       | curfew.clients.deadline-header.name: header name: a b (expected
            curfew.clients.deadline-header.name=grpc-timeout | curfew.clients.deadline-header.name: header name: grpc-timeout (expected
            curfew.clients.deadline-header.hosts=a,my_b   | curfew.clients.deadline-header.hosts: host: my_b (expected
            curfew.clients.deadline-header.hosts=a,http:  | curfew.clients.deadline-header.hosts: host: http: (expected
            """)
    void mistakeEndsTheStartWithKeyValueAndRemedy(String property, String message) {
        app.withPropertyValues(property)
                .run(context -> assertThat(context.getStartupFailure()).hasStackTraceContaining(message));
    }

    @Test
    void appWithoutTheLibrariesStarts() {
        String[] missing = {"org.apache.hc", "org.springframework.web.reactive", "reactor", SINCE_4[0], SINCE_4[1]};
        app.withClassLoader(new FilteredClassLoader(missing)).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(interceptors(context.getBean(RestClient.Builder.class))).containsExactly(BoundRequests.class);
        });
    }
}
