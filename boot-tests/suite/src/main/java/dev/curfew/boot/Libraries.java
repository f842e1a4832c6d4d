package dev.curfew.boot;

import org.springframework.util.ClassUtils;

/** What only some leaves have on their class path. */
final class Libraries {

    private Libraries() {}

    static boolean haveSecurity() {
        return have(SecuredApp.LIBRARY);
    }

    static boolean haveTracing() {
        return have(TracedApp.LIBRARY);
    }

    static boolean canTraceCalls() {
        return haveTracing() && canCall(CallingApp.Client.REST_CLIENT, "jdk");
    }

    static boolean haveTimeLimiters() {
        return have("io.github.resilience4j.timelimiter.configure.TimeLimiterAspect")
                || have("io.github.resilience4j.spring6.timelimiter.configure.TimeLimiterAspect");
    }

    /** Whether an app here can call with this client, on this library. */
    static boolean canCall(CallingApp.Client client, String library) {
        boolean built = switch (client) {
            case REST_CLIENT, REST_TEMPLATE ->
                have("org.springframework.boot.web.client.RestClientCustomizer")
                        || have("org.springframework.boot.restclient.RestClientCustomizer");
            case WEB_CLIENT ->
                have("org.springframework.web.reactive.function.client.WebClient")
                        && (have("org.springframework.boot.web.reactive.function.client.WebClientCustomizer")
                                || have("org.springframework.boot.webclient.WebClientCustomizer"));
        };
        return built
                && switch (library) {
                    case "http-components" -> have("org.apache.hc.client5.http.impl.classic.HttpClients");
                    case "jetty" -> have("org.eclipse.jetty.client.HttpClient");
                    case "reactor" -> have("reactor.netty.http.client.HttpClient");
                    default -> true;
                };
    }

    private static boolean have(String name) {
        return ClassUtils.isPresent(name, Libraries.class.getClassLoader());
    }
}
