package dev.curfew.servlet;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.Part;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.Collection;
import java.util.Enumeration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The request as the handler sees it: its body is read under the read lease, so that no interrupt hits the container's
 * I/O, and what it starts asynchronously stays guarded. Everything else passes through.
 */
final class GuardedRequest extends HttpServletRequestWrapper {

    private final Exchange exchange;
    private final GuardedResponse response;
    private @Nullable GuardedInputStream stream;
    private @Nullable GuardedReader reader;
    private @Nullable AsyncContext asyncContext;

    GuardedRequest(HttpServletRequest request, Exchange exchange, GuardedResponse response) {
        super(request);
        this.exchange = exchange;
        this.response = response;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
        GuardedInputStream own = stream;
        if (own == null) {
            own = new GuardedInputStream(super.getInputStream(), exchange);
            stream = own;
        }
        return own;
    }

    @Override
    public BufferedReader getReader() throws IOException {
        GuardedReader own = reader;
        if (own == null) {
            own = new GuardedReader(super.getReader(), exchange);
            reader = own;
            stream = null; // Undertow has asked for it to make the reader; the handler may not have both
        }
        return own;
    }

    // ---- these may read the body

    @Override
    public @Nullable String getParameter(String name) {
        return reading(() -> super.getParameter(name));
    }

    @Override
    public Map<String, String[]> getParameterMap() {
        return reading(super::getParameterMap);
    }

    @Override
    public Enumeration<String> getParameterNames() {
        return reading(super::getParameterNames);
    }

    @Override
    public String @Nullable [] getParameterValues(String name) {
        return reading(() -> super.getParameterValues(name));
    }

    private <T extends @Nullable Object> T reading(Supplier<T> call) {
        if (!exchange.beginRead()) {
            return call.get();
        }
        try {
            return call.get();
        } finally {
            exchange.endRead();
        }
    }

    @Override
    public Collection<Part> getParts() throws IOException, ServletException {
        exchange.requireRead();
        try {
            return exchange.unlessAborted(super.getParts());
        } finally {
            exchange.endRead();
        }
    }

    @Override
    public Part getPart(String name) throws IOException, ServletException {
        exchange.requireRead();
        try {
            return exchange.unlessAborted(super.getPart(name));
        } finally {
            exchange.endRead();
        }
    }

    // ---- what leaves the container's thread

    // The container gets its own request and response wherever the handler passes, or means, those that it was given:
    // with others, containers dispatch to another path or repeat the query's parameters.

    @Override
    public AsyncContext startAsync() {
        return start(() -> {
            AsyncContext raw = super.startAsync();
            boolean guarded = Passage.isGuarded(raw.getResponse());
            return started(raw, guarded ? raw.getRequest() : this, guarded ? raw.getResponse() : response);
        });
    }

    @Override
    public AsyncContext startAsync(ServletRequest request, ServletResponse response) {
        boolean own = request instanceof GuardedRequest && response instanceof GuardedResponse;
        ServletRequest rawRequest = own ? ((GuardedRequest) request).getRequest() : request;
        ServletResponse rawResponse = own ? ((GuardedResponse) response).getResponse() : response;
        return start(() -> started(super.startAsync(rawRequest, rawResponse), request, response));
    }

    private AsyncContext start(Supplier<AsyncContext> starter) {
        exchange.async().start(starter);
        return Objects.requireNonNull(asyncContext);
    }

    private AsyncContext started(AsyncContext raw, ServletRequest request, ServletResponse response) {
        asyncContext = new GuardedAsyncContext(raw, exchange.async(), request, response);
        return raw;
    }

    @Override
    public AsyncContext getAsyncContext() {
        AsyncContext raw = super.getAsyncContext(); // throws where nothing was started
        return asyncContext == null ? raw : asyncContext;
    }

    @Override
    public <T extends HttpUpgradeHandler> T upgrade(Class<T> handlerClass) throws IOException, ServletException {
        exchange.requireWrite();
        T handler;
        try {
            handler = super.upgrade(handlerClass);
        } finally {
            exchange.endWrite();
        }
        exchange.upgraded();
        return handler;
    }
}
