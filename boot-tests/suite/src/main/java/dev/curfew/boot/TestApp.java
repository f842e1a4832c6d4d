package dev.curfew.boot;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.scheduling.annotation.EnableAsync;

/** The app under test: handlers that a test holds, with nothing of Curfew's but annotations and properties. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableAsync
@Import({
    Gates.class,
    Reports.class,
    BlockingHandlers.class,
    FailingHandlers.class,
    FailingHandlers.OwnAnswer.class,
    FailingHandlers.OwnError.class,
    FailingHandlers.Unaware.class,
    FailingHandlers.Unaware.Advice.class,
    AnnotatedHandlers.class,
    AnnotatedHandlers.Exempt.class,
    AsyncHandlers.class,
    InboundHandlers.class,
    Tasks.class,
    TaskHandlers.class,
    OwnTaskDecorator.class,
    SlowEntry.class,
    RequestIds.class,
    Etags.class,
    SecuredApp.class,
    SecuredApp.Secrets.class,
    Spans.class,
    TracedApp.class,
    GateAtTheEnd.class
})
class TestApp {

    /** Runs until a signal ends it; says its port in the first line. */
    public static void main(String[] arguments) {
        String port = SpringApplication.run(TestApp.class, arguments)
                .getEnvironment()
                .getRequiredProperty("local.server.port");
        System.out.println(AppProcess.PORT + port);
    }
}
