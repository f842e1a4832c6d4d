package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.curfew.boot.CallingApp.Client;
import java.io.IOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ConfigurableApplicationContext;

/** Calls of the clients that Spring Boot builds end with the request that they are made for. */
final class CallIT {

    private static final int TIMEOUT_MILLIS = 700;

    private SlowServer server;

    @BeforeEach
    void begin() throws IOException {
        server = new SlowServer();
    }

    @AfterEach
    void end() {
        server.close();
    }

    private static AppBuilder app(Client client, String library, String onTimeout) {
        return new AppBuilder()
                .with("server.port", 0)
                .with(
                        client == Client.WEB_CLIENT
                                ? "spring.http.reactiveclient.connector"
                                : "spring.http.client.factory",
                        library)
                .with(
                        client == Client.WEB_CLIENT
                                ? "spring.http.clients.reactive.connector"
                                : "spring.http.clients.imperative.factory",
                        library)
                .with("curfew.timeout", TIMEOUT_MILLIS + "ms")
                .with("curfew.routes[0].path", "/unwatched")
                .with("curfew.routes[0].enabled", false)
                .with("curfew.on-timeout", onTimeout)
                .with("curfew.clients.deadline-header.hosts", "localhost");
    }

    private static String call(ConfigurableApplicationContext app, Client client, String uri) throws Exception {
        return call(app, "/call", client, uri);
    }

    /** The same in a request that is not watched: what is loaded first takes longer than the timeout. */
    private static String warmUp(ConfigurableApplicationContext app, Client client, String uri) throws Exception {
        return call(app, "/unwatched", client, uri);
    }

    private static String call(ConfigurableApplicationContext app, String path, Client client, String uri)
            throws Exception {
        URI call = URI.create("http://localhost:" + App.portOf(app) + path + "?client=" + client + "&uri="
                + URLEncoder.encode(uri, StandardCharsets.UTF_8));
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(call).timeout(App.PATIENCE).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String foreign(String path) {
        return "http://127.0.0.1:" + server.port() + path;
    }

    private String own(String path) {
        return "http://localhost:" + server.port() + path;
    }

    /** Each client, on each library. */
    @Target(ElementType.METHOD)
    @Retention(RetentionPolicy.RUNTIME)
    @ParameterizedTest
    @CsvSource({
        "REST_CLIENT, jdk",
        "REST_CLIENT, http-components",
        "REST_CLIENT, jetty",
        "REST_CLIENT, reactor",
        "REST_TEMPLATE, jdk",
        "REST_TEMPLATE, http-components",
        "WEB_CLIENT, reactor",
        "WEB_CLIENT, jdk",
    })
    private @interface EachClient {}

    @EachClient
    void callEndsInTimeAndTheClientGoesOn(Client client, String library) throws Exception {
        runSlowCalls(client, library);
    }

    /** For an idle machine. */
    @EachClient
    @Tag("latency")
    void callEndsSoonAfterTheDeadlineAtTheLatest(Client client, String library) throws Exception {
        assertThat(runSlowCalls(client, library)).hasSize(2).allMatch(millis -> millis <= TIMEOUT_MILLIS + 150);
    }

    /** After how many milliseconds each ended. */
    private List<Long> runSlowCalls(Client client, String library) throws Exception {
        assumeTrue(Libraries.canCall(client, library));
        AppBuilder builder = app(client, library, "cancel");
        if (library.equals("jetty")) {
            builder.with("test.one-connection", true);
        }
        try (ConfigurableApplicationContext app = builder.run(CallingApp.class)) {
            assertThat(warmUp(app, client, foreign("/ok"))).isEqualTo("ok");
            List<Long> millis = List.of(
                    endsInTime(app, client, library + " /hang", foreign("/hang")),
                    endsInTime(app, client, library + " /drip", foreign("/drip")));
            assertThat(server.seen).containsExactly("/ok", "/hang", "/drip"); // none waited for a connection
            assertThat(warmUp(app, client, foreign("/ok"))).isEqualTo("ok");
            return millis;
        }
    }

    /** {@code HttpURLConnection} cannot be stopped. */
    @ParameterizedTest
    @EnumSource(
            value = Client.class,
            names = {"REST_CLIENT", "REST_TEMPLATE"})
    void callOfTheSimpleFactoryEndsAtItsFirstReadAfterThat(Client client) throws Exception {
        assumeTrue(Libraries.canCall(client, "simple"));
        try (ConfigurableApplicationContext app =
                app(client, "simple", "cancel").run(CallingApp.class)) {
            assertThat(warmUp(app, client, foreign("/ok"))).isEqualTo("ok");
            endsInTime(app, client, "simple /drip", foreign("/drip"));
        }
    }

    /** After how many milliseconds. */
    private static long endsInTime(ConfigurableApplicationContext app, Client client, String title, String uri)
            throws Exception {
        String ended = call(app, client, uri);
        System.out.println(client + " " + title + " of " + TIMEOUT_MILLIS + "ms " + ended);
        assertThat(ended)
                .contains(" has no time left for a call to another server")
                .endsWith("interrupted: false");
        return Long.parseLong(ended.replaceFirst("(?s)ended after (\\d+)ms.*", "$1"));
    }

    @ParameterizedTest
    @CsvSource({
        "REST_CLIENT, jdk, dont-follow, true",
        "REST_CLIENT, jdk, follow, false",
        "REST_CLIENT, http-components, dont-follow, true",
        "REST_CLIENT, http-components, follow, true",
        "REST_CLIENT, reactor, follow, false",
        "REST_TEMPLATE, jdk, dont-follow, true",
        "REST_TEMPLATE, http-components, follow, true",
        "WEB_CLIENT, reactor, dont-follow, true",
        "WEB_CLIENT, reactor, follow, false",
    })
    void onlyServersThatAreConfiguredAreTold(Client client, String library, String redirects, boolean told)
            throws Exception {
        assumeTrue(Libraries.canCall(client, library));
        AppBuilder builder = app(client, library, "cancel")
                .with("curfew.timeout", "30s")
                .with("spring.http.client.redirects", redirects)
                .with("spring.http.reactiveclient.redirects", redirects)
                .with("spring.http.clients.redirects", redirects);
        try (ConfigurableApplicationContext app = builder.run(CallingApp.class)) {
            call(app, client, foreign("/foreign"));
            call(app, client, own("/own"));
            call(app, client, own("/moved"));
        }
        String mark = told ? " told" : "";
        if (redirects.equals("follow")) {
            assertThat(server.seen).containsExactly("/foreign", "/own" + mark, "/moved" + mark, "/ok");
        } else {
            assertThat(server.seen).containsExactly("/foreign", "/own" + mark, "/moved" + mark);
        }
    }

    /** Spring Boot 4 does not read it any more. */
    @ParameterizedTest
    @CsvSource({"REST_CLIENT, jdk", "REST_TEMPLATE, jdk", "WEB_CLIENT, reactor"})
    void foreignServerIsNotToldUnderThePropertyOfAnEarlierVersion(Client client, String library) throws Exception {
        assumeTrue(Libraries.canCall(client, library));
        AppBuilder builder = app(client, library, "cancel")
                .with("curfew.timeout", "30s")
                .with("spring.http.client.redirects", "dont-follow")
                .with("spring.http.reactiveclient.redirects", "dont-follow");
        try (ConfigurableApplicationContext app = builder.run(CallingApp.class)) {
            call(app, client, own("/moved"));
        }
        assertThat(server.seen).isIn(List.of("/moved told"), List.of("/moved", "/ok"));
    }

    @ParameterizedTest
    @CsvSource({"REST_CLIENT, jdk", "REST_TEMPLATE, jdk", "REST_CLIENT, http-components", "WEB_CLIENT, reactor"})
    void callIsLeftAloneUnderAPolicyThatDoesNotCancel(Client client, String library) throws Exception {
        assumeTrue(Libraries.canCall(client, library));
        try (ConfigurableApplicationContext app = app(client, library, "log").run(CallingApp.class)) {
            assertThat(call(app, client, own("/slow"))).isEqualTo("ok");
        }
        assertThat(server.seen).containsExactly("/slow");
    }
}
