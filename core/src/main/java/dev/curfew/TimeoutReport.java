package dev.curfew;

import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a watched request. A copy that may be kept: it holds no object of a container.
 *
 * @param event what happened
 * @param id the request's id, unique in its watchdog
 * @param request what the request is called
 * @param context what else its adapter knows of the request, such as the id of its trace, and why its timeout is shorter
 *     than its policy's ({@code limit}, {@code queued}); mostly empty
 * @param policy the policy in force
 * @param timeout the timeout in force, extensions included
 * @param elapsed how long the request has been running
 * @param outcomes what was done to the request so far; empty before its deadline
 * @param thread the name of the request's thread, or null while it has none
 * @param stack where that thread was; null where it has none or the limit of stacks per second was reached
 * @param completion how the work ended, for {@link TimeoutEvent#ENDED_LATE}
 * @param committed what is known of the request's commits once it has expired under a policy that cancels or aborts; null
 *     where no resource of the app is guarded
 * @param note more about the event, such as by how far the deadline moved; or null
 */
public record TimeoutReport(
        TimeoutEvent event,
        String id,
        RequestDescription request,
        Map<String, String> context,
        TimeoutPolicy policy,
        Duration timeout,
        Duration elapsed,
        Set<TimeoutOutcome> outcomes,
        @Nullable String thread,
        @Nullable RequestStack stack,
        @Nullable Completion completion,
        @Nullable CommitState committed,
        @Nullable String note) {

    /** The same, saying also why the timeout is what it is. */
    TimeoutReport with(TimeoutLimit limit) {
        Map<String, String> all = limit.reasons(policy.timeoutNanos);
        all.putAll(context);
        return new TimeoutReport(
                event,
                id,
                request,
                Collections.unmodifiableMap(all),
                policy,
                timeout,
                elapsed,
                outcomes,
                thread,
                stack,
                completion,
                committed,
                note);
    }

    /** How long after its deadline the event was; zero before it. */
    public Duration late() {
        Duration late = elapsed.minus(timeout);
        return late.isNegative() ? Duration.ZERO : late;
    }

    /** The strongest thing that was done to the request. */
    public TimeoutOutcome outcome() {
        TimeoutOutcome strongest = TimeoutOutcome.LOGGED;
        for (TimeoutOutcome outcome : outcomes) {
            strongest = outcome.compareTo(strongest) > 0 ? outcome : strongest;
        }
        return strongest;
    }
}
