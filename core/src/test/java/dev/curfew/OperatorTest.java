package dev.curfew;

import static dev.curfew.TestWatchdog.tenSeconds;
import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.INTERRUPT;
import static dev.curfew.TimeoutEvent.EXPIRED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What operators and shutdown do to requests in flight. */
class OperatorTest {

    private final TestWatchdog test = new TestWatchdog();
    private final RecordingHandler handler = new RecordingHandler();

    @AfterEach
    void end() {
        Thread.interrupted();
        test.close();
    }

    private RequestControl control(WatchedRequest request) {
        return test.watchdog.find(request.id());
    }

    @Test
    void requestIsFoundByItsIdUntilItHasCompleted() {
        WatchedRequest request = test.watch(tenSeconds());
        test.watch(tenSeconds());
        assertThat(control(request).snapshot().id()).isEqualTo(request.id());
        assertThat(control(request).stack().getStackTrace())
                .anyMatch(frame -> frame.getMethodName().equals("requestIsFoundByItsIdUntilItHasCompleted"));
        request.close();
        assertThat(control(request)).isNull();
        assertThat(test.watchdog.find("no such id")).isNull();
    }

    @Test
    void expireLetsTheDeadlinePassNowWithItsPolicysActions() {
        WatchedRequest request = test.watch(tenSeconds(), handler);
        assertThat(control(request).expire()).isTrue();
        test.handleDue();
        assertThat(control(request).expire()).isFalse();
        assertThat(request.isExpired()).isTrue();
        assertThat(handler.calls).isEmpty();
    }

    @Test
    void abortAnswersWhateverThePolicySays() {
        WatchedRequest request = test.watch(tenSeconds(), handler);
        assertThat(control(request).abort()).isTrue();
        test.handleDue();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(handler.calls).containsExactly("answer", "aborted");
        assertThat(test.report(EXPIRED).outcomes())
                .containsExactly(TimeoutOutcome.LOGGED, TimeoutOutcome.INTERRUPTED, TimeoutOutcome.ANSWERED);
    }

    @Test
    void abortLeavesAloneWhatCannotBeAnswered() {
        WatchedRequest nobodyWaits = test.watch(tenSeconds());
        WatchedRequest unguarded = test.watch(tenSeconds(), new AbortHandler() {
            @Override
            public boolean isGuarded() {
                return false;
            }

            @Override
            public AnswerResult answer(InFlightRequest request, TimeoutReport report) {
                return AnswerResult.IMPOSSIBLE;
            }
        });
        assertThat(control(nobodyWaits).abort()).isFalse();
        assertThat(control(unguarded).abort()).isFalse();
        test.handleDue();
        assertThat(unguarded.isExpired()).isFalse();
    }

    @Test
    void drainShortensWhatIsEnforcedAndLeavesAloneWhatIsOnlyLogged() {
        WatchedRequest enforced = test.watch(tenSeconds(INTERRUPT));
        WatchedRequest earlier = test.watch(
                TimeoutPolicy.builder(Duration.ofSeconds(1)).onTimeout(ABORT).build());
        WatchedRequest logged = test.watch(tenSeconds());
        test.passSeconds(0.5);

        assertThat(test.watchdog.drain(Duration.ofSeconds(2)))
                .extracting(RequestSnapshot::id)
                .containsExactlyInAnyOrder(enforced.id(), earlier.id(), logged.id());
        assertThat(enforced.deadline().remaining()).isEqualTo(Duration.ofSeconds(2));
        assertThat(earlier.deadline().remaining()).isEqualTo(Duration.ofMillis(500));
        assertThat(logged.deadline().remaining()).isEqualTo(Duration.ofMillis(9500));
    }

    @Test
    void drainCapsRequestsThatComeAfterwardsToo() {
        test.watchdog.drain(Duration.ofSeconds(2));
        test.passSeconds(1.5);
        assertThat(test.watch(tenSeconds(ABORT)).deadline().remaining()).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void nothingMovesADeadlineBeyondTheEndOfTheDrainOrTakesItAway() {
        WatchedRequest before = test.watch(tenSeconds(ABORT));
        test.watchdog.drain(Duration.ofSeconds(2));
        WatchedRequest after = test.watch(tenSeconds(ABORT));
        TimeoutPolicy longer =
                TimeoutPolicy.builder(Duration.ofSeconds(60)).onTimeout(ABORT).build();
        for (WatchedRequest each : List.of(before, after)) {
            assertThat(each.apply(longer)).isTrue();
            assertThat(each.deadline().extendBy(Duration.ofSeconds(5))).isZero();
            assertThat(each.deadline().restart(Duration.ofSeconds(5))).isEqualTo(Duration.ofSeconds(2));
            each.deadline().disable();
            each.exempt();
            assertThat(each.deadline().isUnlimited()).isFalse();
            assertThat(each.deadline().remaining()).isEqualTo(Duration.ofSeconds(2));
        }
        test.passSeconds(2);
        assertThat(before.isExpired() && after.isExpired()).isTrue();
    }

    @Test
    void aShorterTimeoutDuringADrainCountsFromTheBeginningOfTheRequest() {
        WatchedRequest request = test.watch(tenSeconds(ABORT));
        test.watchdog.drain(Duration.ofSeconds(4));
        assertThat(request.apply(TimeoutPolicy.builder(Duration.ofSeconds(5))
                        .onTimeout(ABORT)
                        .build()))
                .isTrue();
        assertThat(request.deadline().remaining()).isEqualTo(Duration.ofSeconds(4));
        assertThat(request.isExpired()).isFalse();

        request.limit(new TimeoutLimit(Duration.ofSeconds(3), Duration.ZERO, Duration.ZERO));
        assertThat(request.deadline().remaining()).isEqualTo(Duration.ofSeconds(3));

        request.apply(tenSeconds(ABORT));
        assertThat(request.deadline().remaining()).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aShorterTimeoutAfterARestartIsNotShortenedTwice() {
        WatchedRequest request = test.watch(tenSeconds(ABORT));
        request.deadline().restart(Duration.ofSeconds(2));
        request.apply(
                TimeoutPolicy.builder(Duration.ofSeconds(5)).onTimeout(ABORT).build());
        assertThat(request.deadline().remaining()).isEqualTo(Duration.ofSeconds(2));
    }

    /** Such times lay before the watchdog's own beginning, where the clock has no place for an event. */
    @Test
    void aLongTimeoutThatADrainCutsShortCanBeReplaced() {
        WatchedRequest request = test.watch(
                TimeoutPolicy.builder(Duration.ofMinutes(60)).onTimeout(ABORT).build());
        test.watchdog.drain(Duration.ofSeconds(2));
        request.apply(
                TimeoutPolicy.builder(Duration.ofSeconds(5)).onTimeout(ABORT).build());
        test.passSeconds(1.9);
        assertThat(request.isExpired()).isFalse();
        test.passSeconds(0.1);
        assertThat(request.isExpired()).isTrue();
    }

    @Test
    void whatIsOnlyLoggedCanLoseItsDeadlineDuringADrain() {
        test.watchdog.drain(Duration.ofSeconds(2));
        WatchedRequest logged = test.watch(tenSeconds());
        logged.deadline().disable();
        assertThat(logged.deadline().isUnlimited()).isTrue();
    }

    @Test
    void drainEndsResponsesWithoutDeadline() {
        List<InFlightRequest> ended = new ArrayList<>();
        AbortHandler stream = new AbortHandler() {
            @Override
            public void endStream(InFlightRequest request) {
                ended.add(request);
            }

            @Override
            public AnswerResult answer(InFlightRequest request, TimeoutReport report) {
                return AnswerResult.IMPOSSIBLE;
            }
        };
        WatchedRequest streaming = test.watch(tenSeconds(ABORT), stream);
        WatchedRequest logged = test.watch(tenSeconds(), stream);
        streaming.deadline().disable();
        logged.deadline().disable();
        test.watchdog.drain(Duration.ofSeconds(2));
        assertThat(ended).containsExactly(streaming);
    }

    @Test
    void drainTakesNoNegativeTime() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> test.watchdog.drain(Duration.ofSeconds(-1)))
                .withMessageContaining("drain: -1s");
    }

    @Test
    void oldestAgeIsThatOfTheOldestRequestWithADeadline() {
        assertThat(test.watchdog.oldestAge()).isZero();
        test.watch(tenSeconds()).exempt();
        test.passSeconds(3);
        test.watch(tenSeconds());
        test.passSeconds(1);
        assertThat(test.watchdog.oldestAge()).isEqualTo(Duration.ofSeconds(1));
    }
}
