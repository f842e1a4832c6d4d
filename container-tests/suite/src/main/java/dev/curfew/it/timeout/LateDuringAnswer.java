package dev.curfew.it.timeout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutReport;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.Response;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Has each of some late actions done at the moment when the answer has been begun. */
final class LateDuringAnswer implements AutoCloseable {

    private final Map<String, LateHandler> handlers = new ConcurrentHashMap<>();
    private final Map<String, String> ends = new ConcurrentHashMap<>();
    private final Watched watched;

    LateDuringAnswer(Setup setup, List<LateAction> actions) {
        watched = Watched.answering(setup, Strangers.policy(TimeoutAction.ABORT), this::answer);
        watched.builder.maxThreads(actions.size() + 32);
        for (LateAction action : actions) {
            String path = "/late/" + handlers.size();
            LateHandler handler = new LateHandler(action);
            handlers.put(path, handler);
            watched.builder.handle(path, handler::handle);
        }
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, TimeoutReport report)
            throws IOException {
        String path = report.request().path();
        response.setContentType("text/plain;charset=UTF-8");
        response.getOutputStream().print("the ");
        ends.put(path, letGo(handlers.get(path)));
        response.getOutputStream().print("answer");
    }

    private static String letGo(LateHandler handler) throws IOException {
        try {
            return handler.letGo();
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    /** Nothing of what they do can be seen by their clients. */
    void reachNobody() throws Exception {
        try (Client client = watched.start().client()) {
            List<Exchange> exchanges = new ArrayList<>();
            for (int i = 0; i < handlers.size(); i++) {
                exchanges.add(client.get("/late/" + i));
                assertThat(handlers.get("/late/" + i).awaitEntered()).isTrue();
            }
            handlers.keySet().forEach(watched::expire);
            for (int i = 0; i < handlers.size(); i++) {
                LateHandler handler = handlers.get("/late/" + i);
                Response response = exchanges.get(i).await(Watched.PATIENCE);
                String what = handler.action.name() + ": " + response;
                AnswerIT.isWhole(response, 503);
                assertThat(response.text()).as(what).isEqualTo("the answer");
                assertThat(response.header("Content-Type")).as(what).containsPattern("(?i)text/plain; ?charset=utf-8");
                for (String late : LateHandlers.LATE_HEADERS) {
                    assertThat(response.header(late)).as(what).isNull();
                }
                assertThat(ends.get("/late/" + i)).as(what).isEqualTo(handler.expectedEnd());
            }
            assertThat(client.get("/fast").await(Watched.PATIENCE).text()).isEqualTo("fast");
        }
    }

    @Override
    public void close() {
        handlers.values().forEach(LateHandler::close);
        watched.close();
    }
}
