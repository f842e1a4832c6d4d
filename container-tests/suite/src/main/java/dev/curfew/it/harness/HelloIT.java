package dev.curfew.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.EachSetup;
import dev.curfew.it.FilterSpec;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServletSpec;
import dev.curfew.it.Setup;
import dev.curfew.it.VirtualThreads;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** The plainest requests, on each protocol and kind of thread. */
final class HelloIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Handler HELLO = (request, response) -> {
        response.setHeader("X-Protocol", request.getProtocol());
        response.setHeader("X-Virtual", "" + VirtualThreads.isVirtual(Thread.currentThread()));
        response.setHeader("X-Secure", "" + request.isSecure());
        response.getWriter().write("hello");
    };

    @EachSetup
    void eachSetupSpeaksItsProtocolOnItsThreads(Setup setup) throws Exception {
        try (RunningServer server = setup.server().handle("/hello", HELLO).start();
                Client client = server.client()) {
            Response response = client.get("/hello?a=b").await(PATIENCE);

            assertThat(response.ending()).isEqualTo(Ending.COMPLETE);
            assertThat(response.status()).isEqualTo(200);
            assertThat(response.text()).isEqualTo("hello");
            assertThat(response.header("x-protocol"))
                    .startsWith(setup.protocol().isHttp2() ? "HTTP/2" : "HTTP/1.1");
            assertThat(response.header("x-virtual")).isEqualTo("" + setup.virtualThreads());
            assertThat(response.header("x-secure"))
                    .isEqualTo("" + setup.protocol().isTls());
            assertThat(response.endNanos() - response.firstByteNanos()).isNotNegative();
            assertThat(response.firstByteNanos() - response.sentNanos()).isPositive();
        }
    }

    @EachSetup
    void aConnectionIsReused(Setup setup) throws Exception {
        try (RunningServer server = setup.server().handle("/hello", HELLO).start();
                Client client = server.client()) {
            for (int i = 0; i < 20; i++) {
                assertThat(client.get("/hello").await(PATIENCE).text()).isEqualTo("hello");
            }
            assertThat(client.connections()).isEqualTo(1);
        }
    }

    @EachSetup
    void eightRequestsRunAtTheSameTime(Setup setup) throws Exception {
        CyclicBarrier all = new CyclicBarrier(8);
        Handler meet = (request, response) -> {
            all.await(5, TimeUnit.SECONDS);
            response.getWriter().write(request.getQueryString());
        };
        try (RunningServer server = setup.server().handle("/meet", meet).start();
                Client client = server.client()) {
            List<Exchange> exchanges = IntStream.range(0, 8)
                    .mapToObj(i -> client.get("/meet?" + i))
                    .toList();
            for (int i = 0; i < 8; i++) {
                assertThat(exchanges.get(i).await(PATIENCE).text()).isEqualTo("" + i);
            }
            assertThat(client.connections()).isEqualTo(setup.protocol().isHttp2() ? 1 : 8);
        }
    }

    @EachSetup
    void aBodyOfAMegabyteArrivesWhole(Setup setup) throws Exception {
        Handler echo = (request, response) -> request.getInputStream().transferTo(response.getOutputStream());
        byte[] body = new byte[1 << 20];
        new Random(42).nextBytes(body);
        try (RunningServer server = setup.server().handle("/echo", echo).start();
                Client client = server.client()) {
            Response response = client.send(RequestSpec.post("/echo", body)).await(PATIENCE);

            assertThat(response.ending()).as("%s", response).isEqualTo(Ending.COMPLETE);
            assertThat(response.body()).isEqualTo(body);
        }
    }

    @EachSetup(virtualThreads = false)
    void filtersAndListenersAreDeployed(Setup setup) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        RunningServer server = setup.server()
                .filter(FilterSpec.of("first", new Recorder(seen)).initParam("word", "one"))
                .filter(FilterSpec.of("second", new Recorder(seen))
                        .initParam("word", "two")
                        .urlPatterns("/named"))
                .servlet(ServletSpec.of("/named", NamedServlet.class.getName()))
                .listener(new Life(seen))
                .start();
        try (server;
                Client client = server.client()) {
            assertThat(client.get("/named").await(PATIENCE).text()).isEqualTo("by name");
        }
        assertThat(seen).containsExactly("started", "one", "two", "stopped");
    }

    /** Notes its init-param. */
    private static final class Recorder extends HttpFilter {
        private static final long serialVersionUID = 1L;
        private final transient List<String> seen;

        Recorder(List<String> seen) {
            this.seen = seen;
        }

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            seen.add(getInitParameter("word"));
            chain.doFilter(request, response);
        }
    }

    /** Notes start and stop. */
    private static final class Life implements ServletContextListener {
        private final List<String> seen;

        Life(List<String> seen) {
            this.seen = seen;
        }

        @Override
        public void contextInitialized(ServletContextEvent event) {
            seen.add("started");
        }

        @Override
        public void contextDestroyed(ServletContextEvent event) {
            seen.add("stopped");
        }
    }

    /** Made by the container. */
    public static final class NamedServlet extends HttpServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("by name");
        }
    }
}
