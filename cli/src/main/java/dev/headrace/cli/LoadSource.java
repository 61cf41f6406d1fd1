package dev.headrace.cli;

import dev.headrace.cli.LoadOptions.Behaviour;
import dev.headrace.cli.LoadOptions.Reading;
import dev.headrace.destination.LoadRequest;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.SyncMode;
import dev.headrace.model.SystemColumn;
import dev.headrace.model.TableName;
import dev.headrace.source.Source;
import dev.headrace.source.SourceTable;
import dev.headrace.source.file.FileSource;
import dev.headrace.source.file.FileSourceOptions;
import dev.headrace.source.file.FileSourceOptions.Columns;
import dev.headrace.source.file.FileSourceOptions.OnBadRow;
import dev.headrace.source.file.FileSourceOptions.Text;
import dev.headrace.source.reference.ReferenceSource;
import dev.headrace.sync.TableOrder;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/// The source that a load names, and what is wanted of each of its tables.
record LoadSource(Source source, List<TableOrder> orders) {
    private static final List<String> FILE_AND_LINE =
            List.of(SystemColumn.FILE.columnName(), SystemColumn.LINE.columnName());

    /// Looks for what is to be loaded; reads nothing of it.
    ///
    /// @throws dev.headrace.failure.Failure where there is nothing
    static LoadSource of(LoadOptions options) {
        if (options.isReference()) {
            ReferenceSource source = ReferenceSource.latest();
            return of(options, source, source::key);
        }
        FileSource source = new FileSource(fileOptions(options));
        List<String> key = fileKey(options);
        return of(options, source, _ -> key);
    }

    private static LoadSource of(
            LoadOptions options, Source source, Function<SourceTable, List<String>> key) {
        return new LoadSource(
                source,
                source.tables().stream()
                        .map(table -> order(options, table, key.apply(table)))
                        .toList());
    }

    private static TableOrder order(LoadOptions options, SourceTable table, List<String> key) {
        Behaviour behaviour = options.behaviour();
        boolean append = behaviour.mode() == SyncMode.APPEND;
        // The built-in source is always the whole of its tables.
        boolean snapshot = behaviour.snapshot() || (options.isReference() && !append);
        LoadRequest request =
                new LoadRequest(
                        new TableName(options.target().schema(), table.destinationName()),
                        behaviour.mode(),
                        append ? List.of() : key,
                        snapshot,
                        behaviour.allowMassDelete(),
                        behaviour.fullRefresh(),
                        behaviour.adopt(),
                        options.target().grantTo(),
                        behaviour.limit() < Long.MAX_VALUE,
                        options.sources().contains(LoadOptions.STANDARD_INPUT));
        return new TableOrder(
                table,
                request,
                options.target()
                        .name()
                        .map(ConnectionName::new)
                        .orElseGet(() -> ConnectionName.of(request.table())));
    }

    private static List<String> fileKey(LoadOptions options) {
        List<String> named = options.behaviour().primaryKey();
        return named.isEmpty()
                ? FILE_AND_LINE
                : named.stream().map(options.reading().naming()::column).toList();
    }

    private static FileSourceOptions fileOptions(LoadOptions options) {
        Reading reading = options.reading();
        Behaviour behaviour = options.behaviour();
        return new FileSourceOptions(
                options.sources(),
                Path.of("").toAbsolutePath(),
                options.target().table().orElse(null),
                reading.format().orElse(null),
                text(reading.dialect()),
                columns(reading, behaviour.primaryKey()),
                behaviour.mode(),
                reading.quarantine() ? OnBadRow.QUARANTINE : OnBadRow.FAIL,
                reading.maxValueBytes(),
                behaviour.limit() == Long.MAX_VALUE ? 0 : behaviour.limit(),
                new FileInputStream(FileDescriptor.in),
                behaviour.snapshot(),
                InstantSource.system());
    }

    private static Text text(LoadOptions.Dialect dialect) {
        return new Text(
                dialect.delimiter().orElse(null),
                dialect.quote().orElse(null),
                dialect.encoding().orElse(null),
                dialect.header().orElse(null),
                dialect.skipLines(),
                dialect.nulls());
    }

    private static Columns columns(Reading reading, List<String> primaryKey) {
        LoadOptions.Selection selection = reading.selection();
        return new Columns(
                selection.exclude() ? List.of() : selection.named(),
                selection.exclude() ? selection.named() : List.of(),
                reading.casts(),
                reading.naming(),
                primaryKey,
                reading.origin());
    }
}
