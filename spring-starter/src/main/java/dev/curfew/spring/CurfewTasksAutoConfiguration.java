package dev.curfew.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.task.SimpleAsyncTaskExecutorCustomizer;
import org.springframework.boot.task.ThreadPoolTaskExecutorCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Fallback;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.TaskDecorator;

/** Lets deadlines follow the work that handlers hand to the app's executor, beside the app's own decorators. */
@AutoConfiguration(after = CurfewAutoConfiguration.class)
@ConditionalOnBean(TimeoutPolicies.class)
public final class CurfewTasksAutoConfiguration {

    private static final String SINCE_4 = "org.springframework.boot.EnvironmentPostProcessor";

    CurfewTasksAutoConfiguration() {}

    /** Spring Boot 4 puts all decorators together. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(name = SINCE_4)
    static class WithBoot4 {

        /** Where the app asks for one decorator, it gets its own. The first to decorate, so that it sees what a task is. */
        @Bean
        @Fallback
        @Order(Ordered.HIGHEST_PRECEDENCE)
        @ConditionalOnMissingBean(name = "watchedTasks")
        TaskDecorator watchedTasks() {
            return new WatchedTasks();
        }
    }

    /** Spring Boot 3.5 takes one decorator, and of several none: so they are put together here. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnMissingClass(SINCE_4)
    static class WithBoot3 {

        /** Not one of those that Spring Boot counts; executors of the app's own making get it by its name. */
        @Bean(defaultCandidate = false)
        @ConditionalOnMissingBean(name = "watchedTasks")
        TaskDecorator watchedTasks() {
            return new WatchedTasks();
        }

        /** The first customizer: what the app's own do has the last word. */
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        ThreadPoolTaskExecutorCustomizer watchedPool(
                @Qualifier("watchedTasks") TaskDecorator ours, ObjectProvider<TaskDecorator> own) {
            return executor -> executor.setTaskDecorator(both(ours, own.getIfUnique()));
        }

        /** The same for virtual threads. */
        @Bean
        @Order(Ordered.HIGHEST_PRECEDENCE)
        SimpleAsyncTaskExecutorCustomizer watchedThreads(
                @Qualifier("watchedTasks") TaskDecorator ours, ObjectProvider<TaskDecorator> own) {
            return executor -> executor.setTaskDecorator(both(ours, own.getIfUnique()));
        }

        private static TaskDecorator both(TaskDecorator ours, @Nullable TaskDecorator own) {
            return own == null ? ours : task -> own.decorate(ours.decorate(task));
        }
    }
}
