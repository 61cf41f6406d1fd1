package dev.headrace.destination.postgres;

import dev.headrace.destination.DestinationSession;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.StoredTable;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailurePlace;
import dev.headrace.model.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One connection's right to write, and its tables.
final class PostgresSession implements DestinationSession {
    private final WriterSession writer;

    PostgresSession(WriterSession writer) {
        this.writer = writer;
    }

    @Override
    public Instant syncedAt() {
        return writer.syncedAt();
    }

    @Override
    public StoredTable inspect(LoadRequest request) {
        return placed(request, () -> onStream(stream -> inspect(stream, request)));
    }

    private Inspection looked(StreamConnection stream, LoadRequest request) {
        Inspection[] found = new Inspection[1];
        writer.transactions().read(stream, at -> found[0] = look(at.jdbc(), request));
        return found[0];
    }

    private StoredTable inspect(StreamConnection stream, LoadRequest request) {
        Inspection[] found = {looked(stream, request)};
        Execution execution = new Execution();
        if (found[0].repair() != Inspection.Repair.NOTHING) {
            // Repeating finds the repair done already and does nothing.
            writer.transactions()
                    .run(
                            stream,
                            at -> false,
                            at -> {
                                execution.begin();
                                found[0] = look(at.jdbc(), request);
                                new TableRepair(writer, request, execution)
                                        .run(at.jdbc(), found[0]);
                            });
        }
        return found[0].stored();
    }

    private Inspection look(Connection jdbc, LoadRequest request) throws SQLException {
        return new TableInspection(
                        jdbc,
                        writer.ledger(),
                        writer.version(),
                        writer.connection(),
                        writer.address())
                .inspect(request, true);
    }

    @Override
    public List<String> plan(LoadRequest request, TableShape shape) {
        LoadPlan.Setting setting =
                new LoadPlan.Setting(writer.ledger().schema(), writer.version(), writer.syncedAt());
        return placed(
                request,
                () ->
                        LoadPlan.of(
                                        onStream(stream -> looked(stream, request)),
                                        request,
                                        shape,
                                        setting)
                                .statements());
    }

    @Override
    public TableLoad begin(LoadRequest request, TableShape shape, boolean continued) {
        return placed(
                request,
                () -> {
                    StreamRow row = onStream(stream -> row(stream, request));
                    if (row != null && row.live() && !request.fullRefresh()) {
                        BatchLimits limits = BatchLimits.laterLoad().overruled(writer.options());
                        return new LaterLoad(writer, request, row, shape, limits);
                    }
                    return new FirstLoad(writer, request, shape, row, continued);
                });
    }

    /// The ledger's row, once it is clear that a table may be made where it has to go.
    private @Nullable StreamRow row(StreamConnection stream, LoadRequest request) {
        @Nullable StreamRow[] row = new @Nullable StreamRow[1];
        SchemaPreparation schema =
                new SchemaPreparation(
                        new Identifier(request.table().schema()),
                        writer.ledger().schema(),
                        writer.address(),
                        writer.version());
        writer.transactions()
                .read(
                        stream,
                        at -> {
                            row[0] =
                                    writer.ledger()
                                            .streams()
                                            .find(at.jdbc(), request.table())
                                            .orElse(null);
                            if (row[0] == null || !row[0].live()) {
                                schema.require(at.jdbc(), request.grantTo());
                            }
                        });
        return row[0];
    }

    private <T extends @Nullable Object> T onStream(Function<StreamConnection, T> work) {
        StreamConnection stream = writer.borrowStream();
        try {
            return work.apply(stream);
        } finally {
            writer.giveBack(stream);
        }
    }

    private static <T> T placed(LoadRequest request, Supplier<T> work) {
        try {
            return Objects.requireNonNull(work.get());
        } catch (Failure e) {
            throw e.at(FailurePlace.ofTable(request.table().schema(), request.table().table()));
        }
    }

    @Override
    public void close() {
        CrashPoint.CLOSING.pass();
        writer.close();
    }
}
