package dev.curfew.spring;

import org.springframework.http.client.reactive.ClientHttpRequest;
import reactor.netty.http.client.HttpClientRequest;

/** What Reactor Netty knows of a request that it is about to send. */
final class ReactorRequests {

    private static final String SENT_BY_REACTOR = "org.springframework.http.client.reactive.ReactorClientHttpRequest";

    private ReactorRequests() {}

    /** Whether it surely stays with the server that it goes to; of other clients' requests that is not known. */
    static boolean followNoRedirect(ClientHttpRequest request) {
        return request.getClass().getName().equals(SENT_BY_REACTOR) && Known.followsNone(request);
    }

    /** Loaded where that client is there. */
    private static final class Known {

        static boolean followsNone(ClientHttpRequest request) {
            HttpClientRequest sent = request.getNativeRequest();
            return !sent.isFollowRedirect() && sent.redirectedFrom().length == 0;
        }
    }
}
