package dev.curfew.boot;

import dev.curfew.Deadline;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.task.TaskDecorator;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** Handlers that hand their work, or work for later, to {@code @Async} methods. */
@RestController
final class TaskHandlers {

    private final Tasks tasks;
    private final Map<String, CompletableFuture<Boolean>> mails = new ConcurrentHashMap<>();

    private final ObjectProvider<TaskDecorator> decorators;

    TaskHandlers(Tasks tasks, ObjectProvider<TaskDecorator> decorators) {
        this.tasks = tasks;
        this.decorators = decorators;
    }

    @GetMapping({"/patient/task/{id}", "/interrupted/task/{id}"})
    CompletableFuture<String> task(@PathVariable("id") String id) throws InterruptedException {
        return tasks.hold(id);
    }

    @GetMapping("/patient/task/stuck/{id}")
    CompletableFuture<String> stuck(@PathVariable("id") String id) {
        return tasks.holdThroughInterrupts(id);
    }

    @GetMapping("/patient/task/awaited/{id}")
    String awaited(@PathVariable("id") String id) throws InterruptedException, ExecutionException {
        return tasks.hold(id).get();
    }

    @GetMapping("/patient/task/deadline")
    CompletableFuture<String> deadline(Deadline deadline) {
        return tasks.requestId().thenApply(id -> id.equals(deadline.requestId()) ? "the request's" : "not: " + id);
    }

    @GetMapping("/task/decoration")
    CompletableFuture<String> decoration() {
        return tasks.decoration();
    }

    /** The decorator that an app gets that asks for one. */
    @GetMapping("/task/decorator")
    String decorator() {
        return decorators.getObject().getClass().getSimpleName();
    }

    @GetMapping("/mail/{id}")
    String mail(@PathVariable("id") String id) throws InterruptedException {
        mails.put(id, tasks.mail(id));
        return "sent";
    }

    /** What the mail of this id ends with. */
    CompletableFuture<Boolean> mailOf(String id) {
        return mails.get(id);
    }
}
