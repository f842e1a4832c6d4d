package dev.curfew.boot;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** What a request has written. */
@Entity
@Table(name = "data_row")
class DataRow {

    @Id
    @GeneratedValue
    private Long id;

    private String request;

    /** For Hibernate. */
    protected DataRow() {}

    DataRow(String request) {
        this.request = request;
    }

    Long id() {
        return id;
    }

    String request() {
        return request;
    }
}
