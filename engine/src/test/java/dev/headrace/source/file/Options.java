package dev.headrace.source.file;

import dev.headrace.model.LogicalType;
import dev.headrace.model.Naming;
import dev.headrace.model.SyncMode;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Options for tests: the defaults, and what a test changes.
final class Options {
    static final Instant NOW = Instant.parse("2024-05-06T07:08:09.123456Z");

    private final Path directory;
    private final List<String> sources;
    private @Nullable String table;
    private @Nullable FileFormat format;
    private FileSourceOptions.Text text = FileSourceOptions.Text.DETECTED;
    private FileSourceOptions.Columns columns = FileSourceOptions.Columns.ALL;
    private SyncMode mode = SyncMode.SOFT_DELETE;
    private FileSourceOptions.OnBadRow onBadRow = FileSourceOptions.OnBadRow.FAIL;
    private long valueBytesMax = FileSourceOptions.VALUE_BYTES_MAX;
    private long limit;
    private InputStream stdin = InputStream.nullInputStream();
    private boolean snapshot;

    private Options(Path directory, List<String> sources) {
        this.directory = directory;
        this.sources = sources;
    }

    static Options of(Path directory, String... sources) {
        return new Options(directory, List.of(sources));
    }

    Options table(String name) {
        table = name;
        return this;
    }

    Options format(FileFormat wanted) {
        format = wanted;
        return this;
    }

    Options text(FileSourceOptions.Text wanted) {
        text = wanted;
        return this;
    }

    Options nulls(String... markers) {
        return text(new FileSourceOptions.Text(null, null, null, null, 0, List.of(markers)));
    }

    Options columns(FileSourceOptions.Columns wanted) {
        columns = wanted;
        return this;
    }

    Options key(String... names) {
        return columns(
                new FileSourceOptions.Columns(
                        List.of(), List.of(), Map.of(), Naming.SNAKE, List.of(names), false));
    }

    Options cast(String column, LogicalType type) {
        return columns(
                new FileSourceOptions.Columns(
                        List.of(),
                        List.of(),
                        Map.of(column, type),
                        Naming.SNAKE,
                        List.of(),
                        false));
    }

    Options append() {
        mode = SyncMode.APPEND;
        return this;
    }

    Options quarantine() {
        onBadRow = FileSourceOptions.OnBadRow.QUARANTINE;
        return this;
    }

    Options valueBytesMax(long most) {
        valueBytesMax = most;
        return this;
    }

    Options limit(long records) {
        limit = records;
        return this;
    }

    Options stdin(InputStream stream) {
        stdin = stream;
        return this;
    }

    Options snapshot() {
        snapshot = true;
        return this;
    }

    FileSourceOptions build() {
        return new FileSourceOptions(
                sources,
                directory,
                table,
                format,
                text,
                columns,
                mode,
                onBadRow,
                valueBytesMax,
                limit,
                stdin,
                snapshot,
                InstantSource.fixed(NOW));
    }
}
