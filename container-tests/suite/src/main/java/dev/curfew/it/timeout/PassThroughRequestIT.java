package dev.curfew.it.timeout;

import static dev.curfew.it.wire.Protocol.H2C;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.curfew.it.EachSetup;
import dev.curfew.it.Handler;
import dev.curfew.it.HandlerServlet;
import dev.curfew.it.RunningServer;
import dev.curfew.it.ServletSpec;
import dev.curfew.it.Setup;
import dev.curfew.it.timeout.PassThrough.Visit;
import dev.curfew.it.wire.Client;
import dev.curfew.it.wire.Exchange;
import dev.curfew.it.wire.RawHttp1;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What comes in reaches the app with the filter as it does without. */
final class PassThroughRequestIT {

    @RegisterExtension
    static final PassThrough APP = new PassThrough(server -> server.servlet(
                    upload("/parts", PassThroughRequestIT::allParts))
            .servlet(upload("/part", PassThroughRequestIT::eachPart))
            .handle("/form", PassThroughRequestIT::form)
            .handle("/form-in-latin", (request, response) -> {
                request.setCharacterEncoding("ISO-8859-1");
                form(request, response);
            })
            .handle(
                    "/body-first",
                    (request, response) -> new PassThroughNotes()
                            .note(
                                    "body",
                                    () -> new String(request.getInputStream().readAllBytes()))
                            .note("a", () -> request.getParameter("a"))
                            .note("query", () -> request.getParameter("query"))
                            .writeTo(response))
            .handle("/stream", PassThroughRequestIT::stream)
            .handle("/buffers", PassThroughRequestIT::buffers)
            .handle("/reader", PassThroughRequestIT::reader)
            .handle("/late-encoding", (request, response) -> {
                BufferedReader reader = request.getReader();
                request.setCharacterEncoding("UTF-16");
                new PassThroughNotes().note("line", reader::readLine).writeTo(response);
            })
            .handle("/unread", (request, response) -> response.getWriter().write("unread"))
            .handle("/echo", PassThroughRequestIT::echo)
            .handle(
                    "/trailers",
                    (request, response) -> new PassThroughNotes()
                            .note("length", request::getContentLengthLong)
                            .note("body", () -> request.getInputStream().readAllBytes().length)
                            .note("ready", request::isTrailerFieldsReady)
                            .note("trailers", () -> new TreeMap<>(request.getTrailerFields()))
                            .writeTo(response))
            .handle("/a/*", PassThroughRequestIT::describe)
            .handle("/session/*", PassThroughRequestIT::session));

    private static final String FORM = "application/x-www-form-urlencoded";

    private static byte[] noise(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    // ---- multipart

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void partsArriveWhole(Setup setup) throws Exception {
        byte[] file = noise(300 * 1024);

        List<Response> seen = APP.isTheSameFor(setup, multipart("/parts", file), multipart("/part?query=q", file));

        for (Response response : seen) {
            assertThat(response.text())
                    .contains("file = " + PassThroughView.digest(file))
                    .contains("field = [a field]");
        }
    }

    private static ServletSpec upload(String path, Handler handler) {
        return ServletSpec.of(path, new HandlerServlet(handler))
                .multipart(new MultipartConfigElement("", 1 << 20, 1 << 20, 16_384));
    }

    private static RequestSpec multipart(String path, byte[] file) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.writeBytes("--b\r\nContent-Disposition: form-data; name=\"field\"\r\n\r\na field\r\n".getBytes());
        body.writeBytes(("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"f.bin\"\r\n"
                        + "Content-Type: application/octet-stream\r\nX-Part: yes\r\n\r\n")
                .getBytes());
        body.writeBytes(file);
        body.writeBytes("\r\n--b--\r\n".getBytes());
        return RequestSpec.post(path, body.toByteArray()).header("content-type", "multipart/form-data; boundary=b");
    }

    private static void allParts(HttpServletRequest request, HttpServletResponse response) throws Exception {
        PassThroughNotes notes = new PassThroughNotes();
        for (Part part : request.getParts()) {
            describe(notes, part);
        }
        notes.note("field", () -> request.getParameterValues("field")).writeTo(response);
    }

    private static void eachPart(HttpServletRequest request, HttpServletResponse response) throws Exception {
        PassThroughNotes notes = new PassThroughNotes();
        notes.note("field", () -> request.getParameterValues("field"));
        describe(notes, request.getPart("field"));
        describe(notes, request.getPart("file"));
        notes.note("no such part", () -> request.getPart("none"))
                .note("query", () -> request.getParameter("query"))
                .note("names", () -> Collections.list(request.getParameterNames()))
                .writeTo(response);
    }

    private static void describe(PassThroughNotes notes, Part part) {
        notes.note(
                        part.getName(),
                        () -> PassThroughView.digest(part.getInputStream().readAllBytes()))
                .note("size", part::getSize)
                .note("file name", part::getSubmittedFileName)
                .note("content type", part::getContentType)
                .note("headers", () -> new TreeSet<>(part.getHeaderNames()))
                .note("deleted", () -> {
                    part.delete();
                    return "yes";
                });
    }

    // ---- form parameters

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void formParametersArriveInTheirCharset(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.post("/form?query=q&b=0", "a=%C3%A4&b=1&b=2&c=").header("content-type", FORM),
                RequestSpec.post("/form", "a=%E4").header("content-type", FORM + ";charset=ISO-8859-1"),
                RequestSpec.post("/form-in-latin", "a=%E4").header("content-type", FORM),
                RequestSpec.post("/form", "a=" + "x".repeat(100_000)).header("content-type", FORM),
                RequestSpec.post("/form", "").header("content-type", FORM),
                RequestSpec.post("/form", "a=1").header("content-type", "text/plain"),
                RequestSpec.get("/form?a=%C3%A4&a=2"),
                RequestSpec.post("/body-first?query=q", "a=1").header("content-type", FORM));

        assertThat(seen.get(0).text()).contains("[0, 1, 2]");
        assertThat(seen.get(3).text()).contains("x".repeat(100_000));
    }

    private static void form(HttpServletRequest request, HttpServletResponse response) throws Exception {
        new PassThroughNotes()
                .note("a", () -> request.getParameter("a"))
                .note("b", () -> request.getParameterValues("b"))
                .note("none", () -> request.getParameterValues("none"))
                .note("names", () -> new TreeSet<>(Collections.list(request.getParameterNames())))
                .note("map", () -> {
                    TreeMap<String, List<String>> all = new TreeMap<>();
                    request.getParameterMap().forEach((name, values) -> all.put(name, Arrays.asList(values)));
                    return all;
                })
                .note("encoding", request::getCharacterEncoding)
                .note("left of the body", () -> request.getInputStream().read())
                .writeTo(response);
    }

    // ---- bodies

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void bodyIsReadInEachWay(Setup setup) throws Exception {
        String text = "line one\nline two\r\nline three\n" + "ä€".repeat(100) + "\nthe end";

        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.post("/stream", text),
                RequestSpec.get("/stream"),
                RequestSpec.post("/reader", text).header("content-type", "text/plain;charset=UTF-8"),
                RequestSpec.post("/reader", text).header("content-type", "text/plain;charset=ISO-8859-1"),
                RequestSpec.post("/reader?fails", text).header("content-type", "text/plain;charset=nonsense"),
                RequestSpec.get("/reader"),
                RequestSpec.post("/late-encoding", "ä\n").header("content-type", "text/plain;charset=UTF-8"),
                RequestSpec.post("/unread", "x".repeat(1_000)));

        assertThat(seen.get(2).text()).contains("line = line two\n").contains("the end");
    }

    private static void stream(HttpServletRequest request, HttpServletResponse response) throws Exception {
        var in = request.getInputStream();
        byte[] line = new byte[100];
        new PassThroughNotes()
                .note("reader", request::getReader)
                .note("same stream", () -> in == request.getInputStream())
                .note("first", in::read)
                .note("some", () -> new String(in.readNBytes(3)))
                .note("line", () -> new String(line, 0, in.readLine(line, 0, line.length)))
                .note("skipped", () -> in.skip(2))
                .note("mark", in::markSupported)
                .note("none", () -> in.read(new byte[0]))
                .note("finished", in::isFinished)
                .note("rest", () -> PassThroughView.digest(in.readAllBytes()))
                .note("finished", in::isFinished)
                .note("end", in::read)
                .note("end of line", () -> in.readLine(line, 0, line.length))
                .note("closed", () -> {
                    in.close();
                    return in.read();
                })
                .writeTo(response);
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void bodyIsReadIntoBuffers(Setup setup) throws Exception {
        assumeTrue(Arrays.stream(ServletInputStream.class.getMethods()).anyMatch(PassThroughRequestIT::readsBuffer));
        byte[] body = noise(100_000);

        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.post("/buffers", body),
                RequestSpec.post("/buffers", ""),
                RequestSpec.get("/buffers"));

        assertThat(seen.get(0).body()).isEqualTo(body);
        assertThat(seen).extracting(Response::status).containsOnly(200);
    }

    /** Of Servlet 6.1; this is compiled against an older one. */
    private static boolean readsBuffer(Method method) {
        return method.getName().equals("read")
                && Arrays.equals(method.getParameterTypes(), new Class<?>[] {ByteBuffer.class});
    }

    private static void buffers(HttpServletRequest request, HttpServletResponse response) throws Exception {
        Method read = ServletInputStream.class.getMethod("read", ByteBuffer.class);
        ByteBuffer buffer = ByteBuffer.allocate(20_000);
        int count = (int) read.invoke(request.getInputStream(), buffer);
        // The specification leaves the position and sets the limit; not every container does.
        response.setHeader("Position-Moved", Boolean.toString(buffer.position() > 0));
        while (count >= 0) {
            response.getOutputStream().write(buffer.array(), 0, count);
            buffer.clear();
            count = (int) read.invoke(request.getInputStream(), buffer);
        }
    }

    private static void reader(HttpServletRequest request, HttpServletResponse response) throws Exception {
        if (request.getQueryString() != null) {
            new PassThroughNotes().note("reader", request::getReader).writeTo(response);
            return;
        }
        BufferedReader in = request.getReader();
        StringWriter some = new StringWriter();
        new PassThroughNotes()
                .note("stream", request::getInputStream)
                .note("same reader", () -> in == request.getReader())
                .note("encoding", request::getCharacterEncoding)
                .note("mark", in::markSupported)
                .note("marked", () -> {
                    in.mark(10);
                    return in.read();
                })
                .note("back at the mark", () -> {
                    in.reset();
                    return in.readLine();
                })
                .note("line", in::readLine)
                .note("some", () -> {
                    char[] chars = new char[4];
                    return new String(chars, 0, in.read(chars));
                })
                .note("skipped", () -> in.skip(2))
                .note("a line of the stream", () -> in.lines().findFirst())
                .note("another", in::readLine)
                .note("rest", () -> in.transferTo(some) + " " + some)
                .note("end", in::read)
                .note("end of line", in::readLine)
                .writeTo(response);
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void largeUploadComesBack(Setup setup) throws Exception {
        byte[] body = noise(2 << 20);

        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.post("/echo", body),
                RequestSpec.post("/echo?at-once", body),
                RequestSpec.post("/echo", noise(1)));

        assertThat(seen.get(0).body()).isEqualTo(body);
        assertThat(seen.get(1).body()).isEqualTo(body);
    }

    private static void echo(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getQueryString() == null) {
            request.getInputStream().transferTo(response.getOutputStream());
        } else {
            response.getOutputStream().write(request.getInputStream().readAllBytes());
        }
    }

    @EachSetup(protocols = HTTP_1_1, virtualThreads = false)
    void chunkedUploadComesBack(Setup setup) throws Exception {
        byte[] chunk = noise(40_000);

        List<Response> seen = APP.isTheSameFor(setup, (Visit)
                server -> List.of(chunked(server, "/echo", chunk, 52), chunked(server, "/trailers", chunk, 2)));

        assertThat(seen.get(0).body())
                .hasSize(52 * chunk.length)
                .startsWith(chunk)
                .endsWith(chunk);
        assertThat(seen.get(1).text()).contains("body = 80000");
    }

    private static Response chunked(RunningServer server, String path, byte[] chunk, int count) throws Exception {
        try (RawHttp1 connection = server.http1()) {
            Thread sender = new Thread(() -> sendChunks(connection, path, chunk, count));
            sender.start();
            Response response = connection.read(Watched.PATIENCE);
            sender.join();
            return response;
        }
    }

    private static void sendChunks(RawHttp1 connection, String path, byte[] chunk, int count) {
        try {
            connection.send("POST " + path + " HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n"
                    + "trailer: x-trailer\r\n\r\n");
            for (int i = 0; i < count; i++) {
                connection.send(Integer.toHexString(chunk.length) + "\r\n");
                connection.send(chunk);
                connection.send("\r\n");
            }
            connection.send("0\r\nx-trailer: yes\r\n\r\n");
        } catch (IOException e) {
            // the response shows it
        }
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void clientIsToldToContinue(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(setup, (Visit) server -> List.of(
                continued(server, RequestSpec.post("/echo", "the body")),
                continued(server, RequestSpec.post("/form", "a=1").header("content-type", FORM))));

        assertThat(seen.get(0).interim()).isEqualTo(List.of(100));
        assertThat(seen.get(0).text()).isEqualTo("the body");
    }

    private static Response continued(RunningServer server, RequestSpec request) {
        try (Client client = server.client()) {
            Exchange exchange =
                    client.send(request.header("expect", "100-continue").sendingOnly(0));
            assertThat(exchange.awaitFirstByte(Watched.PATIENCE)).isTrue();
            exchange.sendRest();
            return exchange.await(Watched.PATIENCE);
        }
    }

    // ---- what the request says of itself

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void requestDescribesItself(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                RequestSpec.get("/a/b%20c;v=1/d?q=%C3%A4&r")
                        .header("accept-language", "de-AT, en;q=0.5")
                        .header("cookie", "one=1; two=2")
                        .header("x-many", "1")
                        .header("x-many", "2")
                        .header("x-date", "Sun, 06 Nov 1994 08:49:37 GMT")
                        .header("x-int", "7"),
                RequestSpec.post("/a", "body").header("content-type", "text/plain; charset=utf-8"),
                new RequestSpec("DELETE", "/a/x", List.of(), null, 0, true),
                new RequestSpec("PATCH", "/a/x", List.of(), new byte[] {1}, 1, true));

        assertThat(seen.get(0).text()).contains("many = [1, 2]").contains("cookies = [one=1, two=2]");
    }

    private static void describe(HttpServletRequest request, HttpServletResponse response) throws Exception {
        new PassThroughNotes()
                .note("method", request::getMethod)
                .note("uri", request::getRequestURI)
                .note("url", request::getRequestURL)
                .note("context", request::getContextPath)
                .note("servlet", request::getServletPath)
                .note("info", request::getPathInfo)
                .note("query", request::getQueryString)
                .note("mapping", () -> request.getHttpServletMapping().getPattern())
                .note("dispatch", request::getDispatcherType)
                .note("protocol", request::getProtocol)
                .note("scheme", request::getScheme)
                .note("secure", request::isSecure)
                .note("locale", request::getLocale)
                .note("locales", () -> Collections.list(request.getLocales()))
                .note("many", () -> Collections.list(request.getHeaders("X-Many")))
                .note("none", () -> request.getHeader("X-None"))
                .note("date", () -> request.getDateHeader("X-Date"))
                .note("int", () -> request.getIntHeader("X-Int"))
                .note("cookies", () -> cookies(request))
                .note("length", request::getContentLengthLong)
                .note("type", request::getContentType)
                .note("encoding", request::getCharacterEncoding)
                .note("user", request::getRemoteUser)
                .note("role", () -> request.isUserInRole("x"))
                .note("principal", request::getUserPrincipal)
                .note("local", request::getLocalAddr)
                .note("remote", request::getRemoteAddr)
                .note("async", () -> request.isAsyncSupported() + " " + request.isAsyncStarted())
                .note("context of none", () -> request.getAsyncContext().getTimeout())
                .note("attribute", () -> {
                    request.setAttribute("mine", 1);
                    return request.getAttribute("mine");
                })
                .note("real path", () -> request.getServletContext().getContextPath())
                .writeTo(response);
    }

    private static List<String> cookies(HttpServletRequest request) {
        Cookie[] cookies = request.getCookies();
        return cookies == null
                ? null
                : Arrays.stream(cookies)
                        .map(cookie -> cookie.getName() + "=" + cookie.getValue())
                        .toList();
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void sessionsLastFromRequestToRequest(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(setup, (Visit) PassThroughRequestIT::sessionLife);

        assertThat(seen).extracting(Response::status).containsOnly(200);
        assertThat(seen.get(1).text()).contains("user = me").contains("new = false");
        assertThat(seen.get(3).text()).as("after the change of its id").contains("user = me");
        assertThat(seen.get(4).text()).as("by the old id").contains("user = null");
        assertThat(seen.get(6).text()).as("after its end").contains("user = null");
    }

    private static List<Response> sessionLife(RunningServer server) {
        try (Client client = server.client()) {
            Response login = client.get("/session/login").await(Watched.PATIENCE);
            String first = cookie(login);
            Response page = ask(client, "page", first);
            Response change = ask(client, "change", first);
            String second = cookie(change);
            assertThat(second).isNotEqualTo(first);
            return List.of(
                    login,
                    page,
                    change,
                    ask(client, "page", second),
                    ask(client, "page", first),
                    ask(client, "logout", second),
                    ask(client, "page", second),
                    client.get("/session/late").await(Watched.PATIENCE));
        }
    }

    private static Response ask(Client client, String what, String cookie) {
        return client.send(RequestSpec.get("/session/" + what).header("cookie", cookie))
                .await(Watched.PATIENCE);
    }

    private static String cookie(Response response) {
        return response.header("set-cookie").split(";")[0];
    }

    private static void session(HttpServletRequest request, HttpServletResponse response) throws Exception {
        PassThroughNotes notes = new PassThroughNotes();
        switch (request.getPathInfo()) {
            case "/login" -> request.getSession().setAttribute("user", "me");
            case "/change" ->
                notes.note("changed", () -> !request.getRequestedSessionId().equals(request.changeSessionId()));
            case "/logout" -> request.getSession().invalidate();
            case "/late" -> {
                response.flushBuffer();
                notes.note("too late", request::getSession);
            }
            default -> notes.note("user", () -> request.getSession(false).getAttribute("user"));
        }
        notes.note("has one", () -> request.getSession(false) != null)
                .note("user", () -> request.getSession().getAttribute("user"))
                .note("new", () -> request.getSession().isNew())
                .note("valid", request::isRequestedSessionIdValid)
                .note("from cookie", request::isRequestedSessionIdFromCookie)
                .note("from url", request::isRequestedSessionIdFromURL)
                .note("encoded", () -> response.encodeURL("/x").contains(";jsessionid="))
                .writeTo(response);
    }
}
