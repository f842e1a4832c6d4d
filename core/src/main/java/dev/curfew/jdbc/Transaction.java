package dev.curfew.jdbc;

import dev.curfew.CommitFence;
import dev.curfew.CommitResult;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** What is open on a connection, and how it ends. Used by one thread at a time, as its connection is. */
final class Transaction {

    private final Connection raw;
    private boolean wrote; // in the transaction that is open
    private boolean begun; // by a statement, in auto-commit mode
    private boolean everBegun;
    private boolean switchedOn; // auto-commit mode, by a statement, of which pools do not know
    private boolean opened; // in the database: a statement of it has run

    Transaction(Connection raw) {
        this.raw = raw;
    }

    /** How a transaction ends well. */
    interface Ending {

        void run() throws SQLException;
    }

    private boolean isOpen() throws SQLException {
        return begun || !isAutoCommit();
    }

    private boolean isAutoCommit() throws SQLException {
        return switchedOn || raw.getAutoCommit();
    }

    // ---- statements

    /** Whether such a statement commits something by running. */
    boolean commits(SqlKind kind) throws SQLException {
        return switch (kind) {
            case COMMIT -> true;
            case CALLING, WRITE, UNCLEAR, OTHER -> !isOpen();
            case SCHEMA -> !isOpen() || schemaCommits();
            case TEMPORARY -> !isOpen() || temporaryCommits();
            case SETTING, AUTO_COMMIT -> wrote && !begun && isOpen() && schemaCommits();
            case BEGIN -> wrote && isOpen() && schemaCommits();
            case READ, ROLLBACK -> false;
        };
    }

    private boolean schemaCommits() throws SQLException {
        return raw.getMetaData().dataDefinitionCausesTransactionCommit();
    }

    private boolean temporaryCommits() throws SQLException {
        return schemaCommits() && !DriverCalls.keepsTransactionForTemporaryTables(raw);
    }

    /** A statement begins that commits nothing; what it changes is part of the transaction, even if it fails. */
    void begins(SqlKind kind) {
        wrote |= mayWrite(kind);
    }

    private static boolean mayWrite(SqlKind kind) {
        return switch (kind) {
            case CALLING, WRITE, UNCLEAR, OTHER, TEMPORARY, SCHEMA -> true;
            case READ, SETTING, AUTO_COMMIT, BEGIN, COMMIT, ROLLBACK -> false;
        };
    }

    /**
     * Has the database open the transaction before a first statement that can be cancelled: where a driver sends both in
     * one go, a cancel may end the opening alone, and what the statement writes is committed by itself.
     */
    void open(SqlKind kind) throws SQLException {
        if (!opened && mayWrite(kind) && !raw.getAutoCommit() && DriverCalls.opensWithFirstStatement(raw)) {
            try (Statement statement = raw.createStatement()) {
                statement.execute("");
            }
            opened = true;
        }
    }

    /** A statement has ended well. */
    void ran(SqlKind kind) throws SQLException {
        opened = true;
        switch (kind) {
            case COMMIT -> ended();
            case BEGIN -> {
                ended();
                begun = isAutoCommit();
                everBegun |= begun;
            }
            case ROLLBACK -> opened = begun = false; // or only to a savepoint: then what follows counts as committed
            case SCHEMA -> wrote &= !schemaCommits();
            case TEMPORARY -> wrote &= !temporaryCommits();
            case SETTING, AUTO_COMMIT -> {
                if (!begun && schemaCommits()) {
                    ended();
                }
                switchedOn |= kind == SqlKind.AUTO_COMMIT;
            }
            case READ, CALLING, WRITE, UNCLEAR, OTHER -> {}
        }
    }

    /** What a statement that commits by itself has left behind by failing. */
    CommitResult resultOf(SQLException e, SqlKind kind) throws SQLException {
        return switch (kind) {
            case CALLING, WRITE -> CommitFailure.resultOf(e);
            case COMMIT, TEMPORARY, SCHEMA, SETTING, AUTO_COMMIT, BEGIN ->
                wrote && isOpen() ? CommitResult.UNKNOWN : CommitFailure.resultOf(e);
            case UNCLEAR, OTHER, READ, ROLLBACK -> CommitResult.UNKNOWN;
        };
    }

    // ---- its end

    void commit(@Nullable CommitFence fence, Ending ending) throws SQLException {
        if (fence == null) {
            ending.run();
            ended();
            return;
        }
        CommitFence.Commit commit = fence.beginCommit();
        if (commit == null) {
            throw refused(fence);
        }
        CommitResult result = CommitResult.UNKNOWN;
        try {
            ending.run();
            result = wrote ? CommitResult.COMMITTED : CommitResult.NOTHING;
            ended();
        } catch (SQLException e) {
            result = wrote ? CommitFailure.resultOf(e) : CommitResult.NOTHING;
            throw e;
        } finally {
            opened = false;
            commit.end(result);
        }
    }

    /** Leaving a transaction by this commits it. */
    void setAutoCommit(@Nullable CommitFence fence, boolean autoCommit) throws SQLException {
        opened &= !raw.getAutoCommit();
        if (!autoCommit || raw.getAutoCommit()) {
            raw.setAutoCommit(autoCommit);
        } else if (fence != null && !wrote && fence.refusesCommits()) {
            rollBack(); // nothing is lost, and nothing that was overlooked is committed
            raw.setAutoCommit(true);
        } else {
            commit(fence, () -> raw.setAutoCommit(true));
        }
        switchedOn = false;
    }

    /** Inside a transaction some databases commit it by this. */
    void setIsolation(@Nullable CommitFence fence, int level) throws SQLException {
        if (wrote && isOpen() && DriverCalls.commitsForIsolation(raw)) {
            commit(fence, () -> raw.setTransactionIsolation(level));
        } else {
            raw.setTransactionIsolation(level);
        }
    }

    /** Rolls back what must not be committed. */
    SQLException refused(CommitFence fence) {
        SQLException refusal = Refusal.of(fence, "nothing more is committed", null);
        try {
            everBegun = true; // as a statement may have said
            rollBack();
        } catch (SQLException e) {
            refusal.addSuppressed(e);
        }
        return refusal;
    }

    /** The connection's own rollback was called. */
    void rolledBack(boolean toSavepoint) {
        wrote &= toSavepoint;
        begun &= toSavepoint;
        opened &= toSavepoint;
    }

    /** Rolls back what an expired request has left. */
    void rollBackLeftOver() throws SQLException {
        if (isOpen()) {
            rollBack();
        }
    }

    /** The connection is given back: what becomes of an open transaction is its pool's, unless the request has expired. */
    void leave(CommitFence fence) throws SQLException {
        CommitFence.Commit commit = wrote && isOpen() ? fence.beginCommit() : null;
        if (commit != null) {
            commit.end(CommitResult.UNKNOWN); // pools roll back, drivers may commit
        } else if (fence.refusesCommits()) {
            rollBack();
        }
    }

    private void ended() {
        wrote = false;
        begun = false;
        opened = false;
    }

    private void rollBack() throws SQLException {
        try {
            if (!raw.getAutoCommit()) {
                raw.rollback();
            } else if (everBegun) {
                try (Statement statement = raw.createStatement()) {
                    statement.execute("rollback");
                }
            }
            ended();
        } catch (SQLException e) {
            DriverCalls.evict(raw); // or else its owner may commit what is left when it resets it
            throw e;
        }
    }

    /** Whether nothing of a cancel reaches whoever has the connection next. */
    boolean isUsable(int probeSeconds) {
        try {
            rollBackLeftOver();
            boolean valid = raw.isValid(probeSeconds);
            rollBackLeftOver(); // the probe may have opened a transaction, too
            return valid;
        } catch (SQLException e) {
            return false;
        }
    }
}
