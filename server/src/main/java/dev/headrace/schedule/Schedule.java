package dev.headrace.schedule;

import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Transaction;
import dev.headrace.catalog.WorkRows;
import dev.headrace.refusal.Refusal;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/// Where work is ordered, followed and cancelled, whichever process does it. Thread-safe.
public final class Schedule implements AutoCloseable {
    /// Events of one piece of work; a setup test has a dozen.
    public static final int EVENTS_MAX = 10_000;

    /// Pieces of work of one kind about one subject that are remembered, with their events.
    public static final int HISTORY_MAX = 100;

    private static final int EVENTS_AT_ONCE = 500;

    /// Between two questions to a database that is away.
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final Catalog catalog;
    private final DatabaseClock clock;
    private final Watch watch;

    private Schedule(Catalog catalog, InstantSource clock) {
        this.catalog = catalog;
        this.clock = new DatabaseClock(catalog, clock);
        this.clock.compare();
        this.watch = new Watch(catalog, this.clock);
    }

    /// Begins to hear of work. It holds one connection of the catalog's pool.
    ///
    /// @throws Refusal.Unavailable where the database cannot be reached
    public static Schedule open(Catalog catalog, InstantSource clock) {
        return new Schedule(catalog, clock);
    }

    /// What was heard of a piece of work.
    ///
    /// @param ended whether nothing follows
    public record News(List<WorkEvent> events, boolean ended) {}

    /// Orders work: it is there when the transaction commits, and workers hear of it at once.
    public WorkId submit(Transaction transaction, WorkOrder order) {
        WorkId id = WorkId.next();
        WorkRows.Order row =
                new WorkRows.Order(order.kind(), order.subject(), order.pool(), order.payload());
        transaction.work().add(id.text(), row, clock.instant());
        transaction.work().forget(row, HISTORY_MAX);
        return id;
    }

    /// Waits for the end, also while the database is away for a moment.
    ///
    /// @return [WorkEnd.StillRunning] also where the waiting thread is interrupted
    public WorkEnd await(WorkId id, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Watch.Ear ear = watch.listen(id)) {
            while (true) {
                WorkEnd end = look(id);
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (!(end instanceof WorkEnd.StillRunning) || !left.isPositive()) {
                    return end;
                }
                ear.await(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new WorkEnd.StillRunning();
        }
    }

    private WorkEnd look(WorkId id) throws InterruptedException {
        try {
            return catalog.in(transaction -> transaction.work().find(id.text()))
                    .map(Schedule::end)
                    // So old that it is forgotten.
                    .orElseGet(WorkEnd.Failed::new);
        } catch (Refusal.Unavailable e) {
            Thread.sleep(AGAIN);
            return new WorkEnd.StillRunning();
        }
    }

    private static WorkEnd end(WorkRows.Row row) {
        return switch (row.state()) {
            case WAITING, RUNNING -> new WorkEnd.StillRunning();
            case DONE -> new WorkEnd.Done(String.valueOf(row.result()));
            case FAILED -> new WorkEnd.Failed();
            case DIED -> new WorkEnd.Died();
            case CANCELLED -> new WorkEnd.Cancelled();
        };
    }

    /// The events that come after that number, in order; 0 for all.
    public List<WorkEvent> events(WorkId id, int after) {
        return news(id, after).events();
    }

    /// The same, but where there is none yet, waits for one.
    ///
    /// @return without events where none came in time
    public News follow(WorkId id, int after, Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        try (Watch.Ear ear = watch.listen(id)) {
            while (true) {
                News news = news(id, after);
                Duration left = Duration.ofNanos(deadline - System.nanoTime());
                if (news.ended() || !news.events().isEmpty() || !left.isPositive()) {
                    return news;
                }
                ear.await(left);
            }
        }
    }

    private News news(WorkId id, int after) {
        return catalog.in(transaction -> {
            // The state first: what is there after the end is there for good.
            boolean ended =
                    transaction.work().find(id.text()).map(row -> row.state().isEnd()).orElse(true);
            List<WorkEvent> events =
                    transaction.work().events(id.text(), after, EVENTS_AT_ONCE).stream()
                            .map(row -> new WorkEvent(row.number(), row.at(), row.event()))
                            .toList();
            return new News(events, ended && events.size() < EVENTS_AT_ONCE);
        });
    }

    /// Asks for the end of a piece of work. What waits ends at once; what runs is told within a
    /// second, wherever it is, and ends when it heeds that. What has ended stays as it is.
    public void cancel(Transaction transaction, WorkId id) {
        transaction.work().cancel(id.text(), clock.instant());
    }

    /// Forgets all work on something that is no more. What runs is ended.
    public void forget(Transaction transaction, String subject) {
        transaction.work().forget(subject);
    }

    Catalog catalog() {
        return catalog;
    }

    InstantSource clock() {
        return clock;
    }

    Watch watch() {
        return watch;
    }

    /// Stop the workers first.
    @Override
    public void close() {
        watch.close();
    }
}
