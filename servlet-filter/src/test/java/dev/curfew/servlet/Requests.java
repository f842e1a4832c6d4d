package dev.curfew.servlet;

import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;

/** Requests as a container has mapped them. */
final class Requests {

    private Requests() {}

    static HttpServletRequest get(String path) {
        return of("GET", path);
    }

    static HttpServletRequest of(String method, String path) {
        return of(method, path, null);
    }

    static HttpServletRequest of(String method, String servletPath, String pathInfo) {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getMethod()).thenReturn(method);
        when(request.getServletPath()).thenReturn(servletPath);
        when(request.getPathInfo()).thenReturn(pathInfo);
        return request;
    }
}
