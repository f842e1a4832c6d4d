package dev.curfew.jdbc;

import dev.curfew.CommitFence;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ConnectionBuilder;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.ShardingKeyBuilder;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * A {@code DataSource} whose work ends with the request that it is done for.
 *
 * <pre>{@code
 * DataSource guarded = GuardedDataSource.of(pool);
 * }</pre>
 *
 * <p>When a request expires under a policy that cancels, its running statement is cancelled, its wait for a connection
 * ends, and what it has not begun is refused with an {@code SQLTimeoutException}; rolling back and closing always work.
 * Under a policy that cancels or aborts a commit is decided against the deadline, once ({@link CommitFence}). Outside a
 * watched request, and under a policy that only logs or interrupts, nothing changes.
 *
 * <p>Wrap the pool, not what the pool takes its connections from. Safe for use by several threads.
 */
public final class GuardedDataSource implements DataSource {

    private final DataSource raw;
    private final boolean queryTimeout;

    private GuardedDataSource(DataSource raw, boolean queryTimeout) {
        this.raw = raw;
        this.queryTimeout = queryTimeout;
        CommitFence.use();
    }

    /** Guards this one, which stays open for its owner to close; one that is guarded already is returned as it is. */
    public static GuardedDataSource of(DataSource raw) {
        return raw instanceof GuardedDataSource guarded ? guarded : new GuardedDataSource(raw, false);
    }

    /**
     * The same with a second line of defence: each statement also has a query timeout of what is left, rounded up to whole
     * seconds, under a policy that cancels. Its own is restored afterwards.
     */
    public GuardedDataSource withQueryTimeout() {
        return new GuardedDataSource(raw, true);
    }

    /**
     * A connection of the request that the calling thread works for.
     *
     * @throws java.sql.SQLTimeoutException if the request has expired under a policy that cancels, or expires meanwhile
     */
    @Override
    public Connection getConnection() throws SQLException {
        return guard(raw::getConnection);
    }

    /**
     * As {@link #getConnection()}.
     *
     * @throws java.sql.SQLTimeoutException as {@link #getConnection()} does
     */
    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return guard(() -> raw.getConnection(username, password));
    }

    private Connection guard(ConnectionWait.Source source) throws SQLException {
        CommitFence fence = CommitFence.current();
        Connection connection = fence == null ? source.get() : new ConnectionWait(fence).get(source);
        boolean routed = GuardedConnection.isProxy(connection); // to another guarded DataSource
        return routed ? connection : new GuardedConnection(connection, fence, queryTimeout).proxy();
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        return type.isInstance(raw) ? type.cast(raw) : raw.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || type.isInstance(raw) || raw.isWrapperFor(type);
    }

    // ---- passed on

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return raw.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        raw.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        raw.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return raw.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return raw.getParentLogger();
    }

    /** Not supported: what it builds would not be guarded. */
    @Override
    public ConnectionBuilder createConnectionBuilder() throws SQLException {
        throw new SQLFeatureNotSupportedException(
                "createConnectionBuilder is not guarded; unwrap the DataSource for it");
    }

    @Override
    public ShardingKeyBuilder createShardingKeyBuilder() throws SQLException {
        return raw.createShardingKeyBuilder();
    }

    /** The guarded one's own text. */
    @Override
    public String toString() {
        return "GuardedDataSource of " + raw;
    }
}
