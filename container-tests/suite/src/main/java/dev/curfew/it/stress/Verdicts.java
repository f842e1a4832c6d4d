package dev.curfew.it.stress;

import dev.curfew.it.wire.Ending;
import dev.curfew.it.wire.Response;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;

/** Judges each response: right, the timeout answer, rightly broken, or wrong. */
final class Verdicts {

    private static final int MOST_SHOWN = 10;

    final LongAdder completed = new LongAdder();
    final LongAdder timedOut = new LongAdder();
    final LongAdder brokenOff = new LongAdder();
    final LongAdder wrong = new LongAdder();
    final LongAdder hanging = new LongAdder();
    final LongAdder startedInterrupted = new LongAdder();
    final Queue<String> shown = new ConcurrentLinkedQueue<>();

    void judge(Script script, Response response) {
        if (response.ending() == Ending.TIMEOUT) {
            hanging.increment();
            show("left hanging", script, response);
        } else if (isTimeoutAnswer(response)) {
            timedOut.increment();
        } else if (isHandlers(script, response)) {
            completed.increment();
        } else if (isRightlyBroken(script, response)) {
            brokenOff.increment();
        } else {
            wrong.increment();
            show("wrong", script, response);
        }
    }

    private void show(String what, Script script, Response response) {
        if (shown.size() < MOST_SHOWN) {
            shown.add(what + ": " + script + " got " + response);
        }
    }

    private static boolean isTimeoutAnswer(Response response) {
        return response.ending() == Ending.COMPLETE
                && (response.status() == 503)
                && response.lengthMatches()
                && response.header("X-Number") == null
                && response.text().startsWith("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\"")
                && response.text().endsWith("\"}");
    }

    private static boolean isHandlers(Script script, Response response) {
        boolean own = Integer.toString(script.number()).equals(response.header("X-Number"));
        if (response.ending() != Ending.COMPLETE || !response.lengthMatches()) {
            return false;
        }
        return switch (script.way()) {
            // The container's error page: the app's headers may be gone
            case ERROR -> response.status() == 555;
            case EXCEPTION -> response.status() == 500;
            default ->
                (own && response.status() == 200 && Arrays.equals(response.body(), script.body()))
                        || (script.reacts() && response.status() == 500);
        };
    }

    private static boolean isRightlyBroken(Script script, Response response) {
        byte[] sent = response.body();
        if (!response.ending().isBroken()) {
            return false;
        }
        if (response.status() == (script.way() == Script.Way.ERROR ? 555 : 500)) {
            return script.mayFail(); // a part of the container's error page
        }
        return script.mayBeBroken()
                && sent.length <= script.length()
                && Arrays.equals(sent, Arrays.copyOf(script.body(), sent.length));
    }

    long judged() {
        return completed.sum() + timedOut.sum() + brokenOff.sum() + wrong.sum() + hanging.sum();
    }

    @Override
    public String toString() {
        return "completed=" + completed + " timed-out=" + timedOut + " broken-off=" + brokenOff + " wrong=" + wrong
                + " hanging=" + hanging + " started-interrupted=" + startedInterrupted;
    }
}
