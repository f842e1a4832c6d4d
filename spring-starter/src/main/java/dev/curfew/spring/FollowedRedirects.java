package dev.curfew.spring;

import java.lang.reflect.Field;
import java.net.http.HttpClient;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.AbstractClientHttpRequestFactoryWrapper;
import org.springframework.http.client.support.HttpRequestWrapper;
import org.springframework.util.ReflectionUtils;

/**
 * What becomes of redirects: a client that follows them sends its headers on to any server. Properties do not tell, as each
 * client can be built otherwise, so the client itself is asked. One that cannot be asked may follow them.
 */
final class FollowedRedirects {

    private static final String SPRING = "org.springframework.http.client.";

    private FollowedRedirects() {}

    /** Whether the client that sends a request, behind its interceptors, surely follows none. */
    static boolean areNoneOf(HttpRequest intercepted) {
        HttpRequest request = intercepted;
        while (request instanceof HttpRequestWrapper wrapper) {
            request = wrapper.getRequest();
        }
        Object factory = innermost(fieldOf(request, "InterceptingClientHttpRequest", "requestFactory"));
        if (fieldOf(factory, "JdkClientHttpRequestFactory", "httpClient") instanceof HttpClient client) {
            return client.followRedirects() == HttpClient.Redirect.NEVER;
        }
        Object jetty = fieldOf(factory, "JettyClientHttpRequestFactory", "httpClient");
        if (jetty != null) {
            return Jetty.followsNone(jetty);
        }
        Object reactor = fieldOf(factory, "ReactorClientHttpRequestFactory", "httpClient");
        return reactor != null && Reactor.followsNone(reactor);
    }

    private static @Nullable Object innermost(@Nullable Object factory) {
        Object found = factory;
        while (isOf(found, "BufferingClientHttpRequestFactory")
                || isOf(found, "InterceptingClientHttpRequestFactory")) {
            found = found instanceof AbstractClientHttpRequestFactoryWrapper wrapper ? wrapper.getDelegate() : null;
        }
        return found;
    }

    /** A class derived from it may do anything. */
    private static boolean isOf(@Nullable Object object, String type) {
        return object != null && object.getClass().getName().equals(SPRING + type);
    }

    private static @Nullable Object fieldOf(@Nullable Object object, String type, String name) {
        if (object == null || !isOf(object, type)) {
            return null;
        }
        try {
            Field field = ReflectionUtils.findField(object.getClass(), name);
            if (field == null) {
                return null;
            }
            field.setAccessible(true);
            return ReflectionUtils.getField(field, object);
        } catch (RuntimeException e) {
            return null; // not accessible, then not known
        }
    }

    /** Loaded where that client is there. */
    private static final class Jetty {

        static boolean followsNone(Object client) {
            return client instanceof org.eclipse.jetty.client.HttpClient jetty && !jetty.isFollowRedirects();
        }
    }

    /** Loaded where that client is there. */
    private static final class Reactor {

        static boolean followsNone(Object client) {
            return client instanceof reactor.netty.http.client.HttpClient reactor
                    && reactor.configuration().followRedirectPredicate() == null;
        }
    }
}
