package dev.curfew.it.timeout;

import static dev.curfew.it.wire.Protocol.H2C;
import static dev.curfew.it.wire.Protocol.HTTP_1_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.curfew.it.Container;
import dev.curfew.it.EachSetup;
import dev.curfew.it.FilterSpec;
import dev.curfew.it.Handler;
import dev.curfew.it.Setup;
import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.RequestSpec;
import dev.curfew.it.wire.Response;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What the app sends reaches its clients with the filter as it does without. */
final class PassThroughResponseIT {

    @RegisterExtension
    static final PassThrough APP = new PassThrough(server -> server.servlet("/page", new Page())
            .handle("/not-modified", (request, response) -> {
                response.setHeader("ETag", request.getHeader("If-None-Match"));
                response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            })
            .handle("/no-content", (request, response) -> response.setStatus(204))
            .handle("/empty", Handlers.NOTHING)
            .handle("/closed", (request, response) -> response.getOutputStream().close())
            .filter(FilterSpec.of("gzip", new GzipFilter()).urlPatterns("/gzip/*"))
            .handle("/gzip/text", (request, response) -> response.getWriter().write("text"))
            .handle("/gzip/large", (request, response) -> {
                for (int i = 0; i < 100_000; i++) {
                    response.getOutputStream().write(i * i % 251);
                }
            })
            .handle("/gzip/flushed", (request, response) -> {
                response.getWriter().write("one");
                response.flushBuffer();
                response.getWriter().write("two");
            }));

    // ---- headers

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void headersAndCookiesAreSent(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup, PassThroughResponseIT::headers, PassThroughResponseIT::cookies, (request, response) -> {
                    response.setStatus(299);
                    response.setHeader("Content-Type", "text/css");
                    response.setHeader("Content-Length", "2");
                    response.addHeader("X-Null", null);
                    response.setHeader("X-Empty", "");
                    response.getOutputStream().print("ok");
                });

        assertThat(seen.get(0).headers())
                .contains(Map.entry("x-many", "1"), Map.entry("x-many", "2"), Map.entry("x-set", "second"));
        assertThat(seen.get(1).headers())
                .filteredOn(h -> h.getKey().equals("set-cookie"))
                .hasSize(3);
    }

    private static void headers(HttpServletRequest request, HttpServletResponse response) throws Exception {
        response.setHeader("X-Set", "first");
        response.setHeader("X-Set", "second");
        response.addHeader("X-Many", "1");
        response.addHeader("X-Many", "2");
        response.setIntHeader("X-Int", 1);
        response.addIntHeader("X-Int", 2);
        response.setDateHeader("X-Date", 0);
        response.addDateHeader("X-Date", 784_111_777_000L);
        response.addHeader("Vary", "Accept");
        response.addHeader("Vary", "Origin");
        response.setStatus(HttpServletResponse.SC_CREATED);
        response.setLocale(Locale.CANADA_FRENCH);
        new PassThroughNotes()
                .note("status", response::getStatus)
                .note("contains", () -> response.containsHeader("x-many"))
                .note("first", () -> response.getHeader("X-Many"))
                .note("all", () -> response.getHeaders("X-Many"))
                .note("none", () -> response.getHeaders("X-None"))
                .note("no value", () -> response.getHeader("X-None"))
                .note("names", () -> new TreeSet<>(response.getHeaderNames()))
                .note("locale", response::getLocale)
                .note("type", response::getContentType)
                .note("url", () -> response.encodeURL("/x?y") + " " + response.encodeRedirectURL("/x"))
                .writeTo(response);
    }

    private static void cookies(HttpServletRequest request, HttpServletResponse response) throws Exception {
        Cookie full = new Cookie("full", "value");
        full.setPath("/path");
        full.setDomain("example.org");
        full.setHttpOnly(true);
        full.setSecure(true);
        full.setAttribute("SameSite", "Strict");
        response.addCookie(full);
        response.addCookie(new Cookie("short", ""));
        response.addHeader("Set-Cookie", "by-header=1");
        response.getWriter().write("cookies");
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void redirectsAreSent(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                (request, response) -> response.sendRedirect("target?q=1#f"),
                (request, response) -> response.sendRedirect("/target"),
                (request, response) -> response.sendRedirect("https://other.example/x?y=z"),
                (request, response) -> {
                    response.getWriter().write("dropped");
                    response.sendRedirect("/target");
                    new PassThroughNotes()
                            .note("committed", response::isCommitted)
                            .note("again", () -> {
                                response.sendRedirect("/other");
                                return "allowed";
                            });
                    response.getWriter().write("dropped too");
                });

        assertThat(seen).extracting(Response::status).containsOnly(302);
        assertThat(seen.get(1).header("Location")).endsWith("/target");
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void redirectsOfServlet61AreSent(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                newRedirect(List.of(int.class), 303),
                newRedirect(List.of(boolean.class), false),
                newRedirect(List.of(int.class, boolean.class), 307, false),
                newRedirect(List.of(int.class, boolean.class), 308, true));

        assertThat(seen)
                .extracting(Response::status)
                .isIn(List.of(List.of(303, 302, 307, 308), List.of(200, 200, 200, 200)));
    }

    /** Redirects by a method that only containers of Servlet 6.1 have; the others send the page. */
    private static Handler newRedirect(List<Class<?>> more, Object... values) {
        List<Class<?>> types = new ArrayList<>(List.of(String.class));
        types.addAll(more);
        List<Object> arguments = new ArrayList<>(List.of("/target"));
        arguments.addAll(List.of(values));
        return (request, response) -> {
            response.getOutputStream().print("page");
            new PassThroughNotes()
                    .note(
                            "redirect",
                            () -> HttpServletResponse.class
                                    .getMethod("sendRedirect", types.toArray(Class<?>[]::new))
                                    .invoke(response, arguments.toArray()));
        };
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void earlyHintsAreSentAhead(Setup setup) throws Exception {
        assumeTrue(Container.underTest().name().startsWith("jetty"), "only Jetty sends hints before Servlet 6.2");
        List<Response> seen = APP.isTheSameFor(setup, (request, response) -> {
            response.setHeader("Link", "</style.css>; rel=preload");
            response.sendError(103);
            response.getWriter().write("page " + response.isCommitted());
        });

        assertThat(seen.get(0).interim()).isEqualTo(List.of(103));
        assertThat(seen.get(0).text()).isEqualTo("page false");
    }

    // ---- text

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void textIsSentInItsCharset(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                text(response -> response.setContentType("text/plain;charset=UTF-8")),
                text(response -> response.setCharacterEncoding("UTF-16BE")),
                text(response -> {
                    response.setCharacterEncoding("ISO-8859-15");
                    response.setContentType("text/html");
                }),
                text(response -> response.setLocale(Locale.JAPAN)),
                text(response -> response.setContentType("text/html")),
                text(response -> response.addHeader("Content-Type", "text/css;charset=UTF-8")),
                text(response -> {
                    response.setCharacterEncoding("UTF-8");
                    response.setCharacterEncoding(null);
                }),
                text(response -> {}),
                (request, response) -> {
                    PrintWriter writer = response.getWriter();
                    response.setCharacterEncoding("UTF-16BE"); // too late
                    response.setContentType("text/plain;charset=UTF-16LE");
                    writer.print("ä€");
                    writer.print(response.getContentType() + response.getCharacterEncoding());
                },
                (request, response) -> new PassThroughNotes()
                        .note("nonsense", () -> call(() -> response.setCharacterEncoding("nonsense")))
                        .note("encoding", response::getCharacterEncoding)
                        .writeTo(response));

        assertThat(seen.get(0).text()).startsWith("ä€");
    }

    private interface Preparation {
        void prepare(HttpServletResponse response);
    }

    private static Handler text(Preparation preparation) {
        return (request, response) -> {
            preparation.prepare(response);
            PrintWriter writer = response.getWriter();
            writer.print("ä€");
            writer.println(response.getContentType() + " " + response.getCharacterEncoding());
        };
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void writerAndStreamPrintEverything(Setup setup) throws Exception {
        APP.isTheSameFor(
                setup,
                (request, response) -> {
                    response.setContentType("text/plain;charset=UTF-8");
                    printAll(response.getWriter());
                },
                (request, response) -> printAll(response.getOutputStream()),
                (request, response) -> {
                    ServletOutputStream stream = response.getOutputStream();
                    new PassThroughNotes()
                            .note("stream", () -> stream == response.getOutputStream())
                            .note("writer", response::getWriter)
                            .note("not latin", () -> {
                                stream.print("€");
                                return "printed";
                            })
                            .writeTo(response);
                },
                (request, response) -> {
                    PrintWriter writer = response.getWriter();
                    writer.print(new PassThroughNotes()
                            .note("writer", () -> writer == response.getWriter())
                            .note("stream", response::getOutputStream)
                            .note("error", writer::checkError));
                    writer.close();
                    writer.print("too late");
                });
    }

    private static void printAll(PrintWriter writer) throws IOException {
        writer.print(true);
        writer.print('c');
        writer.print(1);
        writer.print(2L);
        writer.print(1.5f);
        writer.print(2.5);
        writer.print(new char[] {'x', 'y'});
        writer.print((Object) null);
        writer.print((String) null);
        writer.println();
        writer.println(true);
        writer.println(new char[] {'x', 'y'});
        writer.println((Object) "object");
        writer.printf("%s%n", "printf")
                .format(Locale.GERMAN, "%.1f", 1.5)
                .append("append")
                .append("appended", 0, 3);
        writer.append((CharSequence) null).append('c').write(0xe4);
        writer.write("a string", 2, 3);
        writer.write(new char[] {'a', 'b', 'c'}, 1, 1);
    }

    private static void printAll(ServletOutputStream stream) throws IOException {
        stream.print(true);
        stream.print('c');
        stream.print(1);
        stream.print(2L);
        stream.print(1.5f);
        stream.print(2.5);
        stream.print("ä");
        stream.println();
        stream.println(true);
        stream.println('c');
        stream.println(1);
        stream.println(2L);
        stream.println(1.5f);
        stream.println(2.5);
        stream.println("a string");
        stream.write(0xe4);
        stream.write(new byte[] {1, 2});
        stream.write(new byte[] {1, 2, 3}, 1, 1);
        stream.println((String) null);
    }

    // ---- lengths and bodies

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void lengthsAreKept(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                (request, response) -> {
                    response.setContentLengthLong(300_000);
                    response.getOutputStream().write(new byte[300_000]);
                },
                (request, response) -> {
                    response.setContentLength(5);
                    response.getWriter().write("exact");
                    response.getWriter().close();
                },
                (request, response) -> {
                    response.setContentLength(3);
                    response.getOutputStream().print("abc");
                    response.getOutputStream().flush();
                },
                (request, response) -> response.setContentLength(0),
                (request, response) -> {
                    response.setContentLength(3);
                    response.reset();
                    response.getWriter().write("more than three");
                });

        assertThat(seen).extracting(Response::ending).containsOnly(Ending.COMPLETE);
        assertThat(seen.get(0).body()).hasSize(300_000);
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void responseWithoutABodyHasNone(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                head("/page"),
                head("/page?large"),
                head("/page?length"),
                RequestSpec.get("/page").header("if-modified-since", "Sun, 06 Nov 2044 08:49:37 GMT"),
                RequestSpec.get("/page"),
                RequestSpec.get("/not-modified").header("if-none-match", "\"tag\""),
                RequestSpec.get("/no-content"),
                RequestSpec.get("/empty"),
                head("/empty"),
                RequestSpec.get("/closed"),
                RequestSpec.get("/page"));

        assertThat(seen)
                .extracting(Response::status)
                .containsExactly(200, 200, 200, 304, 200, 304, 204, 200, 200, 200, 200);
        assertThat(seen.get(5).header("ETag")).isEqualTo("\"tag\"");
        assertThat(seen.subList(0, 4)).allMatch(response -> response.body().length == 0);
    }

    private static RequestSpec head(String path) {
        return new RequestSpec("HEAD", path, List.of(), null, 0, true);
    }

    /** Knows of GET and of when it was changed last. */
    private static final class Page extends HttpServlet {

        private static final long serialVersionUID = 1L;

        @Override
        protected long getLastModified(HttpServletRequest request) {
            return 784_111_777_000L;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            boolean large = "large".equals(request.getQueryString());
            if ("length".equals(request.getQueryString())) {
                response.setContentLength(4);
            }
            response.getWriter().write(large ? "x".repeat(100_000) : "page");
        }
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void largeBodiesArriveWhole(Setup setup) throws Exception {
        byte[] part = new byte[10_000];
        List<Response> seen = APP.isTheSameFor(
                setup,
                (request, response) -> {
                    for (int i = 0; i < 200; i++) {
                        part[0] = (byte) i;
                        response.getOutputStream().write(part);
                    }
                },
                (request, response) -> {
                    for (int i = 0; i < 200_000; i++) {
                        response.getWriter().println(i);
                    }
                },
                (request, response) -> {
                    for (int i = 0; i < 200_000; i++) {
                        response.getOutputStream().write(i);
                    }
                    response.getOutputStream().close();
                },
                (request, response) -> {
                    for (int i = 0; i < 20; i++) {
                        response.getOutputStream().print("part " + i);
                        response.getOutputStream().flush();
                    }
                });

        assertThat(seen).extracting(Response::ending).containsOnly(Ending.COMPLETE);
        assertThat(seen.get(0).body()).hasSize(2_000_000);
        assertThat(seen.get(1).text().lines()).hasSize(200_000).endsWith("199998", "199999");
    }

    // ---- what is sent and what is taken back

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void responseIsFlushedAndReset(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup,
                PassThroughResponseIT::afterAFlush,
                (request, response) -> {
                    response.setHeader("X-Gone", "yes");
                    response.addCookie(new Cookie("gone", "yes"));
                    response.setStatus(418);
                    response.setContentType("text/plain;charset=UTF-16BE");
                    response.getOutputStream().print("dropped");
                    response.reset();
                    response.getWriter().write("kept ä " + response.getStatus() + response.getCharacterEncoding());
                },
                (request, response) -> {
                    response.setHeader("X-Kept", "yes");
                    response.setStatus(418);
                    response.setContentType("text/plain;charset=UTF-16BE");
                    response.getWriter().write("dropped");
                    response.resetBuffer();
                    response.getWriter().write("kept");
                    new PassThroughNotes().note("stream", response::getOutputStream);
                },
                (request, response) -> {
                    response.setBufferSize(64 * 1024);
                    response.getOutputStream().write(new byte[60_000]);
                    response.reset();
                    new PassThroughNotes()
                            .note("size", () -> response.getBufferSize() >= 64 * 1024)
                            .note("committed", response::isCommitted)
                            .writeTo(response);
                });

        assertThat(seen.get(0).text()).startsWith("first").contains("reset = java.lang.IllegalStateException");
        assertThat(seen.get(1).header("X-Gone")).isNull();
        assertThat(seen.get(1).text()).contains("k").doesNotContain("dropped");
        assertThat(seen.get(2).header("X-Kept")).isEqualTo("yes");
    }

    private static void afterAFlush(HttpServletRequest request, HttpServletResponse response) throws Exception {
        response.getOutputStream().print("first");
        response.flushBuffer();
        response.setHeader("X-Late", "yes");
        response.addCookie(new Cookie("late", "yes"));
        response.setStatus(418);
        response.setContentLength(3);
        response.setContentType("text/late");
        new PassThroughNotes()
                .note("committed", response::isCommitted)
                .note("status", response::getStatus)
                .note("type", response::getContentType)
                .note("late header", () -> response.containsHeader("X-Late"))
                .note("reset", () -> call(response::reset))
                .note("resetBuffer", () -> call(response::resetBuffer))
                .note("setBufferSize", () -> call(() -> response.setBufferSize(100_000)))
                .note("trailers", () -> call(() -> response.setTrailerFields(Map::of)))
                .writeTo(response);
        PassThroughNotes last = new PassThroughNotes();
        last.note("sendError", () -> {
                    response.sendError(500);
                    return "allowed";
                })
                .note("sendRedirect", () -> {
                    response.sendRedirect("/x");
                    return "allowed";
                });
        last.writeTo(response);
    }

    private static String call(Runnable call) {
        call.run();
        return "allowed";
    }

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void trailersFollowTheBody(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(setup, (request, response) -> {
            response.setHeader("Trailer", "X-Sum");
            response.setTrailerFields(() -> Map.of("X-Sum", "42"));
            response.getWriter().write("a body");
            response.flushBuffer();
            response.getWriter().write(" and more " + (response.getTrailerFields() != null));
        });

        assertThat(seen.get(0).trailers()).isEqualTo(List.of(Map.entry("x-sum", "42")));
    }

    // ---- the app's own filters

    @EachSetup(
            protocols = {HTTP_1_1, H2C},
            virtualThreads = false)
    void filterOfTheAppsOwnCompresses(Setup setup) throws Exception {
        List<Response> seen = APP.isTheSameFor(
                setup, RequestSpec.get("/gzip/text"), RequestSpec.get("/gzip/large"), RequestSpec.get("/gzip/flushed"));

        List<byte[]> bodies = new ArrayList<>();
        for (Response response : seen) {
            bodies.add(new GZIPInputStream(new ByteArrayInputStream(response.body())).readAllBytes());
        }
        assertThat(bodies.get(0)).asString().isEqualTo("text");
        assertThat(bodies.get(1)).hasSize(100_000);
        assertThat(bodies.get(2)).asString().isEqualTo("onetwo");
    }
}
