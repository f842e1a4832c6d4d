package dev.curfew.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.boot.ChainApp.Way;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledIf;
import org.springframework.beans.factory.config.YamlPropertiesFactoryBean;
import org.springframework.core.io.ByteArrayResource;

/** Three services in a row, configured as the page says; the first has a second, the others half a minute. */
@EnabledIf("dev.curfew.boot.Libraries#canTraceCalls")
final class ChainIT {

    private static final Pattern CONFIGURATION =
            Pattern.compile("(?ms)^## A chain of services$.*?^```yaml$\\n(.*?)^```$");
    private static final String EXPIRED = "ran past its timeout";

    /** What the page says, with the names and addresses of this machine. */
    private static Properties configuration() throws IOException {
        Path page = Path.of(System.getProperty("basedir")).resolve("../../docs/deadlines-between-services.md");
        Matcher found = CONFIGURATION.matcher(Files.readString(page));
        assertThat(found.find()).isTrue();
        YamlPropertiesFactoryBean yaml = new YamlPropertiesFactoryBean();
        yaml.setResources(new ByteArrayResource(found.group(1).getBytes(StandardCharsets.UTF_8)));
        Properties properties = yaml.getObject();
        assertThat(properties.replace("curfew.inbound.trusted-networks", "127.0.0.0/8, ::1"))
                .isNotNull();
        assertThat(properties.replace("curfew.clients.deadline-header.hosts", "localhost"))
                .isNotNull();
        return properties;
    }

    private static App start(Setup setup, String service, App next) throws IOException {
        AppBuilder builder = setup.app();
        configuration().forEach((key, value) -> builder.with(key.toString(), value));
        if (service.equals("first")) {
            builder.with("curfew.timeout", "1s");
        }
        return builder.with("curfew.routes[0].path", "/OPEN/**")
                .with("curfew.routes[0].timeout", "30s")
                .with("app.next", next == null ? "" : "http://localhost:" + next.port() + "/{way}/{id}/" + next)
                .start(service, ChainApp.class);
    }

    @EachSetup
    void theWorkOfAllIsOverAtTheDeadlineOfTheFirst(Setup setup) throws IOException {
        runChains(setup);
    }

    /** For an idle machine. */
    @EachSetup
    @Tag("latency")
    void theWorkOfAllIsOverSoonAfterTheDeadlineOfTheFirst(Setup setup) throws IOException {
        assertThat(runChains(setup)).isNotEmpty().allMatch(millis -> millis <= 1_150);
    }

    /** After how many milliseconds the work of each was over, in each way. */
    private static List<Long> runChains(Setup setup) throws IOException {
        List<Long> millis = new ArrayList<>();
        try (App last = start(setup, "last", null);
                App second = start(setup, "second", last);
                App first = start(setup, "first", second)) {
            Chain chain = new Chain(first, second, last);
            chain.load();
            for (Way way : List.of(Way.GIVE_UP, Way.FALL_BACK, Way.DRIP)) {
                List<Long> each = chain.run(way);
                System.out.println("chain of three, " + setup + ", " + way + ": work was over after " + each + " ms");
                millis.addAll(each);
            }
        }
        return millis;
    }

    /** The services, and what is true of them. */
    private record Chain(App first, App second, App last) {

        /** What is loaded first takes longer than a second. */
        void load() {
            Expect.whole(first.answer(path(Way.OPEN, "0", first)), "at once");
        }

        private static String path(Way way, String id, App service) {
            return "/" + way + "/" + id + "/" + service;
        }

        List<Long> run(Way way) {
            String id = first.newGate().id();
            String trace = "4bf92f3577b34da6a3ce929d0e0e%04d".formatted(Integer.parseInt(id));
            long begin = System.nanoTime();
            Response response = first.send(RequestSpec.get(path(way, id, first))
                            .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01"))
                    .await(App.PATIENCE);
            List<App> expired = way == Way.GIVE_UP ? List.of(last) : List.of(first, second, last);
            if (expired.contains(first)) {
                Expect.timeoutAnswer(response);
            } else {
                assertThat(response.status()).isGreaterThanOrEqualTo(500);
            }
            for (App service : expired) {
                RecordedLog.await(EXPIRED, "traceId=" + trace, "path=" + path(way, id, service) + " ");
            }
            return List.of(first, second, last).stream()
                    .map(service -> awaitEnd(service, id) - begin)
                    .map(TimeUnit.NANOSECONDS::toMillis)
                    .toList();
        }

        /** Long before its own deadline, or that of a gate. */
        private static long awaitEnd(App service, String id) {
            ChainApp app = service.bean(ChainApp.class);
            Awaitility.await("the end of the work of " + service)
                    .until(() ->
                            app.endedNanos(id) != null && service.watchdog().inFlight() == 0);
            return app.endedNanos(id);
        }
    }
}
