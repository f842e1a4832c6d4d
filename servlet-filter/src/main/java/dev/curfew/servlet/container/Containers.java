package dev.curfew.servlet.container;

import org.jspecify.annotations.Nullable;

/** Knows containers by the class names of their requests, so that none of them need be present. */
final class Containers {
    private static final String TOMCAT = "org.apache.catalina.connector.RequestFacade";
    private static final String UNDERTOW = "io.undertow.servlet.spec.HttpServletRequestImpl";
    private static final String JETTY = "org.eclipse.jetty.ee";
    private static final String JETTY_REQUEST = ".servlet.ServletApiRequest";

    private Containers() {}

    static @Nullable ContainerMeans meansFor(Object request) {
        for (Class<?> type = request.getClass(); type != null; type = type.getSuperclass()) {
            String name = type.getName();
            if (name.equals(TOMCAT)) {
                return new TomcatBreaker();
            }
            if (name.equals(UNDERTOW)) {
                return new UndertowBreaker();
            }
            if (name.startsWith(JETTY) && name.endsWith(JETTY_REQUEST)) {
                return new JettyBreaker();
            }
        }
        return null;
    }
}
