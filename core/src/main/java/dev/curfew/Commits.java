package dev.curfew;

/** The commits of one request; guarded by its state lock. */
final class Commits {

    int underWay;
    int uncertain; // that may be reads: nobody waits for their end
    private boolean some;
    private boolean unknown;

    /** Returns whether it was the last one under way. */
    boolean end(CommitResult result) {
        keep(result);
        return --underWay == 0;
    }

    void endUncertain(CommitResult result) {
        keep(result);
        uncertain--;
    }

    private void keep(CommitResult result) {
        some |= result == CommitResult.COMMITTED;
        unknown |= result == CommitResult.UNKNOWN;
    }

    CommitState state() {
        if (unknown || underWay > 0 || uncertain > 0) {
            return CommitState.UNKNOWN;
        }
        return some ? CommitState.SOME : CommitState.NONE;
    }
}
