package dev.headrace.source.file;

import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.BadRow;
import dev.headrace.model.ChangeRecorder;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import dev.headrace.source.ReadOutcome;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.Source;
import dev.headrace.source.TableReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a destination would have after a table has been read to its end, batch by batch.
final class LoadedTable {
    final List<Map<String, @Nullable Object>> rows = new ArrayList<>();
    final List<BadRow> badRows = new ArrayList<>();
    final List<ChangeRecorder.Removal> removals = new ArrayList<>();
    final List<Checkpoint> checkpoints = new ArrayList<>();
    final List<ReadOutcome> outcomes = new ArrayList<>();
    final Map<String, StateEntry> states = new LinkedHashMap<>();
    TableShape shape;
    List<Warning> warnings = List.of();

    private LoadedTable(TableShape shape) {
        this.shape = shape;
    }

    static LoadedTable first(FileSourceOptions options) {
        return read(options, ReadRequest.firstLoad(), Integer.MAX_VALUE);
    }

    /// Reads the only table of a source.
    static LoadedTable read(FileSourceOptions options, ReadRequest request, int batchRows) {
        try (Source source = new FileSource(options);
                TableReader reader = source.open(source.tables().getFirst(), request)) {
            LoadedTable table = new LoadedTable(reader.shape());
            table.readAll(reader, request, batchRows);
            return table;
        }
    }

    private void readAll(TableReader reader, ReadRequest request, int batchRows) {
        ReadOutcome outcome;
        do {
            ChangeRecorder sink = new ChangeRecorder(shape, batchRows);
            outcome = reader.read(sink);
            Checkpoint checkpoint = reader.takeCheckpoint();
            outcomes.add(outcome);
            checkpoints.add(checkpoint);
            take(sink, checkpoint);
            shape = reader.shape();
            if (outcome == ReadOutcome.RESTARTED
                    && request.phase() == ReadRequest.Phase.FIRST_LOAD) {
                rows.clear();
                badRows.clear();
                checkpoints.clear();
            }
        } while (outcome != ReadOutcome.ENDED);
        reader.finalStates().forEach(entry -> states.put(entry.key(), entry));
        reader.vanishedStates().forEach(states::remove);
        warnings = reader.warnings();
    }

    private void take(ChangeRecorder sink, Checkpoint checkpoint) {
        for (List<@Nullable Object> values : sink.upserted()) {
            Map<String, @Nullable Object> row = new LinkedHashMap<>();
            for (int i = 0; i < values.size(); i++) {
                row.put(shape.columns().get(i).name(), values.get(i));
            }
            rows.add(row);
        }
        badRows.addAll(sink.rejected());
        removals.addAll(sink.removals());
        checkpoint.states().forEach(entry -> states.put(entry.key(), entry));
    }

    List<@Nullable Object> column(String name) {
        List<@Nullable Object> values = new ArrayList<>();
        rows.forEach(row -> values.add(row.get(name)));
        return values;
    }

    LogicalType type(String name) {
        return shape.columns().get(shape.indexOf(name).orElseThrow()).type();
    }

    List<String> names() {
        return shape.columns().stream().map(Column::name).toList();
    }

    List<WarningCode> warningCodes() {
        return warnings.stream().map(Warning::code).toList();
    }
}
