package dev.curfew.jdbc.docs;

import dev.curfew.jdbc.GuardedDataSource;
import javax.sql.DataSource;

/** A guarded pool, as docs/stopping-work.md shows it. */
final class GuardSnippets {

    private GuardSnippets() {}

    static DataSource guard(DataSource pool) {
        // snippet begin
        DataSource guarded = GuardedDataSource.of(pool);
        // snippet end
        return guarded;
    }
}
