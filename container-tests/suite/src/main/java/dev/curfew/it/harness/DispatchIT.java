package dev.curfew.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.EachSetup;
import dev.curfew.it.FilterSpec;
import dev.curfew.it.Handler;
import dev.curfew.it.HandlerServlet;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServerBuilder;
import dev.curfew.it.ServletSpec;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Everything that leaves the straight way through the chain. */
final class DispatchIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @EachSetup
    void anAsyncRequestIsCompletedFromAnotherThread(Setup setup) throws Exception {
        Handler async = (request, response) -> {
            AsyncContext context = request.startAsync();
            context.start(() -> {
                try {
                    context.getResponse().getWriter().write("later");
                    context.complete();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        };
        try (RunningServer server = setup.server().handle("/async", async).start();
                Client client = server.client()) {
            Response response = client.get("/async").await(PATIENCE);

            assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(response.text()).isEqualTo("later");
        }
    }

    @EachSetup(virtualThreads = false)
    void aFilterSeesTheDispatchesItIsMappedTo(Setup setup) throws Exception {
        List<DispatcherType> seen = new CopyOnWriteArrayList<>();
        FilterSpec recorder = FilterSpec.of("recorder", (request, response, chain) -> {
                    seen.add(request.getDispatcherType());
                    chain.doFilter(request, response);
                })
                .dispatches(
                        DispatcherType.REQUEST,
                        DispatcherType.ASYNC,
                        DispatcherType.ERROR,
                        DispatcherType.FORWARD,
                        DispatcherType.INCLUDE);
        Handler async = (request, response) -> request.startAsync().dispatch("/forward");
        try (RunningServer server =
                        withPages(setup, recorder).handle("/async", async).start();
                Client client = server.client()) {
            assertThat(client.get("/async").await(PATIENCE).text()).isEqualTo("[target]");
        }
        assertThat(seen)
                .containsExactly(
                        DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.FORWARD, DispatcherType.INCLUDE);
    }

    private static ServerBuilder withPages(Setup setup, FilterSpec filter) {
        return setup.server()
                .filter(filter)
                .handle("/target", (request, response) -> response.getWriter().write("target"))
                .handle("/include", (request, response) -> {
                    response.getWriter().write("[");
                    request.getRequestDispatcher("/target").include(request, response);
                    response.getWriter().write("]");
                })
                .handle(
                        "/forward",
                        (request, response) ->
                                request.getRequestDispatcher("/include").forward(request, response));
    }

    @EachSetup(virtualThreads = false)
    void errorPagesAnswerForStatusAndException(Setup setup) throws Exception {
        Handler page = (request, response) ->
                response.getWriter().write("page " + request.getAttribute("jakarta.servlet.error.status_code"));
        Handler fail = (request, response) -> {
            throw new IllegalStateException("planned");
        };
        try (RunningServer server = setup.server()
                        .handle("/teapot", (request, response) -> response.sendError(418))
                        .handle("/fail", fail)
                        .handle("/page", page)
                        .errorPage(418, "/page")
                        .errorPage(IllegalStateException.class, "/page")
                        .start();
                Client client = server.client()) {
            Response teapot = client.get("/teapot").await(PATIENCE);
            Response failed = client.get("/fail").await(PATIENCE);

            assertThat(teapot.status()).isEqualTo(418);
            assertThat(teapot.text()).isEqualTo("page 418");
            assertThat(failed.status()).isEqualTo(500);
            assertThat(failed.text()).isEqualTo("page 500");
        }
    }

    @EachSetup(virtualThreads = false)
    void multipartRequestsAreParsed(Setup setup) throws Exception {
        Handler parts = (request, response) -> {
            for (Part part : request.getParts()) {
                response.getWriter()
                        .write(part.getName() + "="
                                + new String(part.getInputStream().readAllBytes()));
            }
        };
        ServletSpec upload = ServletSpec.of("/upload", new HandlerServlet(parts))
                .multipart(new MultipartConfigElement("", 1 << 20, 1 << 20, 4));
        String body =
                "--b\r\ncontent-disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\nlong enough\r\n--b--\r\n";
        try (RunningServer server = setup.server().servlet(upload).start();
                Client client = server.client()) {
            Response response = client.send(
                            RequestSpec.post("/upload", body).header("content-type", "multipart/form-data; boundary=b"))
                    .await(PATIENCE);

            assertThat(response.text()).isEqualTo("a=long enough");
        }
    }
}
