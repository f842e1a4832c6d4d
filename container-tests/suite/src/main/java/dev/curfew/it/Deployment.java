package dev.curfew.it;

import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Puts filters, servlets and listeners into an application by the Servlet API alone (Servlet 6.0 §4.4), so that the
 * containers cannot differ in it. Error pages have no such API: each container maps them itself.
 */
public final class Deployment implements ServletContainerInitializer {

    private final ServerSpec spec;

    /** Deploys what this server shall consist of. */
    public Deployment(ServerSpec spec) {
        this.spec = spec;
    }

    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
        spec.filters().forEach(f -> add(context, f));
        spec.servlets().forEach(s -> add(context, s));
        spec.listeners().forEach(context::addListener);
    }

    private static void add(ServletContext context, FilterSpec spec) {
        FilterRegistration.Dynamic filter = spec.filter() == null
                ? context.addFilter(spec.name(), spec.className())
                : context.addFilter(spec.name(), spec.filter());
        filter.setAsyncSupported(spec.asyncSupported());
        filter.setInitParameters(spec.initParams());
        String[] patterns = spec.urlPatterns().toArray(String[]::new);
        filter.addMappingForUrlPatterns(EnumSet.copyOf(spec.dispatches()), true, patterns);
    }

    private static void add(ServletContext context, ServletSpec spec) {
        ServletRegistration.Dynamic servlet = spec.servlet() == null
                ? context.addServlet(spec.urlPattern(), spec.className())
                : context.addServlet(spec.urlPattern(), spec.servlet());
        servlet.setAsyncSupported(spec.asyncSupported());
        servlet.addMapping(spec.urlPattern());
        if (spec.multipart() != null) {
            servlet.setMultipartConfig(spec.multipart());
        }
    }
}
