package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.curfew.Deadline;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.task.ThreadPoolTaskExecutorCustomizer;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.TaskDecorator;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

class WatchedTasksTest {

    private static final ThreadLocal<String> MARK = ThreadLocal.withInitial(() -> "");

    private final WebApplicationContextRunner app = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    CurfewAutoConfiguration.class,
                    CurfewTasksAutoConfiguration.class,
                    TaskExecutionAutoConfiguration.class));

    /** What a handler does. */
    private interface Handler {

        void handle() throws Exception;
    }

    /** Runs it in a watched request, as Spring MVC does. */
    private static void handle(Handler handler) throws Exception {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofMinutes(1)).build();
        try (Watchdog watchdog = Watchdog.builder().logging(false).build()) {
            new RequestTimeoutFilter(watchdog, request -> RoutePolicy.of(policy))
                    .doFilter(new MockHttpServletRequest(), new MockHttpServletResponse(), (request, response) -> {
                        RequestContextHolder.setRequestAttributes(
                                new ServletRequestAttributes((HttpServletRequest) request));
                        try {
                            handler.handle();
                        } catch (Exception e) {
                            throw new IllegalStateException(e);
                        } finally {
                            RequestContextHolder.resetRequestAttributes();
                        }
                    });
        }
    }

    private static <T> T on(Executor executor, Supplier<T> task) throws Exception {
        return CompletableFuture.supplyAsync(task, executor).get();
    }

    private static Executor executor(ApplicationContext context) {
        return context.getBean("applicationTaskExecutor", Executor.class);
    }

    private static TaskDecorator marking(String mark) {
        return task -> () -> {
            MARK.set(MARK.get() + mark);
            try {
                task.run();
            } finally {
                MARK.remove();
            }
        };
    }

    /** The deadline and the mark that a task of the app's executor has. */
    private static void assertTaskHas(ApplicationContext context, boolean deadline, String mark) throws Exception {
        handle(() -> {
            String request = Deadline.current().requestId();
            assertThat(on(executor(context), () -> Deadline.current().requestId() + "|" + MARK.get()))
                    .isEqualTo((deadline ? request : "") + "|" + mark);
        });
    }

    @Test
    void taskHasTheDeadlineOfTheRequestAndItsThreadHasNoneAfterwards() throws Exception {
        Executor plain = Executors.newSingleThreadExecutor(task -> new Thread(task, "worker"));
        handle(() -> {
            String request = Deadline.current().requestId();
            Executor watched = task -> plain.execute(new WatchedTasks().decorate(task));
            assertThat(on(watched, () -> Deadline.current().requestId())).isEqualTo(request);
            assertThat(on(plain, () -> Deadline.current().isUnlimited())).isTrue();
            assertThatThrownBy(() -> on(watched, () -> {
                        throw new IllegalStateException("failed");
                    }))
                    .hasMessageContaining("failed");
            assertThat(on(plain, () -> Deadline.current().isUnlimited())).isTrue();
        });
    }

    @Test
    void taskThatTheExecutorRunsOnTheHandlersThreadDoesNotTakeThatFromTheRequest() throws Exception {
        handle(() -> {
            String request = Deadline.current().requestId();
            new WatchedTasks().decorate(() -> {}).run();
            assertThat(Deadline.current().requestId()).isEqualTo(request);
        });
    }

    @Test
    void taskOutsideARequestIsLeftAsItIs() {
        Runnable task = () -> {};
        assertThat(new WatchedTasks().decorate(task)).isSameAs(task);
    }

    @Test
    void executorOfTheAppIsDecorated() {
        app.run(context -> {
            assertThat(context).hasSingleBean(TaskDecorator.class).hasBean("watchedTasks");
            assertTaskHas(context, true, "");
        });
    }

    @Test
    void decoratorOfTheAppIsKeptBesideOurs() {
        app.withBean("own", TaskDecorator.class, () -> marking("own"))
                .run(context -> assertTaskHas(context, true, "own"));
    }

    @Test
    void ofSeveralDecoratorsSpringBoot3TakesThePrimaryOneOrNone() {
        WebApplicationContextRunner two = app.withBean("first", TaskDecorator.class, () -> marking("first"));
        two.withBean("second", TaskDecorator.class, () -> marking("second"))
                .run(context -> assertTaskHas(context, true, ""));
        two.withBean("second", TaskDecorator.class, () -> marking("second"), bean -> bean.setPrimary(true))
                .run(context -> assertTaskHas(context, true, "second"));
    }

    @Test
    void customizerOfTheAppHasTheLastWord() {
        app.withBean(
                        ThreadPoolTaskExecutorCustomizer.class,
                        () -> executor -> executor.setTaskDecorator(marking("customized")))
                .run(context -> assertTaskHas(context, false, "customized"));
    }

    @Configuration(proxyBeanMethods = false)
    static class OwnExecutor {

        @Bean
        ThreadPoolTaskExecutor applicationTaskExecutor(@Qualifier("watchedTasks") TaskDecorator decorator) {
            ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
            executor.setTaskDecorator(decorator);
            return executor;
        }
    }

    @Test
    void executorOfTheAppsOwnMakingGetsOursByItsName() {
        app.withUserConfiguration(OwnExecutor.class).run(context -> assertTaskHas(context, true, ""));
        app.withUserConfiguration(OwnExecutor.class)
                .withBean("own", TaskDecorator.class, () -> marking("own"))
                .run(context -> assertTaskHas(context, true, ""));
    }
}
