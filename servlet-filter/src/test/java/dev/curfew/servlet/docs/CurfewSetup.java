package dev.curfew.servlet.docs;

import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.time.Duration;
import java.util.EnumSet;

/** The filter, set up in code. */
// snippet begin
public final class CurfewSetup implements ServletContextListener {

    private final Watchdog watchdog = Watchdog.builder().build();

    @Override
    public void contextInitialized(ServletContextEvent event) {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofSeconds(30))
                .onTimeout(TimeoutAction.CANCEL, TimeoutAction.INTERRUPT, TimeoutAction.ABORT)
                .build();
        RoutePolicy everywhere = RoutePolicy.of(policy);
        FilterRegistration.Dynamic filter = event.getServletContext()
                .addFilter("curfew", new RequestTimeoutFilter(watchdog, request -> everywhere));
        filter.setAsyncSupported(true);
        filter.addMappingForUrlPatterns(
                EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC, DispatcherType.ERROR), false, "/*");
    }

    @Override
    public void contextDestroyed(ServletContextEvent event) {
        watchdog.close();
    }
}
// snippet end
