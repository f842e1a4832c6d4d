package dev.curfew.test;

import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import jakarta.servlet.Filter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** The bean {@link RequestTimeouts} in the tests of a Spring Boot app that has a {@link Watchdog}. */
@AutoConfiguration(afterName = "dev.curfew.spring.CurfewAutoConfiguration")
@ConditionalOnClass({RequestTimeoutFilter.class, Filter.class})
@ConditionalOnBean(Watchdog.class)
public final class RequestTimeoutsAutoConfiguration {

    RequestTimeoutsAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    RequestTimeouts requestTimeouts(Watchdog watchdog) {
        return new RequestTimeouts(watchdog, BegunHandlers.added(watchdog), RequestTimeouts.PATIENCE);
    }

    /** Spring MVC tells which handler is about to run. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({DispatcherServlet.class, WebMvcConfigurer.class})
    static class Mvc {

        @Bean
        WebMvcConfigurer requestTimeoutsMvcConfigurer(RequestTimeouts timeouts) {
            return new WebMvcConfigurer() {
                @Override
                public void addInterceptors(InterceptorRegistry registry) {
                    registry.addInterceptor(new ExpiringInterceptor(timeouts)).order(Ordered.LOWEST_PRECEDENCE);
                }
            };
        }
    }

    /** Whatever the last filter leads to is the handler. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass("org.springframework.web.servlet.DispatcherServlet")
    static class Servlets {

        @Bean
        FilterRegistrationBean<Filter> requestTimeoutsFilter(RequestTimeouts timeouts) {
            FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(timeouts.filter());
            registration.setOrder(Ordered.LOWEST_PRECEDENCE);
            registration.setAsyncSupported(true);
            return registration;
        }
    }
}
