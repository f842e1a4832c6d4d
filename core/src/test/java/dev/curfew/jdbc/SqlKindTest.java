package dev.curfew.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqlKindTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select * from account",
                "  (SELECT 1)",
                "-- the balances\nselect balance from account where id = ? for update",
                "select count(*), coalesce(max(id), 0) from account where id in (1, 2) for no key update",
                "/* insert */ select 'insert into x; delete' from account",
                "select \"update\" from account;",
                "with a as (select 1) select * from a",
                "values (1)",
                "explain select * from account",
                "show tables",
                "savepoint a",
                "set search_path to shop",
                "set local statement_timeout = '5s'",
                "set transaction isolation level serializable",
                "set role clerk",
                "set names utf8mb4",
            })
    void reads(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.READ);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into account values (1)",
                "UPDATE account set n = 1",
                "merge into account using x on (1 = 1) when matched then delete",
                "with a as (insert into x values (1) returning *) select * from a",
                "select *\ninto\nx from account",
                "select * from final table (update account set n = 1)",
                "explain analyze delete from account",
            })
    void singleWrites(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.WRITE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select transfer(1, 2)",
                "set @balance = transfer(1, 2)",
                "select transfer_from(1, 2)",
                "select * from create_order(7)",
                "select f(id) from account",
                "select \"f\"(id) from account",
                "with a as (select f(1)) select * from a",
                "/*!50000 select f(1) */",
            })
    void callsOfWhatMayWrite(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.CALLING);
        assertThat(SqlKind.CALLING.isGuess()).isTrue();
        assertThat(SqlKind.CALLING.and(SqlKind.WRITE)).as("executeUpdate").isEqualTo(SqlKind.WRITE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 'it\\'s', f(1), 'x'",
                "select 1 # it's\n from account",
                "select 5--1, f(1)",
            })
    void queriesThatDatabasesReadDifferently(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.UNCLEAR);
        assertThat(SqlKind.UNCLEAR.isGuess()).isTrue();
        assertThat(SqlKind.UNCLEAR.and(SqlKind.WRITE)).as("executeUpdate").isEqualTo(SqlKind.OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "select 1; update account set n = 1",
                "set x = 1; delete from account",
                "set statement max_statement_time=5 for insert into account values (1)",
                "rollback; insert into account values (1)",
                "call transfer(1, 2)",
                "{call transfer(1, 2)}",
                "{? = call transfer(1, 2)}",
                "do $$ begin end $$",
                "",
                "execute plan",
            })
    void whateverElse(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.OTHER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create table x (n int)",
                "truncate x",
                "drop index i",
                "lock tables x write",
                "analyze x",
                "set password = 'x'",
                "create global temporary table x (n int)"
            })
    void schema(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.SCHEMA);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "begin",
                "START TRANSACTION",
                "set autocommit = 0",
                "set @@session.autocommit=off",
                "SET AUTOCOMMIT FALSE"
            })
    void begins(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.BEGIN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "set autocommit = 1",
                "set @@session.autocommit=on",
                "SET AUTOCOMMIT TRUE",
                "set autocommit = @before",
            })
    void autoCommit(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.AUTO_COMMIT);
    }

    @Test
    void settings() {
        assertThat(SqlKind.of("set session characteristics as transaction isolation level serializable"))
                .isEqualTo(SqlKind.SETTING);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create temporary table x (n int)",
                "CREATE OR REPLACE TEMPORARY TABLE x (n int)",
                "drop temporary table x",
            })
    void temporaryTables(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.TEMPORARY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "commit",
                "/* at last */ COMMIT work;",
                "end",
                "insert into x values (1); commit",
                "begin; insert; commit"
            })
    void commits(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.COMMIT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollback", "ROLLBACK to savepoint a", "abort"})
    void rollbacks(String sql) {
        assertThat(SqlKind.of(sql)).isEqualTo(SqlKind.ROLLBACK);
    }
}
