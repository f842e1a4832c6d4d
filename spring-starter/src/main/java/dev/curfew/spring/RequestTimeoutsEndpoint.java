package dev.curfew.spring;

import dev.curfew.RequestControl;
import dev.curfew.RequestSnapshot;
import dev.curfew.RequestStack;
import dev.curfew.Watchdog;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.convert.DurationStyle;

/**
 * The requests in flight, for operators; to move a deadline or abort a request by hand, access to the endpoint has to be
 * unrestricted, which it is not by default.
 */
@Endpoint(id = "requesttimeouts", defaultAccess = Access.READ_ONLY)
final class RequestTimeoutsEndpoint {

    private static final int MOST = 1000;

    private final Watchdog watchdog;

    RequestTimeoutsEndpoint(Watchdog watchdog) {
        this.watchdog = watchdog;
    }

    /** All requests in flight, the oldest first, and the totals. */
    @ReadOperation
    Overview requests() {
        List<Entry> entries = watchdog.snapshot(MOST).stream().map(Entry::of).toList();
        return new Overview(
                new Totals(watchdog.inFlight(), watchdog.abandoned(), watchdog.refused(), watchdog.faults()), entries);
    }

    /** One request with the stack of its thread; nothing where it is no longer in flight. */
    @ReadOperation
    @Nullable
    Detail request(@Selector String id) {
        RequestControl control = watchdog.find(id);
        return control == null ? null : Detail.of(control);
    }

    /**
     * Moves the deadline of a request or aborts it.
     *
     * @param action {@code extend}, {@code restart} or {@code abort}
     * @param duration how much more time, or how much from now on; such as {@code 30s}
     */
    @WriteOperation
    WebEndpointResponse<Result> change(
            @Selector String id, String action, @org.springframework.lang.Nullable String duration) {
        RequestControl control = watchdog.find(id);
        if (control == null) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        boolean done = switch (action) {
            case "extend" -> !control.deadline().extendBy(parse(duration)).isZero();
            case "restart" -> {
                Duration remaining = control.deadline().restart(parse(duration));
                yield !remaining.isZero() && !control.deadline().isUnlimited();
            }
            case "abort" -> control.abort();
            default ->
                throw new InvalidEndpointRequestException(
                        "action: " + action, "action: expected one of extend, restart, abort");
        };
        return new WebEndpointResponse<>(new Result(action, done, Entry.of(control.snapshot())));
    }

    private static Duration parse(@Nullable String text) {
        if (text == null) {
            throw new InvalidEndpointRequestException("no duration", "duration: missing (expected: such as 30s)");
        }
        try {
            Duration duration = DurationStyle.detectAndParse(text);
            if (!duration.isNegative() && !duration.isZero()) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // said below
        }
        throw new InvalidEndpointRequestException(
                "duration: " + text, "duration: expected a positive duration such as 30s");
    }

    /**
     * What is in flight.
     *
     * @param totals numbers
     * @param requests the oldest requests in flight, 1000 at most
     */
    record Overview(Totals totals, List<Entry> requests) {}

    /** Numbers: in flight and abandoned now; refused and faults since the start. */
    record Totals(int inFlight, int abandoned, long refused, long faults) {}

    /** A request in flight. Durations are ISO 8601; without a deadline there is neither timeout nor remaining. */
    record Entry(
            String id,
            String method,
            @Nullable String route,
            String path,
            String policy,
            String age,
            @Nullable String timeout,
            @Nullable String remaining,
            String state,
            @Nullable String thread) {

        static Entry of(RequestSnapshot request) {
            return new Entry(
                    request.id(),
                    request.request().method(),
                    request.request().route(),
                    request.request().path(),
                    request.policy(),
                    request.age().toString(),
                    text(request.timeout()),
                    text(request.remaining()),
                    request.state().name().toLowerCase(Locale.ROOT),
                    request.thread());
        }

        private static @Nullable String text(@Nullable Duration duration) {
            return duration == null ? null : duration.toString();
        }
    }

    /** A request in flight and where its thread is. */
    record Detail(Entry request, @Nullable List<String> stack) {

        static Detail of(RequestControl control) {
            RequestStack stack = control.stack();
            return new Detail(
                    Entry.of(control.snapshot()),
                    stack == null
                            ? null
                            : Arrays.stream(stack.getStackTrace())
                                    .map(StackTraceElement::toString)
                                    .toList());
        }
    }

    /** Whether what was asked for was done, and how the request stands now. */
    record Result(String action, boolean done, Entry request) {}

    /** The types that are written as JSON. */
    static List<Class<?>> types() {
        return List.of(Overview.class, Totals.class, Entry.class, Detail.class, Result.class);
    }
}
