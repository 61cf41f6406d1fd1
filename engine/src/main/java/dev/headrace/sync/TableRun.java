package dev.headrace.sync;

import dev.headrace.destination.Destination;
import dev.headrace.destination.DestinationSession;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailurePlace;
import dev.headrace.failure.Warning;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import dev.headrace.source.Source;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One table of a sync: tries until it is done, fails for good, or is told to stop.
final class TableRun {
    /// What a table needs around it.
    record Surroundings(
            Source source,
            Destination destination,
            OpenSessions sessions,
            Cancellation cancellation,
            SyncListener listener,
            InstantSource clock) {}

    private final Surroundings around;
    private final TableOrder order;
    private final int number;
    private final int count;
    private final Retries retries;
    private final Instant startedAt;
    private final TableTally tally = new TableTally();
    private volatile TableAttempt attempt;

    TableRun(Surroundings around, TableOrder order, int number, SyncRequest request) {
        this.around = around;
        this.order = order;
        this.number = number;
        this.count = request.orders().size();
        this.retries = new Retries(request.retryFor(), around.clock());
        this.startedAt = around.clock().instant();
        this.attempt = newAttempt();
    }

    /// Never throws.
    TableResult run() {
        around.listener().on(new SyncEvent.TableStarted(table(), number, count));
        TableResult result = null;
        for (int tries = 1; result == null; tries++) {
            result = attempt(tries);
        }
        return announced(result);
    }

    private TableResult announced(TableResult result) {
        for (Warning warning : result.warnings()) {
            around.listener().on(new SyncEvent.WarningRaised(table(), warning));
        }
        around.listener().on(new SyncEvent.TableFinished(result));
        return result;
    }

    /// Null when there is to be another try.
    private @Nullable TableResult attempt(int tries) {
        Failure failure = null;
        try {
            DestinationSession session = around.sessions().get(order.connection());
            attempt.run(session);
        } catch (RuntimeException | Error e) {
            failure = failure(e);
        }
        if (around.cancellation().isCancelled()) {
            // What was told to stop is not at fault, however it ended.
            failure = null;
            around.cancellation().calm();
        }
        attempt.close();
        tally.add(attempt);
        if (failure == null) {
            return result(null);
        }
        // A session that saw a failure may be a lost one.
        around.sessions().close();
        Optional<Duration> wait = nextTry(failure);
        if (wait.isEmpty()) {
            return result(failure);
        }
        around.listener().on(new SyncEvent.Retrying(table(), failure, wait.get(), tries));
        return pause(wait.get()) ? null : result(null);
    }

    private Optional<Duration> nextTry(Failure failure) {
        if (attempt.counters().committed() > 0) {
            retries.progressed();
        } else if (attempt.stage() == SyncProgress.Stage.FINISHING) {
            retries.failedFinishing();
        }
        if (attempt.usedUp()) {
            return Optional.empty();
        }
        return retries.after(failure);
    }

    private boolean pause(Duration wait) {
        try {
            around.cancellation().pause(wait);
            attempt = newAttempt();
            return true;
        } catch (Cancellation.Cancelled e) {
            around.cancellation().calm();
            return false;
        }
    }

    private TableAttempt newAttempt() {
        return new TableAttempt(
                around.source(),
                order,
                around.cancellation(),
                () -> around.listener().on(new SyncEvent.TableResumed(table())));
    }

    private Failure failure(Throwable thrown) {
        FailurePlace place = FailurePlace.ofTable(table().schema(), table().table());
        return Failures.of(thrown).at(place);
    }

    /// The result of a table that is not even tried.
    TableResult given(Failure failure) {
        return announced(result(failure(failure)));
    }

    /// For any thread, while the table is under way.
    TableResult resultSoFar() {
        return new TableResult(
                table(),
                order.connection(),
                false,
                attempt.read(),
                attempt.counters(),
                List.of(),
                attempt.ddl(),
                List.of(),
                null,
                Duration.between(startedAt, around.clock().instant()));
    }

    private TableName table() {
        return order.request().table();
    }

    private TableResult result(@Nullable Failure failure) {
        return new TableResult(
                table(),
                order.connection(),
                attempt.unchanged(),
                tally.read(),
                tally.counters(),
                columns(around.destination(), tally.shape()),
                tally.ddl(),
                tally.warnings(),
                failure,
                Duration.between(startedAt, around.clock().instant()));
    }

    static List<TableColumn> columns(Destination destination, @Nullable TableShape shape) {
        return shape == null
                ? List.of()
                : shape.columns().stream()
                        .map(column ->
                                new TableColumn(
                                        column.name(),
                                        column.sourceName(),
                                        destination.typeName(column.type())))
                        .toList();
    }

    SyncProgress progress() {
        TableAttempt current = attempt;
        return new SyncProgress(
                table(),
                number,
                count,
                current.stage(),
                current.read(),
                current.counters(),
                startedAt);
    }

    /// Stops what is under way, from any thread.
    void stop() {
        attempt.stop();
    }
}
