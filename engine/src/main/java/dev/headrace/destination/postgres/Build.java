package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadRequest;
import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Warning;
import dev.headrace.model.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A table being built: made, begun anew, widened. Its methods run while no piece is under way, but
/// for [#now].
final class Build {
    private static final int FIRST_SHAPE = 1;

    private final WriterSession writer;
    private final StreamConnection stream;
    private final LoadRequest request;
    private final Execution execution;
    private final List<Warning> warnings = new ArrayList<>();
    private volatile StreamRow.@Nullable Build now;

    /// @param known the build that the ledger knows, null for none
    Build(
            WriterSession writer,
            StreamConnection stream,
            LoadRequest request,
            Execution execution,
            StreamRow.@Nullable Build known) {
        this.writer = writer;
        this.stream = stream;
        this.request = request;
        this.execution = execution;
        this.now = known;
    }

    StreamRow.Build now() {
        StreamRow.Build build = now;
        if (build == null) {
            throw new IllegalStateException("There is no build");
        }
        return build;
    }

    QualifiedName table() {
        return writer.ledger().loadTable(now().number());
    }

    BuildDdl ddl() {
        return new BuildDdl(table(), now().shape(), writer.version());
    }

    /// Warnings of widenings so far.
    synchronized List<Warning> warnings() {
        return List.copyOf(warnings);
    }

    private synchronized void warn(List<Warning> more) {
        warnings.addAll(more);
    }

    private synchronized void forgetWarnings() {
        warnings.clear();
    }

    /// Begins with an empty table under a new number; what the build before held is dropped in the
    /// same transaction.
    void startAnew(TableShape shape, boolean ordered) {
        StoredShape stored = new StoredShape(shape, request.mode());
        long[] number = new long[1];
        writer.transactions()
                .run(
                        stream,
                        at -> knows(at.jdbc(), number[0]),
                        at -> number[0] = start(at.jdbc(), stored, ordered));
        execution.committed();
        now = new StreamRow.Build(number[0], StreamRow.Stage.LOADING, ordered, stored, FIRST_SHAPE);
        forgetWarnings();
    }

    private boolean knows(Connection jdbc, long number) throws SQLException {
        return writer.ledger()
                .streams()
                .find(jdbc, request.table())
                .map(StreamRow::build)
                .filter(build -> build.number() == number)
                .isPresent();
    }

    private long start(Connection jdbc, StoredShape stored, boolean ordered) throws SQLException {
        Ledger ledger = writer.ledger();
        execution.begin();
        dropOld(jdbc);
        long number = ledger.streams().nextNumber(jdbc);
        BuildDdl ddl = new BuildDdl(ledger.loadTable(number), stored, writer.version());
        execution.run(jdbc, ddl.create(ordered, writer.syncedAt()));
        ledger.builds()
                .start(
                        jdbc,
                        writer.connection(),
                        request.table(),
                        new StreamRow.Build(
                                number, StreamRow.Stage.LOADING, ordered, stored, FIRST_SHAPE));
        ledger.quarantine().forgetAll(jdbc, request.table());
        CrashPoint.TABLE_CREATED.pass();
        return number;
    }

    private void dropOld(Connection jdbc) throws SQLException {
        StreamRow.Build old = now;
        if (old == null) {
            return;
        }
        writer.ledger().dropBuild(jdbc, request.table(), old.number());
    }

    /// Goes on with the build that the ledger knows.
    void resume() {
        List<String> statements = ddl().changeSyncedAt(writer.syncedAt());
        if (statements.isEmpty() || now().stage() == StreamRow.Stage.BUILT) {
            return;
        }
        alter(statements);
    }

    /// Widens the table so that rows of `shape` fit.
    void reshape(TableShape shape) {
        StreamRow.Build old = now();
        if (old.shape().shape().equals(shape)) {
            return;
        }
        StreamRow.Build next =
                new StreamRow.Build(
                        old.number(),
                        old.stage(),
                        old.ordered(),
                        new StoredShape(shape, request.mode()),
                        old.shapeNumber() + 1);
        ColumnDdl change = ColumnDdl.between(table(), old.shape().shape(), shape);
        writer.transactions()
                .run(
                        stream,
                        at -> knows(at.jdbc(), next),
                        at -> {
                            execution.begin();
                            for (String statement : change.statements()) {
                                execution.run(at.jdbc(), statement);
                            }
                            writer.ledger().builds().write(at.jdbc(), request.table(), next);
                            CrashPoint.WIDENED.pass();
                        });
        execution.committed();
        now = next;
        warn(change.warnings());
    }

    private boolean knows(Connection jdbc, StreamRow.Build build) throws SQLException {
        return writer.ledger()
                .streams()
                .find(jdbc, request.table())
                .map(StreamRow::build)
                .filter(build::equals)
                .isPresent();
    }

    private void alter(List<String> statements) {
        writer.transactions()
                .run(
                        stream,
                        at -> false,
                        at -> {
                            execution.begin();
                            for (String statement : statements) {
                                execution.run(at.jdbc(), statement);
                            }
                        });
        execution.committed();
    }

    /// The build as a transaction just committed has left it.
    void become(StreamRow.Build next) {
        now = next;
    }
}
