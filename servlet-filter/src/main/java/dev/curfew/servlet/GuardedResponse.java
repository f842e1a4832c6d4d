package dev.curfew.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The response as the handler sees it, each change made under the write lease. Once the answer is Curfew's, headers and
 * status are not changed any more (silently: containers set some themselves), writing the body throws, and what asks is
 * told what the client got.
 */
final class GuardedResponse extends HttpServletResponseWrapper {

    private final Exchange exchange;
    private @Nullable GuardedOutputStream stream;
    private @Nullable GuardedWriter writer;

    GuardedResponse(HttpServletResponse response, Exchange exchange) {
        super(response);
        this.exchange = exchange;
    }

    private void change(Runnable change) {
        if (exchange.beginWrite()) {
            try {
                change.run();
            } finally {
                exchange.endWrite();
            }
        }
    }

    // ---- headers and status

    @Override
    public void setStatus(int status) {
        if (exchange.isAborted()) {
            exchange.handlerTried(status);
        }
        change(() -> super.setStatus(status));
    }

    @Override
    public void setHeader(String name, @Nullable String value) {
        change(() -> super.setHeader(name, value));
        contentType(name, value);
    }

    @Override
    public void addHeader(String name, @Nullable String value) {
        change(() -> super.addHeader(name, value));
        contentType(name, value);
    }

    private void contentType(String name, @Nullable String value) {
        if ("Content-Type".equalsIgnoreCase(name)) {
            exchange.contentType(value);
        }
    }

    @Override
    public void setContentType(@Nullable String type) {
        change(() -> super.setContentType(type));
        exchange.contentType(type);
    }

    @Override
    public void setDateHeader(String name, long date) {
        change(() -> super.setDateHeader(name, date));
    }

    @Override
    public void addDateHeader(String name, long date) {
        change(() -> super.addDateHeader(name, date));
    }

    @Override
    public void setIntHeader(String name, int value) {
        change(() -> super.setIntHeader(name, value));
    }

    @Override
    public void addIntHeader(String name, int value) {
        change(() -> super.addIntHeader(name, value));
    }

    @Override
    public void addCookie(Cookie cookie) {
        change(() -> {
            super.addCookie(cookie);
            exchange.cookieAdded(cookie.getName());
        });
    }

    @Override
    public void setContentLength(int length) {
        setContentLengthLong(length);
    }

    @Override
    public void setContentLengthLong(long length) {
        change(() -> {
            super.setContentLengthLong(length);
            exchange.body().announced(length);
        });
    }

    @Override
    public void setCharacterEncoding(@Nullable String encoding) {
        change(() -> super.setCharacterEncoding(encoding));
    }

    public void setCharacterEncoding(@Nullable Charset encoding) {
        setCharacterEncoding(encoding == null ? null : encoding.name());
    }

    @Override
    public void setLocale(Locale locale) {
        change(() -> super.setLocale(locale));
    }

    @Override
    public void setTrailerFields(Supplier<Map<String, String>> supplier) {
        change(() -> super.setTrailerFields(supplier));
    }

    // ---- what ends or discards the response

    @Override
    public void sendError(int status) throws IOException {
        if (sends(status)) {
            try {
                super.sendError(status);
            } finally {
                exchange.endWrite();
            }
        }
    }

    @Override
    public void sendError(int status, @Nullable String message) throws IOException {
        if (sends(status)) {
            try {
                super.sendError(status, message);
            } finally {
                exchange.endWrite();
            }
        }
    }

    @Override
    public void sendRedirect(String location) throws IOException {
        if (sends(SC_FOUND)) {
            try {
                super.sendRedirect(location);
            } finally {
                exchange.endWrite();
            }
        }
    }

    // These three are methods of Servlet 6.1, as is the setter of a Charset.
    public void sendRedirect(String location, int status) throws IOException {
        sendRedirect(location, status, true);
    }

    public void sendRedirect(String location, boolean clearBuffer) throws IOException {
        sendRedirect(location, SC_FOUND, clearBuffer);
    }

    public void sendRedirect(String location, int status, boolean clearBuffer) throws IOException {
        if (sends(status)) {
            try {
                Servlet61.sendRedirect((HttpServletResponse) getResponse(), location, status, clearBuffer);
            } finally {
                exchange.endWrite();
            }
        }
    }

    /**
     * Takes the write lease for a response that the handler ends with this status; false where the client gets, or will
     * get, the timeout answer instead.
     */
    private boolean sends(int status) {
        if (exchange.isAborted() || exchange.replaces(status)) {
            exchange.handlerTried(status);
            return false;
        }
        return exchange.beginWrite();
    }

    @Override
    public void reset() {
        change(() -> {
            super.reset();
            exchange.body().announced(-1);
            exchange.body().discarded();
            stream = null;
            writer = null;
        });
    }

    @Override
    public void resetBuffer() {
        change(() -> {
            super.resetBuffer();
            exchange.body().discarded();
        });
    }

    @Override
    public void setBufferSize(int size) {
        change(() -> super.setBufferSize(size));
    }

    @Override
    public void flushBuffer() throws IOException {
        exchange.flush(getResponse());
    }

    // ---- the body

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
        GuardedOutputStream own = stream;
        if (own == null) {
            exchange.requireWrite();
            try {
                own = new GuardedOutputStream(super.getOutputStream(), exchange);
            } finally {
                exchange.endWrite();
            }
            stream = own;
        }
        return own;
    }

    @Override
    public PrintWriter getWriter() throws IOException {
        GuardedWriter own = writer;
        if (own == null) {
            exchange.requireWrite();
            try {
                own = new GuardedWriter(super.getWriter(), exchange);
            } finally {
                exchange.endWrite();
            }
            writer = own;
        }
        return own;
    }

    // ---- what the client got

    @Override
    public int getStatus() {
        return exchange.isAborted() || exchange.replaces(null) ? exchange.clientStatus() : super.getStatus();
    }

    @Override
    public boolean isCommitted() {
        return exchange.isAborted() || super.isCommitted();
    }

    @Override
    public boolean containsHeader(String name) {
        return !exchange.isAborted() && super.containsHeader(name);
    }

    @Override
    public @Nullable String getHeader(String name) {
        return exchange.isAborted() ? null : super.getHeader(name);
    }

    @Override
    public Collection<String> getHeaders(String name) {
        return exchange.isAborted() ? List.of() : super.getHeaders(name);
    }

    @Override
    public Collection<String> getHeaderNames() {
        return exchange.isAborted() ? List.of() : super.getHeaderNames();
    }
}
