package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.curfew.CarriedRequest;
import dev.curfew.Deadline;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.servlet.RequestTimeoutFilter;
import dev.curfew.servlet.RoutePolicy;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
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
import org.springframework.core.task.support.ContextPropagatingTaskDecorator;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

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
        handle(TimeoutPolicy.builder(Duration.ofMinutes(1)).build(), handler);
    }

    private static void handle(TimeoutPolicy policy, Handler handler) throws Exception {
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

    /** Decorates each in a request that expires then. */
    private static List<Runnable> queueUntilExpired(boolean async, Runnable... tasks) throws Exception {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofMillis(50))
                .onTimeout(TimeoutAction.CANCEL)
                .build();
        List<Runnable> queue = new ArrayList<>();
        handle(policy, () -> {
            if (async) {
                MockHttpServletRequest request = new MockHttpServletRequest();
                request.setAsyncSupported(true);
                request.startAsync();
                RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
            }
            for (Runnable task : tasks) {
                queue.add(new WatchedTasks().decorate(task));
            }
            while (!Deadline.current().isExpired()) {
                Thread.onSpinWait();
            }
        });
        return queue;
    }

    @Test
    void futureThatIsQueuedWhenItsRequestExpiresIsCancelled() throws Exception {
        FutureTask<String> future = new FutureTask<>(() -> "began");
        queueUntilExpired(false, future).get(0).run();
        assertThat(future).isCancelled();
    }

    @Test
    void taskThatAFrameworkMayWaitForBeginsAndSeesTheExpiredDeadline() throws Exception {
        List<String> seen = new ArrayList<>();
        queueUntilExpired(false, () -> seen.add("began")).get(0).run();
        assertThat(seen).containsExactly("began");
    }

    @Test
    void handlerThatIsQueuedItselfBeginsSoThatItsRequestCanEnd() throws Exception {
        FutureTask<String> callable = new FutureTask<>(() -> "began");
        queueUntilExpired(true, callable).get(0).run();
        assertThat(callable.get()).isEqualTo("began");
    }

    @Test
    void deadlineFollowsOnceWhereContextPropagationCarriesItToo() {
        app.withBean("own", TaskDecorator.class, ContextPropagatingTaskDecorator::new)
                .run(context -> {
                    assertTaskHas(context, true, "");
                    handle(() -> {
                        Runnable ours = new WatchedTasks().decorate(WatchedTasksTest::assertInRequest);
                        Runnable both = new ContextPropagatingTaskDecorator().decorate(() -> {
                            ours.run();
                            assertInRequest();
                        });
                        onNewThread(() -> {
                            both.run();
                            assertThat(CarriedRequest.current()).isNull();
                        });
                    });
                });
    }

    private static void assertInRequest() {
        assertThat(Deadline.current().requestId()).isNotEmpty();
    }

    private static void onNewThread(Runnable task) throws Exception {
        FutureTask<Boolean> future = new FutureTask<>(task, true);
        new Thread(future).start();
        assertThat(future.get()).isTrue();
    }

    @Test
    void reactorsAutomaticPropagationCarriesTheDeadline() throws Exception {
        Hooks.enableAutomaticContextPropagation();
        try {
            handle(() -> {
                String request = Deadline.current().requestId();
                assertThat(Mono.fromCallable(() -> Deadline.current().requestId())
                                .subscribeOn(Schedulers.boundedElastic())
                                .block())
                        .isEqualTo(request)
                        .isNotEmpty();
            });
        } finally {
            Hooks.disableAutomaticContextPropagation();
        }
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
