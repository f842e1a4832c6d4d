package dev.curfew;

/** The commits of one request; guarded by its state lock. */
final class Commits {

    int underWay;
    private boolean some;
    private boolean unknown;

    /** Returns whether it was the last one under way. */
    boolean end(CommitResult result) {
        some |= result == CommitResult.COMMITTED;
        unknown |= result == CommitResult.UNKNOWN;
        return --underWay == 0;
    }

    CommitState state() {
        if (unknown || underWay > 0) {
            return CommitState.UNKNOWN;
        }
        return some ? CommitState.SOME : CommitState.NONE;
    }
}
