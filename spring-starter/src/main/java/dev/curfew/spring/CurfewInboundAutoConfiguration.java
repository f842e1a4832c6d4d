package dev.curfew.spring;

import dev.curfew.http.InboundDeadlines;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.core.type.AnnotatedTypeMetadata;

/** What the headers of trusted peers say of deadlines; nothing unless the app asks for it, or has such a bean of its own. */
@AutoConfiguration
@ConditionalOnClass(DispatcherType.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class CurfewInboundAutoConfiguration {

    CurfewInboundAutoConfiguration() {}

    @Bean
    @ConditionalOnMissingBean
    @Conditional(InboundConfigured.class)
    InboundDeadlines inboundDeadlines(CurfewProperties properties) {
        return properties.getInbound().build();
    }

    /** Any of the keys, so that half of what is needed is refused and not ignored. */
    static final class InboundConfigured implements Condition {

        InboundConfigured() {}

        @Override
        public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
            return Binder.get(context.getEnvironment())
                    .bind("curfew.inbound", Bindable.mapOf(String.class, String.class))
                    .isBound();
        }
    }
}
