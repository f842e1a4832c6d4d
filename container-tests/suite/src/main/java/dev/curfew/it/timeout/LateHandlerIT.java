package dev.curfew.it.timeout;

import static dev.curfew.it.timeout.LateAction.silent;
import static dev.curfew.it.timeout.LateAction.throwing;
import static dev.curfew.it.wire.Protocol.HTTPS_1_1;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutEvent;
import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.RunningServer;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.RawHttp1;
import dev.curfew.it.wire.Response;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Whatever a handler does after its request was aborted changes nothing for anybody. */
final class LateHandlerIT {

    private static final Handler CHOOSES_STREAM = (request, response) -> response.getOutputStream();
    private static final Handler CHOOSES_WRITER = (request, response) -> response.getWriter();
    private static final Handler HALF_A_BUFFER =
            (request, response) -> response.getOutputStream().write(new byte[500]);

    @EachSetup
    void writingToTheStreamThrows(Setup setup) throws Exception {
        reachNobody(setup, streamActions());
    }

    private static List<LateAction> streamActions() {
        List<LateAction> actions = new ArrayList<>(List.of(
                stream("write(int)", out -> out.write('x')),
                stream("write(byte[])", out -> out.write(new byte[100])),
                stream("write(byte[],int,int)", out -> out.write(new byte[100_000], 1, 99_000)),
                stream("flush", ServletOutputStream::flush),
                stream("print(String)", out -> out.print("late")),
                stream("print(boolean)", out -> out.print(true)),
                stream("print(char)", out -> out.print('x')),
                stream("print(int)", out -> out.print(1)),
                stream("print(long)", out -> out.print(1L)),
                stream("print(float)", out -> out.print(1f)),
                stream("print(double)", out -> out.print(1d)),
                stream("println()", out -> out.println()),
                stream("println(String)", out -> out.println("late")),
                stream("println(int)", out -> out.println(1)),
                throwing(
                                "write behind half a buffer",
                                IOException.class,
                                (request, response) ->
                                        response.getOutputStream().write(1))
                        .after(HALF_A_BUFFER),
                throwing("the stream itself", IOException.class, CHOOSES_STREAM),
                throwing("flushBuffer", IOException.class, (request, response) -> response.flushBuffer())));
        if (hasMethod(ServletOutputStream.class, "write", ByteBuffer.class)) {
            actions.add(stream(
                    "write(ByteBuffer)",
                    out -> call(
                            ServletOutputStream.class,
                            "write",
                            ByteBuffer.class,
                            out,
                            ByteBuffer.wrap(new byte[100]))));
        }
        return actions;
    }

    @EachSetup
    void closingTheStreamDoesNothing(Setup setup) throws Exception {
        reachNobody(setup, closingActions());
    }

    private static List<LateAction> closingActions() {
        Handler close = (request, response) -> response.getOutputStream().close();
        return List.of(
                silent("close", close).after(CHOOSES_STREAM),
                silent("close behind half a buffer", close).after(HALF_A_BUFFER));
    }

    @EachSetup
    void writingToTheWriterIsAnErrorThatCheckErrorTells(Setup setup) throws Exception {
        reachNobody(setup, writerActions());
    }

    private static List<LateAction> writerActions() {
        return List.of(
                writer("write(int)", out -> out.write('x')),
                writer("write(String)", out -> out.write("late")),
                writer("write(char[])", out -> out.write(new char[20_000])),
                writer("print(String)", out -> out.print("late")),
                writer("print(Object)", out -> out.print(List.of(1))),
                writer("print(int)", out -> out.print(1)),
                writer("println(long)", out -> out.println(1L)),
                writer("println()", PrintWriter::println),
                writer("printf", out -> out.printf("%s", "late")),
                writer("format", out -> out.format(Locale.ROOT, "%s", "late")),
                writer("append", out -> out.append("late").append('x').append("late", 1, 2)),
                writer("flush", PrintWriter::flush),
                writer("close", PrintWriter::close),
                throwing("the writer itself", IOException.class, CHOOSES_WRITER));
    }

    @EachSetup
    void settingHeadersAndStatusDoesNothing(Setup setup) throws Exception {
        reachNobody(setup, headActions());
    }

    private static List<LateAction> headActions() {
        List<LateAction> actions = new ArrayList<>(List.of(
                response("setStatus", r -> r.setStatus(201)),
                response("setHeader", r -> r.setHeader("X-Late", "yes")),
                response("addHeader", r -> r.addHeader("X-Late", "yes")),
                response("setIntHeader", r -> r.setIntHeader("X-Late", 1)),
                response("addIntHeader", r -> r.addIntHeader("X-Late", 1)),
                response("setDateHeader", r -> r.setDateHeader("X-Late", 1)),
                response("addDateHeader", r -> r.addDateHeader("X-Late", 1)),
                response("addCookie", r -> r.addCookie(new Cookie("late", "yes"))),
                response("setContentType", r -> r.setContentType("text/csv")),
                response("setContentLength", r -> r.setContentLength(3)),
                response("setContentLengthLong", r -> r.setContentLengthLong(3)),
                response("setCharacterEncoding", r -> r.setCharacterEncoding("UTF-16")),
                response("setLocale", r -> r.setLocale(Locale.GERMAN)),
                response("setBufferSize", r -> r.setBufferSize(100_000)),
                response("setTrailerFields", r -> r.setTrailerFields(() -> Map.of("X-Late", "yes"))),
                response("reset", HttpServletResponse::reset),
                response("reset behind half a buffer", HttpServletResponse::reset)
                        .after(HALF_A_BUFFER),
                response("resetBuffer", HttpServletResponse::resetBuffer),
                response("resetBuffer behind half a buffer", HttpServletResponse::resetBuffer)
                        .after(HALF_A_BUFFER)));
        if (hasMethod(HttpServletResponse.class, "setCharacterEncoding", Charset.class)) {
            actions.add(response(
                    "setCharacterEncoding(Charset)",
                    r -> call(
                            HttpServletResponse.class,
                            "setCharacterEncoding",
                            Charset.class,
                            r,
                            StandardCharsets.UTF_16)));
        }
        return actions;
    }

    @EachSetup
    void sendingErrorsAndRedirectsDoesNothing(Setup setup) throws Exception {
        reachNobody(setup, endingActions());
    }

    private static List<LateAction> endingActions() {
        List<LateAction> actions = new ArrayList<>(List.of(
                response("sendError(500)", r -> r.sendError(500)),
                response("sendError(404)", r -> r.sendError(404)),
                response("sendError(500, text)", r -> r.sendError(500, "late")),
                response("sendRedirect", r -> r.sendRedirect("/other")),
                response("sendRedirect behind half a buffer", r -> r.sendRedirect("/other"))
                        .after(HALF_A_BUFFER)));
        if (hasMethod(HttpServletResponse.class, "sendRedirect", String.class, int.class, boolean.class)) {
            actions.add(response("sendRedirect(301)", r -> redirect(r, new Class<?>[] {String.class, int.class}, 301)));
            actions.add(response(
                    "sendRedirect(false)", r -> redirect(r, new Class<?>[] {String.class, boolean.class}, false)));
            actions.add(response(
                    "sendRedirect(301, false)",
                    r -> redirect(r, new Class<?>[] {String.class, int.class, boolean.class}, 301, false)));
        }
        return actions;
    }

    private static void reachNobody(Setup setup, List<LateAction> actions) throws Exception {
        try (LateHandlers handlers = new LateHandlers(setup, actions)) {
            handlers.reachNobody();
        }
    }

    /** An answer that is under way is not committed yet: nothing but the guards keeps it clean. */
    @EachSetup
    void nothingGetsIntoAnAnswerThatIsBeingWritten(Setup setup) throws Exception {
        for (List<LateAction> actions :
                List.of(streamActions(), closingActions(), writerActions(), headActions(), endingActions())) {
            try (LateDuringAnswer handlers = new LateDuringAnswer(setup, actions)) {
                handlers.reachNobody();
            }
        }
    }

    @EachSetup
    void throwingDoesNothing(Setup setup) throws Exception {
        try (LateHandlers handlers = new LateHandlers(
                setup,
                throwing("IOException", IOException.class, thrower(new IOException("late"))),
                throwing("ServletException", ServletException.class, thrower(new ServletException("late"))),
                throwing("RuntimeException", IllegalStateException.class, thrower(new IllegalStateException("late"))),
                throwing("Error", AssertionError.class, (request, response) -> {
                    throw new AssertionError("late");
                }),
                throwing(
                                "RuntimeException behind half a buffer",
                                IllegalStateException.class,
                                thrower(new IllegalStateException("late")))
                        .after(HALF_A_BUFFER))) {
            handlers.reachNobody();
        }
    }

    /** Containers refuse to forward a committed response, by an exception or in silence. */
    @EachSetup
    void forwardingAndIncludingReachesNobody(Setup setup) throws Exception {
        try (LateHandlers handlers = new LateHandlers(
                setup,
                throwing("forward", Exception.class, (request, response) -> {
                    request.getRequestDispatcher("/other").forward(request, response);
                    throw new IllegalStateException("went by in silence");
                }),
                throwing(
                        "include",
                        IOException.class,
                        (request, response) ->
                                request.getRequestDispatcher("/other").include(request, response)))) {
            handlers.reachNobody();
        }
    }

    @EachSetup
    void readingTheBodyThrows(Setup setup) throws Exception {
        try (LateHandlers handlers = new LateHandlers(
                setup,
                throwing(
                        "stream",
                        IOException.class,
                        (request, response) -> request.getInputStream().read()),
                throwing(
                        "reader",
                        IOException.class,
                        (request, response) -> request.getReader().readLine()))) {
            handlers.reachNobody();
        }
    }

    @EachSetup
    void anAnswerReachesTheClientOfAHandlerThatIsStuckBehindADispatch(Setup setup) throws Exception {
        for (boolean include : new boolean[] {false, true}) {
            try (Watched watched = Watched.under(setup, Watched.policy(TimeoutAction.ABORT));
                    Stuck stuck = new Stuck()) {
                watched.builder
                        .handle("/dispatch", (request, response) -> {
                            var dispatcher = request.getRequestDispatcher("/target");
                            if (include) {
                                response.getWriter().write("half");
                                dispatcher.include(request, response);
                            } else {
                                dispatcher.forward(request, response);
                            }
                        })
                        .handle(
                                "/target",
                                stuck.sleeping((request, response) ->
                                        response.getWriter().write("late")));
                try (Client client = watched.start().client()) {
                    Response response = client.get("/dispatch").await(Watched.PATIENCE);

                    assertThat(stuck.isInside()).isTrue();
                    assertThat(response.status())
                            .as("include %s: %s", include, response)
                            .isEqualTo(503);
                    assertThat(response.ending().looksWhole())
                            .as("include %s: %s", include, response)
                            .isTrue();
                    assertThat(response.lengthMatches()).isTrue();
                    assertThat(stuck.letGo()).isTrue();
                    assertThat(client.get("/fast").await(Watched.PATIENCE).text())
                            .isEqualTo("fast");
                }
            }
        }
    }

    @EachSetup
    void theReportTellsHowALateHandlerEnded(Setup setup) throws Exception {
        try (Watched watched = Watched.under(setup, Watched.policy(TimeoutAction.ABORT));
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/late", stuck.sleeping(thrower(new IllegalArgumentException("late"))));
            try (Client client = watched.start().client()) {
                assertThat(client.get("/late").await(Watched.PATIENCE).status()).isEqualTo(503);
                stuck.letGo();

                assertThat(watched.reports
                                .await(TimeoutEvent.ENDED_LATE, "/late")
                                .completion())
                        .hasToString("java.lang.IllegalArgumentException");
            }
        }
    }

    @EachSetup
    void anOuterFilterSeesWhatTheClientGot(Setup setup) throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        Filter outer = (request, response, chain) -> {
            String end = "returned";
            try {
                chain.doFilter(request, response);
            } catch (Throwable t) {
                end = t.toString();
                throw t;
            } finally {
                int status = ((HttpServletResponse) response).getStatus();
                seen.complete(end + ", " + status + " committed=" + response.isCommitted());
            }
        };
        try (Watched watched = Watched.behind(setup, outer, Watched.policy(TimeoutAction.ABORT));
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/late", stuck.sleeping((request, response) -> {
                response.setStatus(201);
                throw new IllegalStateException("late");
            }));
            try (Client client = watched.start().client()) {
                assertThat(client.get("/late").await(Watched.PATIENCE).status()).isEqualTo(503);
                stuck.letGo();

                assertThat(seen.get(10, TimeUnit.SECONDS)).isEqualTo("returned, 503 committed=true");
            }
        }
    }

    @EachSetup(protocols = {HTTP_1_1, HTTPS_1_1})
    void aPipelinedRequestIsNeverAnsweredWithTheBytesOfTheFirst(Setup setup) throws Exception {
        Handler late = (request, response) -> {
            response.setStatus(201);
            response.getOutputStream().write("late".getBytes(StandardCharsets.UTF_8));
        };
        try (Watched watched = Watched.under(setup, Watched.policy(TimeoutAction.ABORT));
                Stuck stuck = new Stuck()) {
            watched.builder.handle("/late", stuck.sleeping(late));
            RunningServer server = watched.start();
            try (RawHttp1 connection = server.http1()) {
                connection.send("GET /late HTTP/1.1\r\nhost: localhost\r\n\r\n"
                        + "GET /fast HTTP/1.1\r\nhost: localhost\r\n\r\n");
                Response first = connection.read(Watched.PATIENCE);
                assertThat(first.status()).isEqualTo(503);
                assertThat(first.lengthMatches()).isTrue();
                stuck.letGo();

                Response second = connection.read(Watched.PATIENCE);
                assertThat(second.status()).as(second.toString()).isZero();
                assertThat(second.ending().isBroken()).as(second.toString()).isTrue();
            }
            try (RawHttp1 next = server.http1()) {
                next.send("GET /fast HTTP/1.1\r\nhost: localhost\r\n\r\n");
                assertThat(next.read(Watched.PATIENCE).text()).isEqualTo("fast");
            }
        }
    }

    // ---- ways of being late

    @FunctionalInterface
    private interface Use<T> {
        void of(T what) throws Exception;
    }

    private static LateAction stream(String name, Use<ServletOutputStream> use) {
        return throwing(name, IOException.class, (request, response) -> use.of(response.getOutputStream()))
                .after(CHOOSES_STREAM);
    }

    private static LateAction writer(String name, Use<PrintWriter> use) {
        return silent(name, (request, response) -> {
                    use.of(response.getWriter());
                    assertThat(response.getWriter().checkError()).isTrue();
                })
                .after(CHOOSES_WRITER);
    }

    private static LateAction response(String name, Use<HttpServletResponse> use) {
        return silent(name, (request, response) -> use.of(response));
    }

    private static Handler thrower(Exception late) {
        return (HttpServletRequest request, HttpServletResponse response) -> {
            throw late;
        };
    }

    // ---- Servlet 6.1, where the container has it

    private static boolean hasMethod(Class<?> type, String name, Class<?>... parameters) {
        try {
            return type.getMethod(name, parameters) != null;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    private static void call(Class<?> type, String name, Class<?> parameter, Object target, Object argument)
            throws Exception {
        invoke(type, name, new Class<?>[] {parameter}, target, argument);
    }

    private static void redirect(HttpServletResponse response, Class<?>[] types, Object... rest) throws Exception {
        Object[] arguments = new Object[types.length];
        arguments[0] = "/other";
        System.arraycopy(rest, 0, arguments, 1, rest.length);
        invoke(HttpServletResponse.class, "sendRedirect", types, response, arguments);
    }

    private static void invoke(Class<?> type, String name, Class<?>[] types, Object target, Object... arguments)
            throws Exception {
        try {
            type.getMethod(name, types).invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
