package dev.headrace.source.file;

import dev.headrace.model.LogicalType;
import dev.headrace.model.Naming;
import dev.headrace.model.SyncMode;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the user says about the files to read.
///
/// @param sources paths, folders, globs and `-`, as given
/// @param directory what relative paths count from
/// @param table one destination table for all of it; null: by the files' names
/// @param format null: from the name, then from the content
/// @param text how delimited and encoded text is written
/// @param columns which columns, under which names, of which types
/// @param mode decides, with the key, which system columns the rows get
/// @param onBadRow what a row that breaks the rules does
/// @param valueBytesMax a longer value makes its row bad
/// @param limit records of each file that are read; 0: all
/// @param stdin what `-` reads
/// @param snapshot whether the inputs are the whole table, so that one that is gone is told
/// @param clock tells when standard input was read
public record FileSourceOptions(
        List<String> sources,
        Path directory,
        @Nullable String table,
        @Nullable FileFormat format,
        Text text,
        Columns columns,
        SyncMode mode,
        OnBadRow onBadRow,
        long valueBytesMax,
        long limit,
        InputStream stdin,
        boolean snapshot,
        InstantSource clock) {

    /// A value that the server can still take as one parameter, and that a reader can still hold.
    public static final long VALUE_BYTES_MAX = 64L * 1024 * 1024;

    public FileSourceOptions {
        sources = List.copyOf(sources);
    }

    /// Everything at its default.
    public static FileSourceOptions of(List<String> sources, Path directory) {
        return new FileSourceOptions(
                sources,
                directory,
                null,
                null,
                Text.DETECTED,
                Columns.ALL,
                SyncMode.SOFT_DELETE,
                OnBadRow.FAIL,
                VALUE_BYTES_MAX,
                0,
                InputStream.nullInputStream(),
                false,
                InstantSource.system());
    }

    /// Whether rows are known by file and line.
    boolean isKeyless() {
        return columns.primaryKey().isEmpty();
    }

    boolean addsFileAndLine() {
        return isKeyless() || columns.origin();
    }

    boolean addsModified() {
        return mode == SyncMode.APPEND || columns.origin();
    }

    /// What a row that breaks the rules does.
    public enum OnBadRow {
        FAIL,
        QUARANTINE
    }

    /// How delimited and encoded text is written; null: detected.
    ///
    /// @param delimiter one ASCII character
    /// @param quote one ASCII character, or empty for none
    /// @param encoding a character set's name
    /// @param skipLines physical lines before the header
    /// @param nullMarkers what stands for NULL where unquoted; empty: the empty field
    public record Text(
            @Nullable String delimiter,
            @Nullable String quote,
            @Nullable String encoding,
            @Nullable Boolean header,
            int skipLines,
            List<String> nullMarkers) {

        public static final Text DETECTED = new Text(null, null, null, null, 0, List.of());

        public Text {
            nullMarkers = List.copyOf(nullMarkers);
        }
    }

    /// Which columns, under which names, of which types. Columns may be named as the source or as
    /// the destination names them.
    ///
    /// @param select these only; empty: all
    /// @param deselect all but these
    /// @param casts type by column
    /// @param primaryKey key columns in key order; empty: file and line are the key
    /// @param origin whether rows with a key carry file, line and modification time too
    public record Columns(
            List<String> select,
            List<String> deselect,
            Map<String, LogicalType> casts,
            Naming naming,
            List<String> primaryKey,
            boolean origin) {

        public static final Columns ALL =
                new Columns(List.of(), List.of(), Map.of(), Naming.SNAKE, List.of(), false);

        public Columns {
            select = List.copyOf(select);
            deselect = List.copyOf(deselect);
            casts = Map.copyOf(casts);
            primaryKey = List.copyOf(primaryKey);
        }
    }
}
