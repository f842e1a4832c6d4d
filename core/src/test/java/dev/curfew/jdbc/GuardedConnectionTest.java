package dev.curfew.jdbc;

import static dev.curfew.TimeoutAction.ABORT;
import static dev.curfew.TimeoutAction.CANCEL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

import dev.curfew.InFlightRequest;
import dev.curfew.ManualWatchdog;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GuardedConnectionTest {

    private final ManualWatchdog test = new ManualWatchdog();
    private final Connection raw = mock(Connection.class);
    private final Statement rawStatement = mock(Statement.class);
    private final DataSource guarded = GuardedDataSource.of(mock(DataSource.class, call -> raw));

    @BeforeEach
    void statements() throws SQLException {
        doReturn(raw).when(raw).unwrap(Connection.class);
        doReturn(true).when(raw).isValid(anyInt());
        DatabaseMetaData metaData = mock(DatabaseMetaData.class);
        doReturn("Any").when(metaData).getDatabaseProductName();
        doReturn(metaData).when(raw).getMetaData();
        doReturn(rawStatement).when(raw).createStatement();
        doReturn(mock(ResultSet.class)).when(rawStatement).executeQuery(any());
    }

    @AfterEach
    void end() {
        test.close();
    }

    private InFlightRequest request(TimeoutAction... actions) {
        TimeoutPolicy policy =
                TimeoutPolicy.builder(Duration.ofSeconds(10)).onTimeout(actions).build();
        return test.watch(policy, RequestDescription.of("GET", "/work"));
    }

    private static void insert(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("insert into numbers values (1)");
        }
    }

    @Test
    void connectionFromOutsideIsFreeAgainOnceTheExpiredRequestThatUsedItIsOver() throws SQLException {
        try (Connection connection = guarded.getConnection()) {
            try (InFlightRequest request = request(ABORT, CANCEL)) {
                insert(connection); // in a transaction, as the driver's auto-commit is off
                test.passSeconds(10);
                assertThat(request.isExpired()).isTrue();
                assertThatThrownBy(() -> insert(connection)).isInstanceOf(SQLTimeoutException.class);
            }
            verify(raw, never()).rollback();
            insert(connection);
            verify(raw).rollback(); // what the request had left
            connection.commit();
            verify(raw).commit();
        }
    }

    @Test
    void connectionOfAnExpiredRequestIsRefusedToWhatIsLeftOfIt() throws SQLException {
        Connection connection;
        try (InFlightRequest request = request(ABORT, CANCEL)) {
            connection = guarded.getConnection();
            insert(connection);
            test.passSeconds(10);
            assertThat(request.isExpired()).isTrue();
        }
        assertThatThrownBy(() -> insert(connection)).isInstanceOf(SQLTimeoutException.class);
        assertThatThrownBy(connection::commit).isInstanceOf(SQLTimeoutException.class);
        verify(raw, never()).commit();
        connection.close();
    }

    @Test
    void connectionOfARequestThatEndedInTimeIsFree() throws SQLException {
        Connection connection;
        try (InFlightRequest request = request(ABORT, CANCEL)) {
            connection = guarded.getConnection();
            insert(connection);
            assertThat(request.isExpired()).isFalse();
        }
        insert(connection);
        connection.commit();
        verify(raw).commit();
        verify(raw, never()).rollback();
        connection.close();
    }

    /** Whoever uses a connection first after the deadline is told at once, though rows of an earlier request are open. */
    @Test
    void expiredRequestDoesNotWaitForRowsThatItsOwnThreadHasOpen() throws SQLException {
        Connection connection = guarded.getConnection();
        try (InFlightRequest first = request(CANCEL)) {
            ResultSet rows = connection.createStatement().executeQuery("select * from numbers");
            assertThat(rows).isNotNull();
            assertThat(first.isExpired()).isFalse();
        }
        FutureTask<Boolean> second = new FutureTask<>(() -> {
            try (InFlightRequest request = request(CANCEL)) {
                test.passSeconds(10);
                assertThat(request.isExpired()).isTrue();
                assertThatThrownBy(() -> insert(connection)).isInstanceOf(SQLTimeoutException.class);
            }
            return true;
        });
        Thread thread = new Thread(second, "second");
        thread.setDaemon(true);
        thread.start();
        assertThat(second).succeedsWithin(Duration.ofSeconds(20));
        connection.close();
    }
}
