package dev.curfew.boot;

import org.springframework.data.jpa.repository.JpaRepository;

/** What requests have written. */
interface DataRows extends JpaRepository<DataRow, Long> {

    long countByRequest(String request);
}
