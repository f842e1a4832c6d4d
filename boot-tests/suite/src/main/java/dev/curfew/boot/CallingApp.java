package dev.curfew.boot;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.boot.http.client.JettyClientHttpRequestFactoryBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/** An app that calls another server with the clients that Spring Boot builds for it. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({CallingApp.OneConnection.class, SecuredApp.class})
@RestController
class CallingApp {

    private final BeanFactory beans;
    private final Map<Client, Function<String, String>> clients = new ConcurrentHashMap<>();

    CallingApp(BeanFactory beans) {
        this.beans = beans;
    }

    /** A pool that one connection in use would exhaust. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = "org.eclipse.jetty.client.HttpClient")
    @ConditionalOnProperty("test.one-connection")
    static class OneConnection {

        @Bean
        JettyClientHttpRequestFactoryBuilder oneConnection() {
            return ClientHttpRequestFactoryBuilder.jetty()
                    .withHttpClientCustomizer(client -> client.setMaxConnectionsPerDestination(1));
        }
    }

    /** Which client calls; each is built once, so that its calls share a pool. */
    enum Client {
        REST_CLIENT {
            @Override
            Function<String, String> build(BeanFactory beans) {
                RestClient client = beans.getBean(RestClient.Builder.class).build();
                return uri -> client.get().uri(uri).retrieve().body(String.class);
            }
        },
        REST_TEMPLATE {
            /** Its builder stands in different packages. */
            @Override
            Function<String, String> build(BeanFactory beans) {
                Object builder = beans.getBean("restTemplateBuilder");
                try {
                    RestTemplate client =
                            (RestTemplate) builder.getClass().getMethod("build").invoke(builder);
                    return uri -> client.getForObject(uri, String.class);
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        },
        WEB_CLIENT {
            @Override
            Function<String, String> build(BeanFactory beans) {
                WebClient client = beans.getBean(WebClient.Builder.class).build();
                return uri -> client.get()
                        .uri(uri)
                        .retrieve()
                        .bodyToMono(String.class)
                        .block();
            }
        };

        abstract Function<String, String> build(BeanFactory beans);
    }

    /** What the server said, or how the call failed and after how long. */
    @GetMapping({"/call", "/unwatched"})
    String call(@RequestParam("client") Client client, @RequestParam("uri") String uri) {
        long begin = System.nanoTime();
        try {
            return clients.computeIfAbsent(client, each -> each.build(beans)).apply(uri);
        } catch (RuntimeException e) {
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            return "ended after " + millis + "ms: " + causes(e) + "interrupted: " + Thread.interrupted();
        }
    }

    private static String causes(Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable each = failure; each != null; each = each.getCause()) {
            text.append(each.getClass().getSimpleName())
                    .append(": ")
                    .append(each.getMessage())
                    .append("; ");
        }
        return text.toString();
    }
}
