package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerBuilder;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import dev.curfew.servlet.RoutePolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An app that runs twice in the same container: without the filter, and with one that first only logs and then takes every
 * action. No request comes near its deadline, so that clients must see the same each time. The servers serve all tests of
 * a class.
 */
final class PassThrough implements AfterAllCallback {

    private static final TimeoutPolicy LOG =
            TimeoutPolicy.builder(Duration.ofSeconds(30)).build();

    private static final TimeoutPolicy ALL = LOG.toBuilder()
            .onTimeout(TimeoutAction.CANCEL, TimeoutAction.INTERRUPT, TimeoutAction.ABORT)
            .build();

    private static final String CASES = "/cases/";

    private final Map<Setup, Servers> started = new HashMap<>();
    private final List<Handler> cases = new ArrayList<>();
    private final Consumer<ServerBuilder> app;

    PassThrough(Consumer<ServerBuilder> app) {
        this.app = app;
    }

    /** What clients do with the app's server, and what they see. */
    @FunctionalInterface
    interface Visit {
        /** Does it. */
        List<Response> to(RunningServer server) throws Exception;
    }

    /** A GET of each of these handlers has the same response; returns those without the filter. */
    List<Response> isTheSameFor(Setup setup, Handler... handlers) throws Exception {
        RequestSpec[] requests = new RequestSpec[handlers.length];
        for (int i = 0; i < handlers.length; i++) {
            requests[i] = RequestSpec.get(CASES + cases.size());
            cases.add(handlers[i]);
        }
        return isTheSameFor(setup, requests);
    }

    /** Each of these requests, one after the other, has the same response; returns those without the filter. */
    List<Response> isTheSameFor(Setup setup, RequestSpec... requests) throws Exception {
        return isTheSameFor(setup, (Visit) server -> sent(server, requests));
    }

    private static List<Response> sent(RunningServer server, RequestSpec... requests) {
        List<Response> responses = new ArrayList<>();
        try (Client client = server.client()) {
            for (RequestSpec request : requests) {
                responses.add(client.send(request).await(Watched.PATIENCE));
            }
        }
        return responses;
    }

    /** This visit sees the same responses; returns those without the filter. */
    List<Response> isTheSameFor(Setup setup, Visit visit) throws Exception {
        Servers servers = started.get(setup);
        if (servers == null) {
            servers = new Servers(setup);
            started.put(setup, servers);
        }
        List<Response> expected = visit.to(servers.plain);
        List<String> views = PassThroughView.of(expected, servers.plain.port());
        servers.isTheSameUnder(LOG, visit, views);
        servers.isTheSameUnder(ALL, visit, views);
        return expected;
    }

    @Override
    public void afterAll(ExtensionContext context) {
        started.values().forEach(Servers::close);
    }

    /** The app without the filter and with it. */
    private final class Servers {

        private final AtomicInteger entered = new AtomicInteger();
        private final Watched watched;
        private final RunningServer plain;
        private final RunningServer filtered;
        private volatile RoutePolicy policy;

        Servers(Setup setup) throws Exception {
            watched = Watched.by(setup, request -> {
                entered.incrementAndGet();
                return policy;
            });
            plain = withTheApp(setup.server()).start();
            withTheApp(watched.builder);
            filtered = watched.start();
        }

        private ServerBuilder withTheApp(ServerBuilder builder) {
            app.accept(builder);
            return builder.handle(CASES + "*", (request, response) -> {
                int number = Integer.parseInt(request.getPathInfo().substring(1));
                cases.get(number).handle(request, response);
            });
        }

        void isTheSameUnder(TimeoutPolicy wanted, Visit visit, List<String> expected) throws Exception {
            policy = RoutePolicy.of(wanted);
            entered.set(0);
            List<String> views = PassThroughView.of(visit.to(filtered), filtered.port());
            SoftAssertions.assertSoftly(softly -> {
                for (int i = 0; i < expected.size(); i++) {
                    softly.assertThat(views.get(i))
                            .as("response %d under %s", i, wanted.onTimeout())
                            .isEqualTo(expected.get(i));
                }
            });
            assertThat(entered.get()).as("requests that the filter saw").isEqualTo(expected.size());
            Expect.nothingLeft(watched.watchdog);
            assertThat(watched.reports.all()).isEmpty();
        }

        void close() {
            plain.close();
            watched.close();
        }
    }
}
