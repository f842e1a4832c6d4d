package dev.curfew.http;

import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * Reads a body for the app's subscriber until its call ends. Signals to a subscriber must not overlap: one that ends the
 * call while another is under way is delivered after that, by its thread.
 */
final class BoundSubscriber<T> implements HttpResponse.BodySubscriber<T> {

    private final OutgoingCall call;
    private final HttpResponse.BodySubscriber<T> subscriber;

    // Guarded by this.
    private Flow.@Nullable Subscription subscription;
    private @Nullable HttpTimeoutException failure;
    private int underWay;
    private boolean done;

    BoundSubscriber(OutgoingCall call, HttpResponse.BodySubscriber<T> subscriber) {
        this.call = call;
        this.subscriber = subscriber;
    }

    @Override
    public CompletionStage<T> getBody() {
        return subscriber.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        synchronized (this) {
            subscription = given;
            underWay++;
        }
        subscriber.onSubscribe(new Bound(given));
        leave();
        if (call.isEnded()) {
            end();
            given.cancel(); // it may have ended before there was anything to cancel
        }
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {
        if (!enter()) {
            return;
        }
        try {
            subscriber.onNext(bytes);
        } finally {
            leave();
        }
    }

    private synchronized boolean enter() {
        if (done || failure != null) {
            return false;
        }
        underWay++;
        return true;
    }

    private void leave() {
        HttpTimeoutException pending;
        synchronized (this) {
            underWay--;
            pending = takeFailure();
        }
        deliver(pending);
    }

    /** With the lock held: what to deliver now. */
    private @Nullable HttpTimeoutException takeFailure() {
        if (done || underWay > 0 || subscription == null || failure == null) {
            return null;
        }
        done = true;
        return failure;
    }

    private void deliver(@Nullable HttpTimeoutException pending) {
        if (pending != null) {
            subscriber.onError(pending);
        }
    }

    @Override
    public void onError(Throwable thrown) {
        if (finish()) {
            boolean ended = call.isEnded();
            call.close();
            subscriber.onError(ended ? BoundExchange.timeout(call, thrown) : thrown);
        }
    }

    @Override
    public void onComplete() {
        if (finish()) {
            call.close();
            subscriber.onComplete();
        }
    }

    private synchronized boolean finish() {
        boolean first = !done && failure == null;
        done |= first;
        return first;
    }

    /** The call has been ended: so does the body. */
    void end() {
        Flow.Subscription running;
        HttpTimeoutException now;
        synchronized (this) {
            if (done || failure != null) {
                return;
            }
            failure = BoundExchange.timeout(call, null);
            running = subscription;
            now = takeFailure();
        }
        if (running != null) {
            running.cancel();
        }
        call.close();
        deliver(now);
    }

    /** What the app's subscriber asks for; once it wants no more, the call is over. */
    private final class Bound implements Flow.Subscription {

        private final Flow.Subscription given;

        private Bound(Flow.Subscription given) {
            this.given = given;
        }

        @Override
        public void request(long count) {
            given.request(count);
        }

        @Override
        public void cancel() {
            call.close();
            given.cancel();
        }
    }
}
