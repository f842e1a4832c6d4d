package dev.curfew.example.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/**
 * Makes each visit once and tells how they went. They begin one after the other and then run side by side: few enough
 * in a second for the filter to take the stack of each.
 */
final class Drive {

    private static final long PAUSE_MILLIS = 150;
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(8);

    private final String url;
    private final CapturedLog log;
    private final Table table = new Table(System.out);
    private final List<String> faults = new ArrayList<>();

    Drive(String url, CapturedLog log) {
        this.url = url;
        this.log = log;
    }

    /** Returns whether everything was as expected. */
    boolean run() throws InterruptedException {
        ClientView.of(url + "/hello"); // the first request of a JVM is slow whatever it does
        table.head(url, Visit.all().size());
        List<FutureTask<ClientView>> clients = new ArrayList<>();
        for (Visit visit : Visit.all()) {
            clients.add(start(visit));
            Thread.sleep(PAUSE_MILLIS);
        }
        long until = System.nanoTime() + PATIENCE_NANOS;
        for (int i = 0; i < clients.size(); i++) {
            Visit visit = Visit.all().get(i);
            ClientView seen = get(clients.get(i));
            List<LogEntry> said = log.await(visit.path(), visit.events().size(), until);
            table.row(visit.path(), seen, said);
            check(visit, seen, said);
        }
        table.end(faults);
        return faults.isEmpty();
    }

    private FutureTask<ClientView> start(Visit visit) {
        FutureTask<ClientView> task = new FutureTask<>(() -> ClientView.of(url + visit.path()));
        Thread thread = new Thread(task, "client " + visit.path());
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    private static ClientView get(FutureTask<ClientView> client) throws InterruptedException {
        try {
            return client.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void check(Visit visit, ClientView seen, List<LogEntry> said) {
        if (!seen.text().matches(visit.answer())) {
            faults.add(visit.path() + ": the client saw " + Table.cut(seen.text(), 40) + " (expected: " + visit.answer()
                    + ")");
        }
        if (seen.millis() < visit.fromMillis() || seen.millis() > visit.toMillis()) {
            faults.add(visit.path() + ": the client waited " + seen.millis() + " ms (expected: " + visit.fromMillis()
                    + " to " + visit.toMillis() + ")");
        }
        List<LogEntry.Event> events = said.stream().map(LogEntry::event).toList();
        if (!events.equals(visit.events())) {
            faults.add(visit.path() + ": the log said " + events + " (expected: " + visit.events() + ")");
        }
    }
}
