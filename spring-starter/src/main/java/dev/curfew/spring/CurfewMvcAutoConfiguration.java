package dev.curfew.spring;

import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.AsyncSupportConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** What Spring MVC knows of a request: its handler method, its route, the threads that work for it. */
@AutoConfiguration(after = CurfewAutoConfiguration.class)
@ConditionalOnClass({DispatcherServlet.class, WebMvcConfigurer.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(TimeoutPolicies.class)
public final class CurfewMvcAutoConfiguration {

    CurfewMvcAutoConfiguration() {}

    @Bean
    HandlerPolicies handlerPolicies(
            TimeoutPolicies policies, Environment environment, ObjectProvider<RequestMappingHandlerMapping> mappings) {
        return new HandlerPolicies(policies, environment, mappings);
    }

    @Bean
    AnsweringHandlers answeringHandlers() {
        return new AnsweringHandlers();
    }

    @Bean
    WebMvcConfigurer curfewMvcConfigurer(HandlerPolicies handlers, CurfewProperties properties) {
        RequestTimeoutInterceptor interceptor =
                new RequestTimeoutInterceptor(handlers, properties.getLog().getMdcKeys());
        return new WebMvcConfigurer() {
            @Override
            public void addInterceptors(InterceptorRegistry registry) {
                registry.addInterceptor(interceptor).order(Ordered.HIGHEST_PRECEDENCE);
            }

            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new DeadlineArgumentResolver());
            }

            @Override
            public void configureAsyncSupport(AsyncSupportConfigurer configurer) {
                configurer.registerCallableInterceptors(new WatchedCallables());
            }
        };
    }
}
