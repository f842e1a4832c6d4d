package dev.curfew.boot;

import jakarta.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** An app with a database: nothing in it knows of Curfew. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({Gates.class, Reports.class, BlockingHandlers.class, DataQueries.class, DataWork.class, DataHandlers.class})
class DataApp {

    static final String JDBC = "jdbcTransactions";

    @Bean
    @Primary
    PlatformTransactionManager transactionManager(EntityManagerFactory factory) {
        return new JpaTransactionManager(factory);
    }

    /** One that has savepoints. */
    @Bean(JDBC)
    PlatformTransactionManager jdbcTransactions(DataSource source) {
        return new JdbcTransactionManager(source);
    }
}
