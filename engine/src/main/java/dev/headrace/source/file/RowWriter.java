package dev.headrace.source.file;

import dev.headrace.failure.FailureCode;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.Operation;
import dev.headrace.model.SyncMode;
import dev.headrace.model.SystemColumn;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes the records of one file as rows of one shape.
///
/// Hot: per cell. Measured by ParseBenchmark.
final class RowWriter {
    /// The row has been put.
    static final int PUT = 0;

    /// A cell does not fit its column; the row has been abandoned.
    static final int MISFIT = 1;

    /// The row breaks the rules; it has been abandoned, [#code] and [#problem] say why.
    static final int BAD = 2;

    // What a column gets where no field has a value for it.
    private static final int UNMODIFIED = -1;
    private static final int NULL = -2;
    private static final int FILE = -3;
    private static final int LINE = -4;
    private static final int MODIFIED = -5;

    private final ColumnProfile[] profiles;
    private final Cell[] cells;
    private final boolean[] keys;
    private final int[] sources;
    private final byte[] file;
    private final long modifiedMicros;
    private final NullMarkers nulls;
    private final boolean emptyIsNull;
    private final FieldText decoded = new FieldText();

    FailureCode code = FailureCode.ROW_MALFORMED;
    String problem = "";

    RowWriter(
            FileSourceOptions options,
            TableColumns columns,
            List<String> fields,
            FileFormat format,
            InputFile input,
            long modifiedMicros) {
        this.profiles = columns.profiles().toArray(ColumnProfile[]::new);
        this.cells = new Cell[profiles.length];
        this.keys = new boolean[profiles.length];
        this.sources = new int[profiles.length + columns.system().size()];
        this.file = input.key().getBytes(StandardCharsets.UTF_8);
        this.modifiedMicros = modifiedMicros;
        this.nulls = NullMarkers.of(options.text().nullMarkers());
        this.emptyIsNull = nulls.isEmpty();
        boolean keeps = format != FileFormat.JSONL && options.mode() != SyncMode.APPEND;
        for (int c = 0; c < profiles.length; c++) {
            cells[c] = profiles[c].cell;
            keys[c] = profiles[c].isKey && options.mode() != SyncMode.APPEND;
            sources[c] = keeps ? UNMODIFIED : NULL;
        }
        for (int f = 0; f < fields.size(); f++) {
            ColumnProfile target = columns.find(fields.get(f));
            if (target != null) {
                sources[target.index] = f;
            }
        }
        for (int s = 0; s < columns.system().size(); s++) {
            sources[profiles.length + s] = source(columns.system().get(s));
        }
    }

    private static int source(SystemColumn column) {
        return switch (column) {
            case FILE -> FILE;
            case LINE -> LINE;
            case MODIFIED -> MODIFIED;
            case SYNCED, DELETED ->
                    throw new IllegalArgumentException(column + " is not the source's.");
        };
    }

    /// Puts the scanner's current record.
    int put(RecordScanner scanner, ChangeSink sink) {
        sink.begin(Operation.UPSERT);
        byte[] b = scanner.bytes();
        int start = scanner.start;
        for (int c = 0; c < cells.length; c++) {
            int field = sources[c];
            if (field < 0) {
                if (keys[c]) {
                    return refuseNullKey(c, sink);
                } else if (field == NULL) {
                    sink.putNull();
                } else {
                    sink.putUnmodified();
                }
                continue;
            }
            int kind = scanner.kind[field];
            int from = start + scanner.from[field];
            int to = start + scanner.to[field];
            int outcome;
            if (kind <= CellKind.QUOTED) {
                if (kind == CellKind.PLAIN && isNull(b, from, to)) {
                    if (keys[c]) {
                        return refuseNullKey(c, sink);
                    }
                    sink.putNull();
                    continue;
                }
                outcome = cells[c].put(b, from, to, sink);
            } else if (kind == CellKind.NULL) {
                if (keys[c]) {
                    return refuseNullKey(c, sink);
                }
                sink.putNull();
                continue;
            } else {
                outcome = putDecoded(c, b, from, to, kind, sink);
            }
            if (outcome != Cell.PUT) {
                sink.abandon();
                return refuse(outcome, c, scanner);
            }
        }
        putSystem(scanner, sink);
        sink.end();
        return PUT;
    }

    private boolean isNull(byte[] b, int from, int to) {
        return emptyIsNull ? from == to : nulls.find(b, from, to) >= 0;
    }

    private int putDecoded(int c, byte[] b, int from, int to, int kind, ChangeSink sink) {
        Cell cell = cells[c];
        if (!cell.takes(kind) && !profiles[c].isFixed) {
            return Cell.MISFIT;
        }
        decoded.read(b, from, to, kind);
        int outcome = cell.put(decoded.bytes, decoded.from, decoded.to, sink);
        if (outcome == Cell.PUT && decoded.repaired) {
            profiles[c].decodedRepaired++;
        }
        decoded.letGo();
        return outcome;
    }

    private void putSystem(RecordScanner scanner, ChangeSink sink) {
        for (int i = cells.length; i < sources.length; i++) {
            switch (sources[i]) {
                case FILE -> sink.putText(file, 0, file.length);
                case LINE -> sink.putLong(scanner.records);
                default -> sink.putTimestamp(modifiedMicros);
            }
        }
    }

    private int refuseNullKey(int c, ChangeSink sink) {
        sink.abandon();
        code = FailureCode.KEY_MISSING;
        problem = "The key column %s is NULL.".formatted(profiles[c].source);
        return BAD;
    }

    private int refuse(int outcome, int c, RecordScanner scanner) {
        ColumnProfile profile = profiles[c];
        int field = sources[c];
        FieldText text = new FieldText();
        text.read(scanner, field);
        if (outcome == Cell.NO_TEXT || Utf8.check(text.bytes, text.from, text.to) == Utf8.INVALID) {
            code = FailureCode.ENCODING_INVALID;
            problem =
                    "The value of column %s holds bytes that are not in the file's encoding."
                            .formatted(profile.source);
            return BAD;
        }
        if (!profile.isFixed) {
            return MISFIT;
        }
        code = FailureCode.ROW_MALFORMED;
        problem =
                "The value '%s' of column %s is no %s, which --cast asks for."
                        .formatted(
                                excerpt(text),
                                profile.source,
                                profile.type().name().toLowerCase(java.util.Locale.ROOT));
        return BAD;
    }

    /// Enough of a value to find it by.
    private static String excerpt(FieldText text) {
        int most = 60;
        int length = Math.min(most, text.to - text.from);
        String start = new String(text.bytes, text.from, length, StandardCharsets.UTF_8);
        return length < text.to - text.from ? start + "..." : start;
    }

    /// Lets the columns learn from the scanner's current record.
    void learn(RecordScanner scanner, Classifier classifier) {
        for (int c = 0; c < cells.length; c++) {
            int field = sources[c];
            if (field < 0 || scanner.kind[field] == CellKind.NULL || profiles[c].isFixed) {
                continue;
            }
            decoded.read(scanner, field);
            byte[] b = decoded.bytes;
            boolean absent =
                    scanner.kind[field] == CellKind.PLAIN && isNull(b, decoded.from, decoded.to);
            if (!absent && Utf8.check(b, decoded.from, decoded.to) != Utf8.INVALID) {
                profiles[c].learn(b, decoded.from, decoded.to, scanner.kind[field], classifier);
            }
            decoded.letGo();
        }
    }
}
