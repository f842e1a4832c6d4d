package dev.curfew.jdbc;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows whose fetching is cancelled at the deadline: to move on may ask the database for more. */
final class GuardedResultSet implements InvocationHandler {

    private static final Set<String> MOVES =
            Set.of("next", "previous", "first", "last", "absolute", "relative", "beforeFirst", "afterLast");
    private static final Set<String> WRITES = Set.of("insertRow", "updateRow", "deleteRow");

    private final GuardedConnection connection;
    private final GuardedStatement statement;
    private final Statement rawStatement;
    private final ResultSet raw;
    private final ResultSet proxy;

    GuardedResultSet(GuardedConnection connection, GuardedStatement statement, Statement rawStatement, ResultSet raw) {
        this.connection = connection;
        this.statement = statement;
        this.rawStatement = rawStatement;
        this.raw = raw;
        this.proxy = Calls.proxy(ResultSet.class, this);
    }

    ResultSet proxy() {
        return proxy;
    }

    @Override
    public @Nullable Object invoke(Object self, Method method, Object @Nullable [] args) throws Throwable {
        String name = method.getName();
        if (MOVES.contains(name)) {
            Object moved = connection.run(rawStatement, SqlKind.READ, () -> Calls.pass(raw, method, args));
            if (name.equals("next") && Boolean.FALSE.equals(moved)) {
                connection.running().readToEnd(rawStatement);
            }
            return moved;
        }
        if (name.equals("close")) {
            return connection.close(rawStatement, () -> Calls.pass(raw, method, args));
        }
        if (WRITES.contains(name)) {
            return connection.run(rawStatement, SqlKind.WRITE, () -> Calls.pass(raw, method, args));
        }
        return name.equals("getStatement") ? statement.proxy() : Calls.passObjectMethods(self, raw, method, args);
    }
}
