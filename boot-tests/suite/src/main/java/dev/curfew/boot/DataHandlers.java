package dev.curfew.boot;

import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.ObjLongConsumer;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** What requests ask of the database. */
@RestController
final class DataHandlers {

    private final DataQueries queries;
    private final Map<String, Consumer<String>> work;
    private final Map<String, ObjLongConsumer<String>> races;
    private final Map<String, RuntimeException> failures = new ConcurrentHashMap<>();

    DataHandlers(DataQueries queries, DataWork work) {
        this.queries = queries;
        this.work = Map.ofEntries(
                Map.entry("commit", work::heldBeforeTheCommit),
                Map.entry("commit-of-jdbc", work::heldBeforeTheCommitOfJdbc),
                Map.entry("commit-of-repository", work::heldBeforeTheCommitOfARepository),
                Map.entry("swallowing", work::heldAndSwallowing),
                Map.entry("requires-new", work::withOneOfItsOwn),
                Map.entry("nested", work::withANestedOne),
                Map.entry("reading", work::reading),
                Map.entry("by-themselves", work::byThemselves),
                Map.entry("committed", work::heldAfterTheCommit),
                Map.entry("at-once", work::atOnce));
        this.races = Map.of(
                "one", work::pausingBeforeTheCommit,
                "two", work::pausingBeforeTheSecondCommit,
                "by-themselves", work::pausingBetween);
    }

    /** Races its deadline. */
    @GetMapping("/race/{kind}/{nanos}/{id}")
    String race(@PathVariable("kind") String kind, @PathVariable("nanos") long nanos, @PathVariable("id") String id) {
        races.get(kind).accept(id, nanos);
        return "done";
    }

    @GetMapping("/transaction/{kind}/{id}")
    String work(@PathVariable("kind") String kind, @PathVariable("id") String id) {
        try {
            work.get(kind).accept(id);
        } catch (RuntimeException e) {
            failures.put(id, e);
            throw e;
        }
        return "done";
    }

    /** What the work of this id ended with; null if it ended well. */
    RuntimeException failureOf(String id) {
        return failures.get(id);
    }

    /** The same under a policy that only logs. */
    @GetMapping("/logged/{kind}/{id}")
    String logged(@PathVariable("kind") String kind, @PathVariable("id") String id) {
        return work(kind, id);
    }

    @GetMapping("/slow/{way}/{tag}")
    long slow(@PathVariable("way") String way, @PathVariable("tag") String tag) throws SQLException {
        return switch (way) {
            case "template" -> queries.byTemplate(tag);
            case "client" -> queries.byClient(tag);
            case "entity-manager" -> queries.byEntityManager(tag);
            case "connection" -> queries.byConnection(tag);
            case "patient" -> queries.inAPatientTransaction(tag);
            default -> queries.inAnImpatientTransaction(tag);
        };
    }
}
