package dev.curfew.it.timeout;

import static dev.curfew.it.wire.Protocol.H2C;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;

import dev.curfew.TimeoutAction;
import dev.curfew.it.EachSetup;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.harness.Stillness;
import dev.curfew.it.wire.Client;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.TimeoutResponseWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** Two hundred clients that do not read delay nobody else's answer. */
final class UnreadClientsIT {

    private static final byte[] PIECE = new byte[16 * 1024];

    private final Strangers strangers = new Strangers();
    private final AtomicLong pieces = new AtomicLong();

    private void writeForEver(OutputStream out) throws IOException {
        strangers.blocking();
        try {
            while (true) {
                out.write(PIECE);
                pieces.incrementAndGet();
            }
        } finally {
            strangers.freed();
        }
    }

    /** Their handlers are blocked in the container's write, and come free as they are broken off. */
    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void whoDoNotReadTheirResponses(Setup setup) throws Exception {
        try (Watched watched = Strangers.watched(setup, TimeoutAction.ABORT);
                strangers) {
            strangers.handle(watched, (request, response) -> writeForEver(response.getOutputStream()));
            try (Victim victim = new Victim(watched, Strangers.TOGETHER)) {
                RunningServer server = watched.start();
                strangers.send(server, false);
                Stillness.awaitNoChange(pieces::get);
                try (Client client = server.client()) {
                    victim.send(client);
                    strangers.expireWith(victim);
                    Strangers.isAnsweredSoon(
                            victim, victim.response(), "unread responses, " + server.name() + " " + setup);
                    Expect.goesOn(client);
                }
            }
            strangers.awaitFreed(Strangers.MANY);
            strangers.awaitBrokenOff(watched);
            strangers.areBrokenOff();
            strangers.leaveNothing(watched);
        }
    }

    /** Their answers are blocked in the container's write, until they are broken off a second later. */
    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void whoDoNotReadTheirAnswers(Setup setup) throws Exception {
        TimeoutResponseWriter writer = (request, response, report) -> {
            if (request.getHeader(Strangers.MARK) != null) {
                writeForEver(response.getOutputStream());
            }
            response.getWriter().print("an answer of the app's own");
        };
        try (Watched watched = Strangers.watched(
                        setup.server(),
                        (watchdog, resolver) -> new RequestTimeoutFilter(watchdog, resolver, writer),
                        TimeoutAction.ABORT);
                strangers) {
            strangers.handle(watched, (request, response) -> strangers.waitForTheEnd());
            try (Victim victim = new Victim(watched, Strangers.TOGETHER)) {
                RunningServer server = watched.start();
                strangers.send(server, false);
                try (Client client = server.client()) {
                    victim.send(client);
                    strangers.expireWith(victim);
                    strangers.isAnsweredWhileTheyAreBlocked(victim, "unread answers, " + server.name() + " " + setup);
                    Expect.goesOn(client);
                }
            }
            strangers.awaitFreed(Strangers.MANY);
            strangers.awaitBrokenOff(watched);
            strangers.areBrokenOff();
            strangers.leaveNothing(watched);
        }
    }
}
