package dev.curfew.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.curfew.Deadline;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.http.InboundDeadlines;
import dev.curfew.servlet.container.SocketPeer;
import dev.curfew.servlet.docs.InitParams;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterConfig;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the filter does without a container; with one see the container tests. */
class InboundTest {

    private static final TimeoutPolicy POLICY =
            TimeoutPolicy.builder(Duration.ofMinutes(1)).build();

    private final HttpServletRequest request = request();

    private static HttpServletRequest request() {
        HttpServletRequest request = Requests.get("/a");
        when(request.getDispatcherType()).thenReturn(DispatcherType.REQUEST);
        when(request.getRequestURI()).thenReturn("/a");
        when(request.getProtocol()).thenReturn("HTTP/1.1");
        when(request.getRemoteAddr()).thenReturn("127.0.0.1");
        when(request.getHeader("grpc-timeout")).thenReturn("1S");
        return request;
    }

    private Duration remaining(RequestTimeoutFilter filter) throws Exception {
        List<Duration> left = new ArrayList<>();
        filter.doFilter(
                request,
                mock(HttpServletResponse.class),
                (inner, response) -> left.add(Deadline.current().remaining()));
        return left.get(0);
    }

    @Test
    void withoutConfigurationNotOneHeaderIsRead() throws Exception {
        try (Watchdog watchdog = Watchdog.builder().build()) {
            assertThat(remaining(new RequestTimeoutFilter(watchdog, any -> RoutePolicy.of(POLICY))))
                    .isGreaterThan(Duration.ofSeconds(1));
        }
        verify(request, never()).getHeader(anyString());
        verify(request, never()).getHeaders(anyString());
        verify(request, never()).getRemoteAddr();
    }

    @Test
    void requestOfAnUnknownContainerIsNotBelieved() throws Exception {
        InboundDeadlines inbound =
                InboundDeadlines.builder().trustedNetworks("0.0.0.0/0", "::/0").build();
        try (Watchdog watchdog = Watchdog.builder().build()) {
            assertThat(remaining(new RequestTimeoutFilter(watchdog, any -> RoutePolicy.of(POLICY), inbound)))
                    .isGreaterThan(Duration.ofSeconds(1));
        }
        verify(request).getHeader("grpc-timeout");
        verify(request, never()).getRemoteAddr();
        assertThat(SocketPeer.of(new HttpServletRequestWrapper(request))).isNull();
    }

    @Test
    void initParamsSetEachValue() throws Exception {
        InboundDeadlines inbound = FilterConfiguration.read(InitParams.of(List.of(
                        "inbound-trusted-networks=10.0.0.0/8, ::1",
                        "inbound-headers=grpc-timeout,x-own",
                        "inbound-queue-time-headers=X-Request-Start",
                        "inbound-floor=100ms")))
                .inbound();
        assertThat(inbound.headers()).containsExactly("grpc-timeout", "x-own", "x-request-start");
        assertThat(FilterConfiguration.read(InitParams.of(List.of())).inbound()).isNull();
    }

    @Test
    void configuredFilterShowsWhatItReadsToTheApp() throws Exception {
        ServletContext context = mock(ServletContext.class);
        start(context, List.of("inbound-trusted-networks=::1"));
        verify(context).setAttribute(eq("dev.curfew.inbound.curfew"), any(InboundDeadlines.class));
        verify(context).removeAttribute("dev.curfew.inbound.curfew");
        ServletContext without = mock(ServletContext.class);
        start(without, List.of());
        verify(without, never()).setAttribute(eq("dev.curfew.inbound.curfew"), any());
    }

    private static void start(ServletContext context, List<String> pairs) throws Exception {
        InitParams params = InitParams.of(pairs);
        FilterConfig config = mock(FilterConfig.class);
        when(config.getFilterName()).thenReturn(params.getFilterName());
        when(config.getServletContext()).thenReturn(context);
        when(config.getInitParameterNames()).thenReturn(params.getInitParameterNames());
        when(config.getInitParameter(anyString())).then(call -> params.getInitParameter(call.getArgument(0)));
        RequestTimeoutFilter filter = new RequestTimeoutFilter();
        filter.init(config);
        filter.destroy();
    }
}
