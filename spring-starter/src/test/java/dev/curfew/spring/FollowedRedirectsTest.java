package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.http.OutgoingCalls;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.client.transport.HttpClientTransportOverHTTP;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.client.BufferingClientHttpRequestFactory;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.JettyClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/** A server that is configured sends its callers on to one that is not. */
class FollowedRedirectsTest {

    private final OutgoingCalls calls =
            OutgoingCalls.builder().announceTo("localhost").build();
    private final List<String> seen = new CopyOnWriteArrayList<>();
    private final HttpServer server = server();
    private final Watchdog watchdog = Watchdog.builder().logging(false).build();
    private final InFlightRequest request = watchdog.watch(
            TimeoutPolicy.builder(Duration.ofMinutes(1))
                    .set("on-timeout", "cancel")
                    .build(),
            new RequestDescription("GET", "/orders/7", "/orders/*"));

    private static HttpServer server() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeEach
    void start() {
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String told = exchange.getRequestHeaders().getFirst(calls.headerName());
            seen.add(path + (told == null ? "" : " told"));
            boolean moved = path.equals("/moved");
            if (moved) {
                exchange.getResponseHeaders().set("Location", "http://127.0.0.1:" + port() + "/foreign");
            }
            exchange.sendResponseHeaders(moved ? 302 : 200, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        request.close();
        watchdog.close();
        server.stop(0);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private String moved() {
        return "http://localhost:" + port() + "/moved";
    }

    /** Request factories as an app makes them itself. */
    enum Blocking {
        JDK {
            @Override
            ClientHttpRequestFactory factory(boolean follow) {
                return new JdkClientHttpRequestFactory(jdk(follow));
            }
        },
        JETTY {
            @Override
            ClientHttpRequestFactory factory(boolean follow) {
                org.eclipse.jetty.client.HttpClient client =
                        new org.eclipse.jetty.client.HttpClient(new HttpClientTransportOverHTTP(1));
                client.setFollowRedirects(follow);
                return new JettyClientHttpRequestFactory(client);
            }
        },
        REACTOR {
            @Override
            ClientHttpRequestFactory factory(boolean follow) {
                return new ReactorClientHttpRequestFactory(reactor(follow));
            }
        };

        abstract ClientHttpRequestFactory factory(boolean follow);
    }

    /** Connectors as an app makes them itself. */
    enum Reactive {
        JDK {
            @Override
            ClientHttpConnector connector(boolean follow) {
                return new JdkClientHttpConnector(jdk(follow));
            }
        },
        REACTOR {
            @Override
            ClientHttpConnector connector(boolean follow) {
                return new ReactorClientHttpConnector(reactor(follow));
            }
        };

        abstract ClientHttpConnector connector(boolean follow);
    }

    private static HttpClient jdk(boolean follow) {
        return HttpClient.newBuilder()
                .followRedirects(follow ? HttpClient.Redirect.NORMAL : HttpClient.Redirect.NEVER)
                .build();
    }

    private static reactor.netty.http.client.HttpClient reactor(boolean follow) {
        return reactor.netty.http.client.HttpClient.create().followRedirect(follow);
    }

    private void call(ClientHttpRequestFactory factory) {
        RestClient.builder()
                .requestFactory(factory)
                .requestInterceptor(new BoundRequests(calls))
                .build()
                .get()
                .uri(moved())
                .retrieve()
                .toBodilessEntity();
    }

    private void call(ClientHttpConnector connector) {
        WebClient.builder()
                .clientConnector(connector)
                .filter(new BoundExchanges(calls))
                .build()
                .get()
                .uri(moved())
                .retrieve()
                .toBodilessEntity()
                .block();
    }

    @ParameterizedTest
    @EnumSource
    void clientThatFollowsRedirectsTellsNobody(Blocking client) {
        call(client.factory(true));
        assertThat(seen).containsExactly("/moved", "/foreign");
    }

    @ParameterizedTest
    @EnumSource
    void clientThatFollowsNoneTellsTheServerThatIsConfigured(Blocking client) {
        call(client.factory(false));
        assertThat(seen).containsExactly("/moved told");
    }

    @ParameterizedTest
    @EnumSource
    void webClientThatFollowsRedirectsTellsNobody(Reactive client) {
        call(client.connector(true));
        assertThat(seen).containsExactly("/moved", "/foreign");
    }

    @Test
    void webClientThatFollowsNoneTellsTheServerThatIsConfigured() {
        call(Reactive.REACTOR.connector(false));
        assertThat(seen).containsExactly("/moved told");
    }

    /** It may send a request wherever it likes. */
    @Test
    void factoryThatIsNotKnownTellsNobody() {
        ClientHttpRequestFactory known = Blocking.JDK.factory(false);
        call((uri, method) -> known.createRequest(uri, method));
        call(new JdkClientHttpRequestFactory(jdk(false)) {});
        call(new SimpleClientHttpRequestFactory() {
            @Override
            protected void prepareConnection(HttpURLConnection connection, String method) throws IOException {
                super.prepareConnection(connection, method);
                connection.setInstanceFollowRedirects(false);
            }
        });
        call(Reactive.JDK.connector(false));
        assertThat(seen).containsOnly("/moved").hasSize(4);
    }

    @Test
    void clientBehindWrappersOfSpringIsAsked() {
        RestTemplate template = new RestTemplate(new BufferingClientHttpRequestFactory(Blocking.JDK.factory(false)));
        template.getInterceptors().add(new BoundRequests(calls));
        template.getForObject(moved(), String.class);
        assertThat(seen).containsExactly("/moved told");
        template.setRequestFactory(new BufferingClientHttpRequestFactory(Blocking.JDK.factory(true)));
        template.getForObject(moved(), String.class);
        assertThat(seen).containsExactly("/moved told", "/moved", "/foreign");
    }
}
