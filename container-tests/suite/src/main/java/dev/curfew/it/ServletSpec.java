package dev.curfew.it;

import jakarta.servlet.MultipartConfigElement;
import jakarta.servlet.http.HttpServlet;

/**
 * A servlet and where it is mapped; its name is its pattern.
 *
 * @param urlPattern the only pattern
 * @param servlet the servlet, or null if the container makes it
 * @param className the class the container makes it from, or null
 * @param asyncSupported whether it may start async work
 * @param multipart how it takes multipart requests, or null if it does not
 */
public record ServletSpec(
        String urlPattern,
        HttpServlet servlet,
        String className,
        boolean asyncSupported,
        MultipartConfigElement multipart) {

    /** Async-supported, without multipart. */
    public static ServletSpec of(String urlPattern, HttpServlet servlet) {
        return new ServletSpec(urlPattern, servlet, null, true, null);
    }

    /** The same for a servlet that the container makes. */
    public static ServletSpec of(String urlPattern, String className) {
        return new ServletSpec(urlPattern, null, className, true, null);
    }

    /** The same without support of async requests. */
    public ServletSpec syncOnly() {
        return new ServletSpec(urlPattern, servlet, className, false, multipart);
    }

    /** The same with multipart requests. */
    public ServletSpec multipart(MultipartConfigElement config) {
        return new ServletSpec(urlPattern, servlet, className, asyncSupported, config);
    }
}
