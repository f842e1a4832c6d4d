package dev.curfew.boot;

import java.util.concurrent.locks.LockSupport;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Lazy;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Transactions in which a test holds the request; its rows bear the gate's id. Not final: called through a proxy. */
@Component
class DataWork {

    private final Gates gates;
    private final DataRows rows;
    private final JdbcTemplate template;
    private DataWork self;

    DataWork(Gates gates, DataRows rows, JdbcTemplate template) {
        this.gates = gates;
        this.rows = rows;
        this.template = template;
    }

    @Autowired
    void self(@Lazy DataWork self) {
        this.self = self;
    }

    private void insert(String id) {
        template.update("insert into data_row (id, request) values (next value for data_row_seq * 1000, ?)", id);
    }

    private void hold(String id) {
        gates.of(id).holdThroughInterrupts();
    }

    @Transactional
    public void heldBeforeTheCommit(String id) {
        insert(id);
        hold(id);
    }

    @Transactional(DataApp.JDBC)
    public void heldBeforeTheCommitOfJdbc(String id) {
        insert(id);
        hold(id);
    }

    @Transactional
    public void heldBeforeTheCommitOfARepository(String id) {
        rows.save(new DataRow(id));
        hold(id);
    }

    @Transactional
    public void heldAndSwallowing(String id) {
        insert(id);
        hold(id);
        try {
            insert(id);
        } catch (DataAccessException e) {
            // as code does that means to go on without
        }
    }

    @Transactional
    public void withOneOfItsOwn(String id) {
        insert(id);
        self.ofItsOwn(id);
        hold(id);
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void ofItsOwn(String id) {
        insert(id);
    }

    @Transactional(DataApp.JDBC)
    public void withANestedOne(String id) {
        insert(id);
        self.nested(id);
        hold(id);
    }

    @Transactional(transactionManager = DataApp.JDBC, propagation = Propagation.NESTED)
    public void nested(String id) {
        insert(id);
    }

    @Transactional(readOnly = true)
    public long reading(String id) {
        long count = rows.countByRequest(id);
        hold(id);
        return count;
    }

    /** Not in a transaction. */
    public void byThemselves(String id) {
        insert(id);
        hold(id);
        insert(id);
    }

    /** Commits, and then is held. */
    public void heldAfterTheCommit(String id) {
        self.ofItsOwn(id);
        hold(id);
    }

    @Transactional
    public void atOnce(String id) {
        insert(id);
    }

    @Transactional
    public void pausingBeforeTheCommit(String id, long nanos) {
        insert(id);
        LockSupport.parkNanos(nanos);
    }

    /** Two transactions. */
    public void pausingBeforeTheSecondCommit(String id, long nanos) {
        self.ofItsOwn(id);
        self.pausingBeforeTheCommit(id, nanos);
    }

    /** Not in a transaction. */
    public void pausingBetween(String id, long nanos) {
        insert(id);
        LockSupport.parkNanos(nanos);
        insert(id);
    }
}
