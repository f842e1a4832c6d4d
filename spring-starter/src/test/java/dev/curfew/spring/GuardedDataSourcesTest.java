package dev.curfew.spring;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import dev.curfew.InFlightRequest;
import dev.curfew.RequestDescription;
import dev.curfew.TimeoutAction;
import dev.curfew.TimeoutPolicy;
import dev.curfew.Watchdog;
import dev.curfew.jdbc.GuardedDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.jdbc.DataSourceUnwrapper;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabase;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** The app's {@code DataSource} beans, whatever they are. */
class GuardedDataSourcesTest {

    private final WebApplicationContextRunner app =
            new WebApplicationContextRunner().withConfiguration(CurfewAutoConfigurationTest.OURS);

    private static HikariDataSource hikari() {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:h2:mem:guarded;DB_CLOSE_DELAY=-1");
        return pool;
    }

    private static JdbcDataSource h2() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:guarded;DB_CLOSE_DELAY=-1");
        return source;
    }

    /** How many guards are around what its connections make. */
    private static int guards(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            return statement.toString().split("guarded ", -1).length - 1;
        }
    }

    @Test
    void aPoolIsInjectedByItsClassAndFoundByItsMeters() {
        app.withBean("pool", HikariDataSource.class, GuardedDataSourcesTest::hikari)
                .run(context -> {
                    HikariDataSource pool = context.getBean(HikariDataSource.class);
                    assertThat(guards(pool)).isEqualTo(1);
                    assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isPositive();
                    HikariDataSource found =
                            DataSourceUnwrapper.unwrap(pool, HikariConfigMXBean.class, HikariDataSource.class);
                    assertThat(found.getPoolName()).isEqualTo(pool.getPoolName());
                    assertThat(pool.unwrap(HikariDataSource.class)).isSameAs(pool);
                    assertThat(pool.isWrapperFor(GuardedDataSource.class)).isTrue();
                    assertThat(guards(pool.unwrap(GuardedDataSource.class))).isEqualTo(1);
                });
    }

    @Test
    void aPoolIsClosedWithTheApp() {
        HikariDataSource raw = hikari();
        app.withBean("pool", HikariDataSource.class, () -> raw).run(context -> {
            guards(context.getBean(DataSource.class));
            context.close();
            assertThat(raw.isClosed()).isTrue();
        });
    }

    @Test
    void connectionsOfAnotherUserAreGuarded() {
        app.withBean("h2", JdbcDataSource.class, GuardedDataSourcesTest::h2).run(context -> {
            try (Connection connection = context.getBean(DataSource.class).getConnection("", "")) {
                assertThat(connection.toString()).startsWith("guarded ");
            }
        });
    }

    @Test
    void aClassThatCannotHaveASubclassIsGuardedByItsInterfaces() {
        app.withBean("final", DataSource.class, FinalDataSource::new).run(context -> {
            DataSource source = context.getBean(DataSource.class);
            assertThat(guards(source)).isEqualTo(1);
            assertThat(((Named) source).name()).isEqualTo("final");
        });
    }

    @Test
    void aClassWithAFinalMethodIsGuardedByItsInterfaces() {
        app.withBean("half", DataSource.class, () -> new HalfFinalDataSource("half"))
                .run(context -> {
                    DataSource source = context.getBean(DataSource.class);
                    assertThat(guards(source)).isEqualTo(1);
                    assertThat(((Named) source).name()).isEqualTo("half");
                });
    }

    @Test
    void anEmbeddedDatabaseIsOne() {
        app.withBean(
                        "embedded",
                        EmbeddedDatabase.class,
                        () -> new EmbeddedDatabaseBuilder()
                                .setType(EmbeddedDatabaseType.H2)
                                .build())
                .run(context -> assertThat(guards(context.getBean(EmbeddedDatabase.class)))
                        .isEqualTo(1));
    }

    /** As libraries do that ask for one of the app's beans. */
    @ParameterizedTest
    @ValueSource(classes = {OverABean.class, OverItsOwn.class, Routing.class})
    void eachIsGuardedOnce(Class<?> configuration) {
        app.withUserConfiguration(configuration).run(context -> {
            assertThat(context).hasNotFailed();
            for (DataSource source : context.getBeansOfType(DataSource.class).values()) {
                assertThat(guards(source)).as(source.toString()).isEqualTo(1);
            }
        });
    }

    @Configuration(proxyBeanMethods = false)
    static class OverABean {

        @Bean
        HikariDataSource pool() {
            return hikari();
        }

        @Bean
        DataSource lazy(HikariDataSource pool) {
            return new LazyConnectionDataSourceProxy(pool);
        }

        @Bean
        DataSource guarded(HikariDataSource pool) {
            return GuardedDataSource.of(pool);
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class OverItsOwn {

        @Bean
        DataSource aware() {
            return new TransactionAwareDataSourceProxy(hikari());
        }

        @Bean
        DataSource guardedByTheApp() {
            return new LazyConnectionDataSourceProxy(GuardedDataSource.of(hikari()));
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Routing {

        @Bean
        HikariDataSource first() {
            return hikari();
        }

        @Bean
        @Primary
        AbstractRoutingDataSource routing(HikariDataSource first) {
            return to(Map.of("first", first));
        }

        @Bean
        AbstractRoutingDataSource toOneThatIsNoBean(HikariDataSource first) {
            return to(Map.of("first", first, "second", hikari()));
        }

        static final AtomicReference<String> key = new AtomicReference<>("first");

        private static AbstractRoutingDataSource to(Map<Object, Object> targets) {
            AbstractRoutingDataSource routing = new AbstractRoutingDataSource() {
                @Override
                protected Object determineCurrentLookupKey() {
                    return key.get();
                }
            };
            routing.setTargetDataSources(targets);
            return routing;
        }
    }

    @Test
    void eachTargetOfOneThatRoutesIsGuarded() {
        app.withUserConfiguration(Routing.class).run(context -> {
            DataSource routing = context.getBean("toOneThatIsNoBean", DataSource.class);
            Routing.key.set("second");
            try {
                assertThat(guards(routing)).isEqualTo(1);
            } finally {
                Routing.key.set("first");
            }
        });
    }

    @Test
    void whatIsBehindOneThatPassesOnIsGuarded() {
        app.withUserConfiguration(OverItsOwn.class).run(context -> {
            TransactionAwareDataSourceProxy aware = context.getBean("aware", TransactionAwareDataSourceProxy.class);
            assertThat(aware.getClass()).isEqualTo(TransactionAwareDataSourceProxy.class);
            assertThat(guards(aware.getTargetDataSource())).isEqualTo(1);
        });
    }

    @Test
    void oneThatKnowsItsConnectionsIsLeftAlone() {
        app.withBean(
                        "single",
                        SingleConnectionDataSource.class,
                        () -> new SingleConnectionDataSource("jdbc:h2:mem:single", false))
                .run(context -> {
                    SingleConnectionDataSource single = context.getBean(SingleConnectionDataSource.class);
                    assertThat(single.shouldClose(single.getConnection())).isFalse();
                    single.destroy();
                });
    }

    @Test
    void theOneOfAScopeIsGuardedWhenItIsMade() {
        app.withInitializer(context -> context.getBeanFactory().registerScope("test", new SimpleThreadScope()))
                .withUserConfiguration(Scoped.class)
                .run(context -> {
                    DataSource source = context.getBean(DataSource.class);
                    assertThat(Scoped.made).hasValue(0);
                    assertThat(guards(source)).isEqualTo(1);
                    assertThat(Scoped.made).hasValue(1);
                });
    }

    @Configuration(proxyBeanMethods = false)
    static class Scoped {

        static final AtomicInteger made = new AtomicInteger();

        @Bean
        @Scope(scopeName = "test", proxyMode = ScopedProxyMode.TARGET_CLASS)
        HikariDataSource pool() {
            made.incrementAndGet();
            return hikari();
        }
    }

    @Test
    void nothingIsGuardedWhereItIsSwitchedOff() {
        app.withPropertyValues("curfew.jdbc.enabled=false")
                .withBean("pool", HikariDataSource.class, GuardedDataSourcesTest::hikari)
                .run(context -> {
                    assertThat(context.getBean(DataSource.class).getClass()).isEqualTo(HikariDataSource.class);
                    assertThat(guards(context.getBean(DataSource.class))).isZero();
                });
    }

    @ParameterizedTest
    @CsvSource({"true, 60000", "false, 0"})
    void statementsHaveAQueryTimeoutWhereItIsAskedFor(boolean configured, long millis) {
        TimeoutPolicy policy = TimeoutPolicy.builder(Duration.ofSeconds(60))
                .onTimeout(TimeoutAction.CANCEL)
                .build();
        app.withPropertyValues("curfew.jdbc.query-timeout=" + configured)
                .withBean("pool", HikariDataSource.class, GuardedDataSourcesTest::hikari)
                .run(context -> {
                    Watchdog watchdog = context.getBean(Watchdog.class);
                    try (InFlightRequest request = watchdog.watch(policy, RequestDescription.of("GET", "/"))) {
                        assertThat(request.isExpired()).isFalse();
                        assertThat(queryTimeout(context.getBean(DataSource.class)))
                                .isEqualTo(millis);
                    }
                });
    }

    /** The one in force while it is asked for. */
    private static long queryTimeout(DataSource source) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("select cast(setting_value as bigint) from information_schema.settings"
                                + " where setting_name = 'QUERY_TIMEOUT'")) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    @Test
    void aValueThatIsNoneFailsTheStart() {
        app.withPropertyValues("curfew.jdbc.query-timeout=perhaps")
                .run(context -> assertThat(context.getStartupFailure()).hasMessageContaining("curfew.jdbc"));
    }

    /** What a class has beside being a {@code DataSource}. */
    interface Named {

        String name();
    }

    /** Passes on to another one. */
    private static class Passing implements DataSource {

        private final DataSource other = h2();

        @Override
        public Connection getConnection() throws SQLException {
            return other.getConnection();
        }

        @Override
        public Connection getConnection(String user, String password) throws SQLException {
            return other.getConnection(user, password);
        }

        @Override
        public PrintWriter getLogWriter() throws SQLException {
            return other.getLogWriter();
        }

        @Override
        public void setLogWriter(PrintWriter out) throws SQLException {
            other.setLogWriter(out);
        }

        @Override
        public void setLoginTimeout(int seconds) throws SQLException {
            other.setLoginTimeout(seconds);
        }

        @Override
        public int getLoginTimeout() throws SQLException {
            return other.getLoginTimeout();
        }

        @Override
        public Logger getParentLogger() throws SQLFeatureNotSupportedException {
            return other.getParentLogger();
        }

        @Override
        public <T> T unwrap(Class<T> type) throws SQLException {
            return other.unwrap(type);
        }

        @Override
        public boolean isWrapperFor(Class<?> type) throws SQLException {
            return other.isWrapperFor(type);
        }
    }

    private static final class FinalDataSource extends Passing implements Named {

        @Override
        public String name() {
            return "final";
        }
    }

    /** Not private. */
    static class HalfFinalDataSource extends Passing implements Named {

        private final String name;

        HalfFinalDataSource(String name) {
            this.name = name;
        }

        @Override
        public final String name() {
            return name;
        }
    }
}
