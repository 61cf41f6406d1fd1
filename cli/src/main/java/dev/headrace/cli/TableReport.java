package dev.headrace.cli;

import dev.headrace.destination.LoadCounters;
import dev.headrace.failure.Warning;
import dev.headrace.model.TableName;
import dev.headrace.source.ReadProgress;
import dev.headrace.sync.TableColumn;
import dev.headrace.sync.TableResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a run did to one table. Counters are of this run.
///
/// @param columns with the destination's own words for their types
/// @param unchanged whether there was nothing new, so that nothing was read or written
/// @param took from its begin to its end
record TableReport(
        TableName name,
        String connection,
        boolean created,
        boolean unchanged,
        Files files,
        Rows rows,
        List<TypedColumn> columns,
        List<String> ddl,
        List<Warning> warnings,
        Duration took) {

    /// What was read.
    ///
    /// @param unchanged files left unread because they are as they were
    record Files(long read, long unchanged, long bytes) {}

    /// What became of rows.
    ///
    /// @param committed rows of committed batches, also those of a table that is not visible yet
    record Rows(
            long read,
            long committed,
            long inserted,
            long updated,
            long deleted,
            long unchanged,
            long duplicate,
            long quarantined) {

        static final Rows NONE = new Rows(0, 0, 0, 0, 0, 0, 0, 0);

        long changed() {
            return inserted + updated + deleted + quarantined;
        }

        Rows plus(Rows other) {
            return new Rows(
                    read + other.read,
                    committed + other.committed,
                    inserted + other.inserted,
                    updated + other.updated,
                    deleted + other.deleted,
                    unchanged + other.unchanged,
                    duplicate + other.duplicate,
                    quarantined + other.quarantined);
        }
    }

    /// What a sync tells of a table.
    static TableReport of(TableResult result) {
        ReadProgress read = result.read();
        LoadCounters load = result.counters();
        return new TableReport(
                result.table(),
                result.connection().value(),
                load.created(),
                result.unchanged(),
                new Files(read.inputs(), read.inputsUnchanged(), read.bytesRead()),
                new Rows(
                        read.rows(),
                        load.committed(),
                        load.inserted(),
                        load.updated(),
                        load.deleted(),
                        load.unchanged(),
                        load.duplicate(),
                        load.quarantined()),
                result.columns().stream().map(TypedColumn::of).toList(),
                result.ddl(),
                result.warnings(),
                result.duration());
    }

    /// This load and a later one of the same table as one: counters are added up.
    TableReport then(TableReport later) {
        List<String> statements = new ArrayList<>(ddl);
        statements.addAll(later.ddl);
        List<Warning> all = new ArrayList<>(warnings);
        all.addAll(later.warnings);
        return new TableReport(
                name,
                later.connection,
                created || later.created,
                unchanged && later.unchanged,
                new Files(
                        files.read + later.files.read,
                        files.unchanged + later.files.unchanged,
                        files.bytes + later.files.bytes),
                rows.plus(later.rows),
                later.columns,
                statements,
                all,
                took.plus(later.took));
    }

    /// A column, with the destination's word for its type.
    record TypedColumn(String name, String sourceName, String type) {
        static TypedColumn of(TableColumn column) {
            return new TypedColumn(column.name(), column.sourceName(), column.type());
        }
    }

    Json.Members json() {
        return Json.object()
                .put("schema", name.schema())
                .put("table", name.table())
                .put("connection", connection)
                .put("created", created)
                .put("files", files.read)
                .put("files_unchanged", files.unchanged)
                .put("bytes_read", files.bytes)
                .put("rows_read", rows.read)
                .put("rows_inserted", rows.inserted)
                .put("rows_updated", rows.updated)
                .put("rows_deleted", rows.deleted)
                .put("rows_unchanged", rows.unchanged)
                .put("rows_duplicate", rows.duplicate)
                .put("rows_quarantined", rows.quarantined)
                .put("columns", columns.stream().map(TableReport::column).toList())
                .put("ddl", ddl)
                .put("warnings", warnings.stream().map(TableReport::warning).toList());
    }

    private static Json.Members column(TypedColumn typed) {
        return Json.object()
                .put("name", typed.name)
                .put("source_name", typed.sourceName)
                .put("type", typed.type);
    }

    private static Json.Members warning(Warning warning) {
        return Json.object()
                .put("code", warning.code().name())
                .put("message", warning.message())
                .put("count", warning.count());
    }
}
