package dev.curfew.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;
import static org.mockito.Mockito.when;

import dev.curfew.servlet.docs.InitParams;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UrlPatternResolverTest {

    private static UrlPatternResolver routes(String... lines) throws ServletException {
        return FilterConfiguration.read(InitParams.of(List.of("routes=" + String.join("\n", lines))))
                .resolver();
    }

    private static String routeOf(UrlPatternResolver resolver, HttpServletRequest request) {
        RoutePolicy found = resolver.resolve(request);
        return found == null ? "unwatched" : found.policy().name();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''       |          | \"\"",
                "''       | /        | \"\"",
                "/        |          | \"\"",
                "/foo     |          | /foo",
                "''       | /foo     | /foo",
                "/foo     | /        | /foo/*",
                "/foo     | /bar     | /foo/*",
                "/foo     | //bar    | /foo/*",
                "''       | /foo/bar | /foo/*",
                "/a.pdf   |          | *.pdf",
                "/a       | /b.pdf   | *.pdf",
                "/a.pdf   | /b       | /",
                "''       | //       | /",
            })
    void pathIsThatOfTheServletAndWhatFollows(String servletPath, String pathInfo, String expected) throws Exception {
        UrlPatternResolver resolver = routes("/", "*.pdf", "/foo/*", "/foo", "\"\"");
        assertThat(routeOf(resolver, Requests.of("GET", servletPath, pathInfo))).isEqualTo(expected);
    }

    @Test
    void contextPathQueryAndPathParametersDoNotCount() throws Exception {
        HttpServletRequest request = Requests.of("GET", "/foo", "/bar.pdf");
        when(request.getContextPath()).thenReturn("/app");
        when(request.getRequestURI()).thenReturn("/app/foo;v=1/bar.pdf;jsessionid=2");
        when(request.getQueryString()).thenReturn("a=/app");

        assertThat(routeOf(routes("/app/*", "/foo/bar.pdf"), request)).isEqualTo("/foo/bar.pdf");
    }

    @Test
    void lineThatNamesTheMethodWinsOverItsLikeWithoutAny() throws Exception {
        UrlPatternResolver resolver =
                routes("/foo policy=any", "/foo policy=posts methods=POST,PUT", "/foo policy=gets methods=GET");

        assertThat(routeOf(resolver, Requests.of("POST", "/foo"))).isEqualTo("posts");
        assertThat(routeOf(resolver, Requests.of("PUT", "/foo"))).isEqualTo("posts");
        assertThat(routeOf(resolver, Requests.of("GET", "/foo"))).isEqualTo("gets");
        assertThat(routeOf(resolver, Requests.of("HEAD", "/foo"))).isEqualTo("any");
        assertThat(routeOf(resolver, Requests.of("post", "/foo"))).isEqualTo("any");
    }

    @Test
    void methodThatALineDoesNotNameIsUpToLessSpecificLines() throws Exception {
        UrlPatternResolver resolver = routes("/foo methods=POST", "/* methods=GET", "*.pdf", "/");

        assertThat(routeOf(resolver, Requests.of("POST", "/foo"))).isEqualTo("/foo");
        assertThat(routeOf(resolver, Requests.of("GET", "/foo"))).isEqualTo("/*");
        assertThat(routeOf(resolver, Requests.of("PUT", "/foo"))).isEqualTo("/");
        assertThat(routeOf(resolver, Requests.of("PUT", "/a.pdf"))).isEqualTo("*.pdf");
    }

    @Test
    void morePreciseLineWithoutMethodsWinsOverAWiderOneWithThem() throws Exception {
        UrlPatternResolver resolver = routes("/foo/* methods=GET", "/foo/bar");
        assertThat(routeOf(resolver, Requests.get("/foo/bar"))).isEqualTo("/foo/bar");
    }

    @Test
    void requestThatNoLineMatchesHasThePolicyOfTheFilterAndNoRoute() throws Exception {
        RoutePolicy found = routes("/foo", "\"\"").resolve(Requests.get("/bar"));
        assertThat(found.policy().name()).isEqualTo("default");
        assertThat(found.route()).isNull();
    }

    @Test
    void requestThatALineSwitchesOffIsNotUpToWiderLines() throws Exception {
        UrlPatternResolver resolver = routes("/foo/* enabled=false", "/*");
        assertThat(routeOf(resolver, Requests.get("/foo/bar"))).isEqualTo("unwatched");
        assertThat(routeOf(resolver, Requests.get("/bar"))).isEqualTo("/*");
    }

    @Test
    void requestIsNotAskedWhereThereAreNoRoutes() throws Exception {
        HttpServletRequest request = mock(HttpServletRequest.class);
        assertThat(routes("").resolve(request)).isNotNull();
        verifyNoInteractions(request);
    }
}
