package dev.headrace.sync;

import dev.headrace.destination.Destination;
import dev.headrace.destination.DestinationView;
import dev.headrace.destination.LoadCounters;
import dev.headrace.destination.StoredTable;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailurePlace;
import dev.headrace.model.DiscardingSink;
import dev.headrace.model.TableName;
import dev.headrace.source.ReadOutcome;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.Source;
import dev.headrace.source.TableReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Says what a sync would do to one table. The input is read to its end, because the types of its
/// columns are those of all its rows.
final class TablePlan {
    /// Often enough to notice that the sync is to stop.
    private static final int ROWS_BETWEEN_LOOKS = 10_000;

    private final TableRun.Surroundings around;
    private final TableOrder order;
    private final Instant startedAt;

    TablePlan(TableRun.Surroundings around, TableOrder order) {
        this.around = around;
        this.order = order;
        this.startedAt = around.clock().instant();
    }

    /// Never throws.
    TableResult run() {
        TableName table = order.request().table();
        try (DestinationView view = around.destination().view(order.connection())) {
            return plan(view, view.inspect(order.request()));
        } catch (RuntimeException | Error e) {
            FailurePlace place = FailurePlace.ofTable(table.schema(), table.table());
            Failure failure = around.cancellation().isCancelled() ? null : Failures.of(e).at(place);
            return new TableResult(
                    table,
                    order.connection(),
                    false,
                    TableAttempt.NOTHING_READ,
                    LoadCounters.NONE,
                    List.of(),
                    List.of(),
                    List.of(),
                    failure,
                    elapsed());
        }
    }

    private TableResult plan(DestinationView view, StoredTable stored) {
        Source source = around.source();
        try (TableReader reader = source.open(order.source(), request(stored))) {
            boolean unchanged = stored.phase() == StoredTable.Phase.LIVE && reader.unchanged();
            if (!unchanged) {
                readThrough(reader);
            }
            Destination destination = around.destination();
            return new TableResult(
                    order.request().table(),
                    order.connection(),
                    unchanged,
                    reader.progress(),
                    LoadCounters.NONE,
                    TableRun.columns(destination, reader.shape()),
                    unchanged ? List.of() : view.plan(order.request(), reader.shape()),
                    reader.warnings(),
                    null,
                    elapsed());
        }
    }

    private void readThrough(TableReader reader) {
        DiscardingSink sink = new DiscardingSink(ROWS_BETWEEN_LOOKS);
        while (reader.read(sink) != ReadOutcome.ENDED) {
            sink.empty();
            reader.takeCheckpoint();
            around.cancellation().check();
        }
    }

    private static ReadRequest request(StoredTable stored) {
        return stored.phase() == StoredTable.Phase.LIVE
                ? new ReadRequest(
                        ReadRequest.Phase.LATER_LOAD,
                        stored.shape(),
                        WholeTable.sourceStates(stored),
                        List.of())
                : ReadRequest.firstLoad();
    }

    private Duration elapsed() {
        return Duration.between(startedAt, around.clock().instant());
    }
}
