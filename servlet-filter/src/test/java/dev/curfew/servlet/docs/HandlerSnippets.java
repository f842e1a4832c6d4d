package dev.curfew.servlet.docs;

import dev.curfew.Deadline;
import dev.curfew.servlet.RequestTimeoutFilter;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.http.HttpRequest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** What application code does with its deadline. */
@SuppressWarnings("try") // the registration is for closing only
final class HandlerSnippets {

    private final Consumer<Row> exporter;

    HandlerSnippets(Consumer<Row> exporter) {
        this.exporter = exporter;
    }

    record Row(int number) {}

    record Order(String number) {}

    record Receipt(String number) {}

    interface Payments {

        Receipt charge(Order order);
    }

    void stopInTime(List<Row> rows) {
        // snippet begin
        for (Row row : rows) {
            Deadline.current().throwIfExpired();
            export(row);
        }
        // snippet end
    }

    private void export(Row row) {
        exporter.accept(row);
    }

    HttpRequest callWithWhatIsLeft(URI uri) {
        // snippet begin
        Deadline deadline = Deadline.current();
        deadline.throwIfExpired();
        Duration most = Duration.ofSeconds(10);
        Duration left = deadline.remaining().plusMillis(1); // never zero, which the client would refuse
        HttpRequest call = HttpRequest.newBuilder(uri)
                .timeout(left.compareTo(most) < 0 ? left : most)
                .build();
        // snippet end
        return call;
    }

    int ordersOf(LocalDate day, Connection connection) throws SQLException {
        // snippet begin
        try (PreparedStatement statement = connection.prepareStatement("select * from orders where day = ?");
                Deadline.Registration cancel = Deadline.current().onExpiry(() -> cancel(statement))) {
            statement.setObject(1, day);
            return read(statement.executeQuery());
        }
        // snippet end
    }

    private static int read(ResultSet rows) throws SQLException {
        return rows.getFetchSize();
    }

    private static void cancel(PreparedStatement statement) {
        try {
            statement.cancel();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    void moveTheDeadline() {
        // snippet begin
        Deadline deadline = Deadline.current();
        deadline.extendBy(Duration.ofSeconds(20)); // 20 s more, whenever it is asked for
        deadline.restart(Duration.ofSeconds(30)); // 30 s from now on
        deadline.disable(); // none any more: a stream that is meant to stay open
        // snippet end
    }

    Receipt pay(Order order, Payments payments) {
        // snippet begin
        Receipt receipt = Deadline.current().shield(() -> payments.charge(order));
        // snippet end
        return receipt;
    }

    record Stock(int pieces) {}

    record Price(int cents) {}

    interface Shop {

        Stock stockOf(Order order);

        Price priceOf(Order order);
    }

    List<Future<?>> askBeside(Order order, Shop shop, ExecutorService pool) {
        // snippet begin
        Deadline deadline = Deadline.current();
        Future<Stock> stock = pool.submit(deadline.wrap(() -> shop.stockOf(order)));
        CompletableFuture<Price> price =
                CompletableFuture.supplyAsync(deadline.wrapSupplier(() -> shop.priceOf(order)), pool);
        // snippet end
        return List.of(stock, price);
    }

    void handOver(HttpServletRequest request, ExecutorService pool) {
        // snippet begin
        AsyncContext async = request.startAsync();
        Deadline deadline = (Deadline) request.getAttribute(RequestTimeoutFilter.DEADLINE_ATTRIBUTE);
        Future<?> work = pool.submit(() -> answer(async, deadline));
        deadline.onExpiry(() -> work.cancel(true));
        // snippet end
    }

    private static void answer(AsyncContext async, Deadline deadline) {
        deadline.throwIfExpired();
        async.complete();
    }
}
