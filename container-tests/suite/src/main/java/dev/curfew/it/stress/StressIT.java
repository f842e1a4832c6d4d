package dev.curfew.it.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.curfew.it.EachSetup;
import dev.curfew.it.Setup;
import org.junit.jupiter.api.Tag;

/** Completions race deadlines; every client gets its own whole response, the whole answer, or a visibly broken one. */
final class StressIT {

    private static final long SEED = Long.getLong("curfew.stress.seed", 20261120);

    @EachSetup
    void completionsRaceDeadlines(Setup setup) throws Exception {
        race(setup, 5_000);
    }

    @EachSetup
    @Tag("stress")
    void completionsRaceDeadlinesForLong(Setup setup) throws Exception {
        race(setup, 200_000);
    }

    private static void race(Setup setup, int requests) throws Exception {
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.OFF);
        StressRun run = new StressRun(setup, SEED, requests);
        int left = run.run();
        System.out.println("stress " + setup + " requests=" + requests + " " + run.verdicts + " ended="
                + run.handler.ended + " ended-close=" + run.handler.endedClose);

        assertThat(run.verdicts.shown).isEmpty();
        assertThat(run.verdicts.startedInterrupted.sum())
                .as("started interrupted")
                .isZero();
        assertThat(run.verdicts.judged()).as("answered").isEqualTo(requests);
        assertThat(left).as("left in flight").isZero();
        assertThat(run.verdicts.completed.sum()).as("completed").isGreaterThan(requests / 5);
        assertThat(run.verdicts.timedOut.sum()).as("timed out").isGreaterThan(requests / 5);
        assertThat(run.handler.endedClose.sum())
                .as("ended within 2 ms of the deadline")
                .isGreaterThan(run.handler.ended.sum() / 10);
    }
}
