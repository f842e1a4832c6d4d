package dev.curfew.boot;

import com.zaxxer.hikari.HikariDataSource;
import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The same slow query in each way that an app has to ask. Not final: it is called through a proxy. */
@Component
class DataQueries {

    private final JdbcTemplate template;
    private final JdbcClient client;
    private final EntityManager manager;
    private final HikariDataSource pool;

    /** Asks for the pool by its class, as apps do. */
    DataQueries(JdbcTemplate template, JdbcClient client, EntityManager manager, HikariDataSource pool) {
        this.template = template;
        this.client = client;
        this.manager = manager;
        this.pool = pool;
    }

    /** Takes minutes. */
    private static String slow(String tag) {
        return "select /* " + tag + " */ count(*) from system_range(1, 1000000) a, system_range(1, 1000000) b"
                + " where a.x + b.x = 0";
    }

    long byTemplate(String tag) {
        Long count = template.queryForObject(slow(tag), Long.class);
        return count == null ? 0 : count;
    }

    long byClient(String tag) {
        return client.sql(slow(tag)).query(Long.class).single();
    }

    long byEntityManager(String tag) {
        return ((Number) manager.createNativeQuery(slow(tag)).getSingleResult()).longValue();
    }

    /** As libraries of queries do. */
    long byConnection(String tag) throws SQLException {
        try (Connection connection = pool.getConnection();
                PreparedStatement statement = connection.prepareStatement(slow(tag));
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
        }
    }

    @Transactional(timeout = 30)
    public long inAPatientTransaction(String tag) {
        return byTemplate(tag);
    }

    @Transactional(timeout = 1)
    public long inAnImpatientTransaction(String tag) {
        return byTemplate(tag);
    }

    HikariDataSource pool() {
        return pool;
    }
}
