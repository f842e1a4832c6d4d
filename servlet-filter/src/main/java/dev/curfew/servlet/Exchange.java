package dev.curfew.servlet;

import dev.curfew.AbortHandler;
import dev.curfew.AnswerResult;
import dev.curfew.Completion;
import dev.curfew.InFlightRequest;
import dev.curfew.TimeoutReport;
import dev.curfew.servlet.container.ConnectionBreaker;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One request of the container under the filter: what the guarded request and response ask before they touch the real
 * ones, and how the request is answered or broken off.
 */
final class Exchange extends LeasedExchange implements AbortHandler {

    static final String ATTRIBUTE = "dev.curfew.servlet.exchange";

    final HttpServletRequest request;
    final HttpServletResponse response;
    private final Answer answer;
    private final AtomicBoolean filterSeesDispatches;

    private volatile boolean answered;
    private volatile boolean brokenOff;
    private volatile boolean whole;
    private volatile boolean leased; // nobody was in the response's I/O when the answer began
    private volatile int answeredStatus;
    private volatile int handlerStatus;
    private @Nullable List<String> cookies; // guarded by the write lease
    // Each made by the first who needs it, under the monitor of this.
    private volatile @Nullable AsyncPhase async;
    private @Nullable CountDownLatch handedBack;

    Exchange(
            HttpServletRequest request,
            HttpServletResponse response,
            boolean guarded,
            Answer answer,
            AtomicBoolean filterSeesDispatches) {
        super(guarded);
        this.request = request;
        this.response = response;
        this.answer = answer;
        this.filterSeesDispatches = filterSeesDispatches;
    }

    boolean filterSeesDispatches() {
        return filterSeesDispatches.get();
    }

    /** The request's asynchronous life; most requests have none. */
    AsyncPhase async() {
        AsyncPhase own = async;
        return own != null ? own : beginAsync();
    }

    private synchronized AsyncPhase beginAsync() {
        AsyncPhase own = async;
        if (own == null) {
            own = new AsyncPhase(this);
            async = own;
        }
        return own;
    }

    /** The container's thread leaves the filter; returns whether the request goes on without it. */
    boolean left() {
        AsyncPhase own = async; // what is started later finds its request completed
        return own != null && own.left();
    }

    // ---- what the handler did or tried

    /** The handler has added a cookie; with the write lease. */
    void cookieAdded(String name) {
        cookies = cookies == null ? new ArrayList<>(2) : cookies;
        cookies.add(name);
    }

    /** The handler tried to set this status after the answer had become Curfew's. */
    void handlerTried(int status) {
        handlerStatus = status;
    }

    /** The status that the client got or will get. */
    int clientStatus() {
        return answeredStatus != 0 ? answeredStatus : policy().status();
    }

    /** A stream of server-sent events is meant to stay open. */
    void contentType(@Nullable String type) {
        if (type != null && type.regionMatches(true, 0, "text/event-stream", 0, "text/event-stream".length())) {
            inFlight().exempt();
        }
    }

    /** The connection speaks another protocol now. */
    void upgraded() {
        inFlight().completeUnlessAborted(Completion.of(HttpServletResponse.SC_SWITCHING_PROTOCOLS));
    }

    // ---- the end

    /** Waits for an answer or break-off that is under way, and for the request's return to its container. */
    void awaitSettled(Duration patience) {
        try {
            handedBack().await(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized CountDownLatch handedBack() {
        handedBack = handedBack == null ? new CountDownLatch(1) : handedBack;
        return handedBack;
    }

    /** What the handler would have answered, or did. */
    Completion completion(@Nullable Throwable failure) {
        boolean settled = handlerStatus != 0 || isAborted(); // the container may have taken the response away
        int status = settled ? handlerStatus : response.getStatus();
        return new Completion(status, AbortedException.causes(failure) ? null : failure);
    }

    /** Whether the client has the timeout answer, or saw the response break. */
    boolean isSettled() {
        return answered || brokenOff || whole;
    }

    /**
     * Whether an expired request whose handler failed gets the timeout answer, which the policy did not ask for in words:
     * it reacted to being cancelled or interrupted.
     */
    boolean replaces(@Nullable Throwable failure) {
        boolean reacted = failure != null
                ? stops()
                : isDropped() || (stops() && replaces(Math.max(handlerStatus, response.getStatus())));
        return reacted && !response.isCommitted();
    }

    /** Whether it gets the timeout answer in place of a response with this status. */
    boolean replaces(int status) {
        return status >= 500
                && !isLeftToContainer()
                && stops()
                && request.getAttribute(RequestTimeoutFilter.ANSWERED_ATTRIBUTE) == null
                && !response.isCommitted();
    }

    /** Whether the body that is written now is not passed on, so that the timeout answer can take its place. */
    boolean drops() {
        if (!isDropped() && inFlight().isExpired() && replaces(response.getStatus())) {
            drop();
        }
        return isDropped();
    }

    /** Sends what the response holds so far, unless the timeout answer takes its place. */
    void flush(ServletResponse target) throws IOException {
        requireWrite();
        try {
            if (!drops()) {
                target.flushBuffer();
            }
        } finally {
            endWrite();
        }
    }

    /** Whether the request expired under a policy that stops its work but leaves the answer to the handler. */
    boolean stops() {
        return inFlight().isExpired() && policy().enforces() && !isAborted();
    }

    @Override
    public boolean isCommitted() {
        return response.isCommitted() && !isEnding(); // a last write that goes through makes it whole
    }

    @Override
    public AnswerResult answer(InFlightRequest inFlight, TimeoutReport report) throws IOException {
        watched(inFlight);
        if (async().mayBeUnguarded()) {
            return AnswerResult.IMPOSSIBLE; // somebody may be writing to the container's own response
        }
        leased = true;
        if (handlerStatus == 0) {
            handlerStatus = response.getStatus();
        }
        if (response.isCommitted()) {
            whole = isWhole();
            return whole ? AnswerResult.ALREADY_WHOLE : AnswerResult.IMPOSSIBLE;
        }
        boolean incomplete = inFlight().isReading() || isAwaited();
        answeredStatus = incomplete ? HttpServletResponse.SC_REQUEST_TIMEOUT : policy().status();
        answered = answer.write(this, report, answeredStatus, isNonBlocking());
        ConnectionBreaker breaker = ConnectionBreaker.of(request);
        if (answered && breaker != null && inFlight().isReading()) {
            breaker.hangUp(async().isIdle()); // frees the handler's thread from its read
        }
        return answered ? AnswerResult.ANSWERED : AnswerResult.IMPOSSIBLE;
    }

    /** Whether a committed response is all of what the handler had to say, and none of it was refused. */
    private boolean isWhole() throws IOException {
        if (isReturned() && !wasRefused()) {
            return true; // the container ends it as soon as its thread is back
        }
        ConnectionBreaker breaker = ConnectionBreaker.of(request);
        boolean finished = isEnding() || (breaker != null && breaker.isFinished(response));
        if (finished && !isNonBlocking()) {
            response.flushBuffer(); // some containers have it all and wait for the handler to send it
        }
        return finished;
    }

    /** Drops all that the response holds; with the write lease. */
    void reset() throws IOException {
        response.reset();
        ConnectionBreaker breaker = ConnectionBreaker.of(request);
        boolean finished = breaker == null || breaker.finishReset(cookies == null ? List.of() : cookies);
        if (!finished && request.getDispatcherType() == DispatcherType.INCLUDE) {
            throw new IOException("an include holds the response back");
        }
    }

    /** Puts the timeout answer in place of what the handler's failure would have given; with the write lease. */
    boolean replace() throws IOException {
        TimeoutReport report = inFlight().report();
        if (handlerStatus == 0) {
            handlerStatus = response.getStatus();
        }
        answeredStatus = policy().status();
        return answer.write(this, report, answeredStatus, isNonBlocking());
    }

    /**
     * Breaks a committed response off whose handler failed because it was stopped: some containers would end it as if it
     * were whole.
     */
    void cutOff() {
        if (!beginWrite()) {
            return;
        }
        try {
            ConnectionBreaker breaker = response.isCommitted() ? ConnectionBreaker.of(request) : null;
            if (breaker != null && !breaker.isFinished(response)) {
                brokenOff = breaker.breakOff(false);
            }
        } finally {
            endWrite();
        }
    }

    @Override
    public void endStream(InFlightRequest inFlight) {
        watched(inFlight);
        async().end();
    }

    @Override
    public boolean breakOff(InFlightRequest inFlight, TimeoutReport report) {
        watched(inFlight);
        ConnectionBreaker breaker = ConnectionBreaker.of(request);
        whole = breaker != null && breaker.isFinished(response);
        if (breaker == null || whole) {
            async().abort(true);
            return false;
        }
        brokenOff = breaker.breakOff(leased && async().isIdle() && !inFlight.isReading());
        return brokenOff;
    }

    @Override
    public void aborted(InFlightRequest inFlight, TimeoutReport report) {
        try {
            async().abort(mayComplete());
        } finally {
            handedBack().countDown();
        }
    }

    /** Whether the container may be asked to complete the request: not after each break. */
    boolean mayComplete() {
        ConnectionBreaker breaker = ConnectionBreaker.of(request);
        return !brokenOff || breaker == null || breaker.completesAfterBreak();
    }
}
