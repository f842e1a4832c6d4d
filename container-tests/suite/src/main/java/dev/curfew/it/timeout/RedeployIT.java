package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.EachSetup;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/**
 * An application that is taken out leaves nothing in a container that goes on with its threads: no thread,
 * no thread local, no class loader.
 */
final class RedeployIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @EachSetup(virtualThreads = false)
    void anAppWhoseRequestsWereStoppedInEachWayLeavesNothing(Setup setup) throws Exception {
        try (RedeployedApp app = new RedeployedApp(setup, true, 2)) {
            try (Client client = app.server.client()) {
                isWatchedByClassesOfItsOwn(client);
                Expect.timeoutAnswer(get(client, "/stuck"));
                Expect.broken(get(client, "/half"));
                assertThat(app.stuck()).as("handlers still stuck").isEqualTo(2);
                assertThat(app.letGo()).isTrue();
                Expect.timeoutAnswer(get(client, "/interrupted"));
                Expect.timeoutAnswer(get(client, "/cancelled"));
                Expect.timeoutAnswer(get(client, "/async?timeout=0"));
                isWatchedByClassesOfItsOwn(client);

                app.server.undeploy();
            }
            leavesNothing(app);
        }
    }

    @EachSetup(virtualThreads = false)
    void anAppThatIsTakenOutUnderItsRequestsLeavesNothingOnceTheyHaveEnded(Setup setup) throws Exception {
        try (RedeployedApp app = new RedeployedApp(setup, true, 2)) {
            try (Client client = app.server.client()) {
                isWatchedByClassesOfItsOwn(client); // which are loaded now, and not while a deadline passes
                app.threads().clear();
                client.get("/patient");
                Expect.timeoutAnswer(get(client, "/stuck"));
                Awaitility.await("both handlers").until(() -> app.threads().size() == 2);

                app.server.undeploy();

                noThreadOfCurfewsLives();
                assertThat(app.stuck()).as("handlers still inside").isEqualTo(2);
                assertThat(app.letGo()).isTrue();
            }
            leavesNothing(app);
        }
    }

    /** The container itself leaves nothing either: what the tests above find is not its own. */
    @EachSetup(virtualThreads = false)
    void anAppWithoutCurfewLeavesNothing(Setup setup) throws Exception {
        try (RedeployedApp app = new RedeployedApp(setup, false, 1)) {
            try (Client client = app.server.client()) {
                assertThat(get(client, "/loaders").text()).isEqualTo("app unwatched");
                Exchange stuck = client.get("/stuck");
                assertThat(get(client, "/async?timeout=200").status()).isEqualTo(500);
                assertThat(app.letGo()).isTrue();
                assertThat(stuck.await(Watched.PATIENCE).status()).isEqualTo(200);

                app.server.undeploy();
            }
            leavesNothing(app);
        }
    }

    /** A thread local that is left on a thread of the container's is found. */
    @EachSetup(virtualThreads = false)
    void anAppThatLeavesAThreadLocalIsNotCollected(Setup setup) throws Exception {
        try (RedeployedApp app = new RedeployedApp(setup, false, 0)) {
            try (Client client = app.server.client()) {
                assertThat(get(client, "/leak").status()).isEqualTo(200);

                app.server.undeploy();
            }
            assertThat(app.isCollected(Duration.ofSeconds(1))).isFalse();
        }
    }

    private static void isWatchedByClassesOfItsOwn(Client client) {
        String both = RedeployedApp.LOADER + " " + RedeployedApp.LOADER;
        for (int i = 0; i < 5; i++) {
            Expect.whole(get(client, "/loaders"), both);
        }
    }

    /** Called when the connections are closed: what an open one keeps of its last request is the container's. */
    private static void leavesNothing(RedeployedApp app) {
        noThreadOfCurfewsLives();
        assertThat(app.isCollected(PATIENCE)).as("class loader collected").isTrue();
        assertThat(app.threads()).as("threads that served it").isNotEmpty().allMatch(Thread::isAlive);
    }

    private static void noThreadOfCurfewsLives() {
        Awaitility.await("end of Curfew's threads")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(curfewThreads()).isEmpty());
    }

    private static List<String> curfewThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("curfew-"))
                .toList();
    }

    private static Response get(Client client, String path) {
        return client.get(path).await(Watched.PATIENCE);
    }
}
