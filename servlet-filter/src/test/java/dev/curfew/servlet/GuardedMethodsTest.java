package dev.curfew.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Somebody has thought about each method that a handler can call. One that a later Servlet API or JDK adds fails here until
 * it is guarded or has a place among those that need no guard.
 */
final class GuardedMethodsTest {

    /** Where the build puts the API that comes after the one that the product is compiled against. */
    private static final Path SERVLET_6_1 = Path.of("target", "servlet-6.1");

    /**
     * One type that handlers work with, and what became of its methods.
     *
     * @param name the type
     * @param wrapper what stands in for it
     * @param guarded taken over by the wrapper: held back while the answer is Curfew's, or kept from the interrupt
     * @param told taken over by the wrapper for another reason: it answers them by itself, or hands on what it wraps
     * @param passed left to the container: they neither write, nor read the body, nor wait
     * @param resting left to the superclass, which makes them of methods that are guarded
     */
    private record Guarded(String name, Class<?> wrapper, String guarded, String told, String passed, String resting) {

        boolean takesOver(String method) {
            return list(guarded).contains(method) || list(told).contains(method);
        }

        boolean leaves(String method) {
            return list(passed).contains(method) || list(resting).contains(method);
        }

        List<String> all() {
            return Stream.of(guarded, told, passed, resting)
                    .flatMap(each -> list(each).stream())
                    .toList();
        }

        private static List<String> list(String methods) {
            return methods.isBlank() ? List.of() : List.of(methods.strip().split("\\s+"));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Guarded> types() {
        return List.of(request(), response(), asyncContext(), outputStream(), inputStream(), writer(), reader());
    }

    private static Guarded request() {
        return new Guarded(
                "jakarta.servlet.http.HttpServletRequest",
                GuardedRequest.class,
                """
                getInputStream() getReader() getParameter(String) getParameterMap() getParameterNames()
                getParameterValues(String) getPart(String) getParts() upgrade(Class)
                startAsync() startAsync(ServletRequest,ServletResponse)
                """,
                "getAsyncContext()",
                // Sessions, logins and pushes write what is none of the response's body; a container refuses a cookie
                // or
                // a challenge once the answer is committed. Dispatchers come back through the guarded response.
                """
                authenticate(HttpServletResponse) changeSessionId() getAttribute(String) getAttributeNames()
                getAuthType() getCharacterEncoding() getContentLength() getContentLengthLong() getContentType()
                getContextPath() getCookies() getDateHeader(String) getDispatcherType() getHeader(String)
                getHeaderNames() getHeaders(String) getHttpServletMapping() getIntHeader(String) getLocalAddr()
                getLocalName() getLocalPort() getLocale() getLocales() getMethod() getPathInfo() getPathTranslated()
                getProtocol() getProtocolRequestId() getQueryString() getRemoteAddr() getRemoteHost() getRemotePort()
                getRemoteUser() getRequestDispatcher(String) getRequestId() getRequestURI() getRequestURL()
                getRequestedSessionId() getScheme() getServerName() getServerPort() getServletConnection()
                getServletContext() getServletPath() getSession() getSession(boolean) getTrailerFields()
                getUserPrincipal() isAsyncStarted() isAsyncSupported() isRequestedSessionIdFromCookie()
                isRequestedSessionIdFromURL() isRequestedSessionIdValid() isSecure() isTrailerFieldsReady()
                isUserInRole(String) login(String,String) logout() newPushBuilder() removeAttribute(String)
                setAttribute(String,Object) setCharacterEncoding(String) setCharacterEncoding(Charset)
                """,
                "");
    }

    private static Guarded response() {
        return new Guarded("jakarta.servlet.http.HttpServletResponse", GuardedResponse.class, """
                addCookie(Cookie) addDateHeader(String,long) addHeader(String,String) addIntHeader(String,int)
                flushBuffer() getOutputStream() getWriter() reset() resetBuffer() sendError(int) sendError(int,String)
                sendRedirect(String) sendRedirect(String,boolean) sendRedirect(String,int)
                sendRedirect(String,int,boolean) setBufferSize(int) setCharacterEncoding(Charset)
                setCharacterEncoding(String) setContentLength(int) setContentLengthLong(long) setContentType(String)
                setDateHeader(String,long) setHeader(String,String) setIntHeader(String,int) setLocale(Locale)
                setStatus(int) setTrailerFields(Supplier)
                """, """
                containsHeader(String) getHeader(String) getHeaderNames() getHeaders(String) getStatus() isCommitted()
                """, """
                encodeRedirectURL(String) encodeURL(String) getBufferSize() getCharacterEncoding() getContentType()
                getLocale() getTrailerFields()
                """, "");
    }

    private static Guarded asyncContext() {
        return new Guarded(
                "jakarta.servlet.AsyncContext",
                GuardedAsyncContext.class,
                "complete() dispatch() dispatch(String) dispatch(ServletContext,String)",
                """
                addListener(AsyncListener) addListener(AsyncListener,ServletRequest,ServletResponse)
                createListener(Class) getRequest() getResponse() getTimeout() hasOriginalRequestAndResponse()
                setTimeout(long) start(Runnable)
                """,
                "",
                "");
    }

    private static Guarded outputStream() {
        return new Guarded(
                "jakarta.servlet.ServletOutputStream",
                GuardedOutputStream.class,
                """
                close() flush() print(String) print(boolean) print(char) print(double) print(float) print(int)
                print(long) println() println(String) println(boolean) println(char) println(double) println(float)
                println(int) println(long) write(byte[]) write(byte[],int,int) write(int)
                """,
                "isReady() setWriteListener(WriteListener)",
                "",
                "write(ByteBuffer)");
    }

    private static Guarded inputStream() {
        return new Guarded(
                "jakarta.servlet.ServletInputStream",
                GuardedInputStream.class,
                """
                available() close() read() read(byte[]) read(byte[],int,int) read(ByteBuffer) readLine(byte[],int,int)
                skip(long)
                """,
                "isFinished() isReady() setReadListener(ReadListener)",
                "",
                """
                mark(int) markSupported() reset() readAllBytes() readNBytes(byte[],int,int)
                readNBytes(int) skipNBytes(long) transferTo(OutputStream)
                """);
    }

    private static Guarded writer() {
        return new Guarded("java.io.PrintWriter", GuardedWriter.class, """
                append(CharSequence) append(CharSequence,int,int) append(char) checkError() close() flush()
                format(Locale,String,Object[]) format(String,Object[]) print(Object) print(String) print(boolean)
                print(char) print(char[]) print(double) print(float) print(int) print(long)
                printf(Locale,String,Object[]) printf(String,Object[]) println() println(Object) println(String)
                println(boolean) println(char) println(char[]) println(double) println(float) println(int)
                println(long) write(String) write(String,int,int) write(char[]) write(char[],int,int) write(int)
                """, "", "", "");
    }

    private static Guarded reader() {
        return new Guarded(
                "java.io.BufferedReader",
                GuardedReader.class,
                "close() lines() read() read(char[],int,int) readLine() ready() skip(long)",
                "mark(int) markSupported() reset()",
                "",
                "read(CharBuffer) read(char[]) readAllAsString() readAllLines() transferTo(Writer)");
    }

    // ---- the tests

    @ParameterizedTest
    @MethodSource("types")
    void noMethodOfServlet60IsForgotten(Guarded type) throws Exception {
        assertThat(unclassified(Class.forName(type.name()), type)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void noMethodOfServlet61IsForgotten(Guarded type) throws Exception {
        try (URLClassLoader newer = servlet61()) {
            assertThat(unclassified(newer.loadClass(type.name()), type)).isEmpty();
        }
    }

    private static List<String> unclassified(Class<?> api, Guarded type) {
        return methodsOf(api).stream()
                .filter(method -> !type.takesOver(method) && !type.leaves(method))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("types")
    void whatIsCalledGuardedIsDeclaredByTheWrapperAndNothingElseIs(Guarded type) throws Exception {
        SortedSet<String> declared = Arrays.stream(type.wrapper().getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .map(GuardedMethodsTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(declared)
                .containsAll(type.all().stream().filter(type::takesOver).toList());
        assertThat(declared).filteredOn(type::leaves).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("types")
    void nothingIsClassifiedTwiceOrWithoutNeed(Guarded type) throws Exception {
        SortedSet<String> known = methodsOf(Class.forName(type.name()));
        try (URLClassLoader newer = servlet61()) {
            known.addAll(methodsOf(newer.loadClass(type.name())));
        }
        known.addAll(List.of("readAllAsString()", "readAllLines()")); // JDK 25

        assertThat(type.all()).doesNotHaveDuplicates();
        assertThat(known).containsAll(type.all());
    }

    /** {@code BufferedReader} and {@code PrintWriter} have a buffer of their own, which our wrappers leave empty. */
    @Test
    void whatRestsOnGuardedMethodsUsesNoBufferOfTheSuperclass() {
        for (Guarded type : List.of(writer(), reader())) {
            Class<?> owner = type.wrapper().getSuperclass();
            assertThat(Arrays.stream(type.wrapper().getMethods())
                            .filter(method -> !Modifier.isStatic(method.getModifiers()))
                            .filter(method -> method.getDeclaringClass() == owner)
                            .map(GuardedMethodsTest::signature))
                    .isEmpty();
        }
    }

    @Test
    void theNewerApiIsServlet61() throws Exception {
        try (URLClassLoader newer = servlet61()) {
            Class<?> response = newer.loadClass("jakarta.servlet.http.HttpServletResponse");

            assertThat(methodsOf(response)).contains("sendRedirect(String,int,boolean)");
            assertThat(response.getClassLoader()).isSameAs(newer);
        }
    }

    private static URLClassLoader servlet61() throws IOException {
        try (Stream<Path> jars = Files.list(SERVLET_6_1)) {
            Path jar = jars.filter(each -> each.toString().endsWith(".jar"))
                    .findFirst()
                    .orElseThrow();
            return new URLClassLoader(new URL[] {jar.toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        }
    }

    private static SortedSet<String> methodsOf(Class<?> api) {
        return Arrays.stream(api.getMethods())
                .filter(method -> method.getDeclaringClass() != Object.class)
                .filter(method -> !Modifier.isStatic(method.getModifiers()) && !method.isBridge())
                .map(GuardedMethodsTest::signature)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String signature(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(",", method.getName() + "(", ")"));
    }
}
