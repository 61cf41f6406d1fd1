package dev.headrace.failure;

import org.jspecify.annotations.Nullable;

/// Where it happened, as far as known.
///
/// @param schema destination schema
/// @param table destination table
/// @param file the input file as the user knows it
/// @param line the physical line, from 1, where the record begins; 0 when unknown
public record FailurePlace(
        @Nullable String schema, @Nullable String table, @Nullable String file, long line) {

    public static final FailurePlace UNKNOWN = new FailurePlace(null, null, null, 0);

    public static FailurePlace ofFile(String file, long line) {
        return new FailurePlace(null, null, file, line);
    }

    public static FailurePlace ofTable(String schema, String table) {
        return new FailurePlace(schema, table, null, 0);
    }

    /// This place, with what it lacks taken from `outer`.
    public FailurePlace within(FailurePlace outer) {
        return new FailurePlace(
                schema != null ? schema : outer.schema,
                table != null ? table : outer.table,
                file != null ? file : outer.file,
                file != null || line != 0 ? line : outer.line);
    }
}
