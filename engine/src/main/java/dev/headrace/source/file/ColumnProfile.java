package dev.headrace.source.file;

import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.Column;
import dev.headrace.model.DiscardingSink;
import dev.headrace.model.LogicalType;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What is known of one column: its names, what its cells have been, and so its type.
final class ColumnProfile {
    /// For cells that are only looked at.
    private static final ChangeSink NOWHERE = new DiscardingSink(Integer.MAX_VALUE);

    final String source;
    final String name;
    final boolean isKey;

    /// The type that the user has fixed, or that the destination has; null where it is inferred.
    private final @Nullable LogicalType given;

    /// Whether a cell that does not fit is the row's fault.
    final boolean isFixed;

    private final boolean expectsMarkers;
    private int classes;
    private LogicalType type;

    /// The converter of the type.
    Cell cell;

    /// Values whose escapes stand for what cannot be kept.
    long decodedRepaired;

    /// Its place in the shape.
    final int index;

    ColumnProfile(
            int index,
            String source,
            String name,
            boolean isKey,
            @Nullable LogicalType given,
            boolean isFixed,
            boolean expectsMarkers) {
        this.index = index;
        this.source = source;
        this.name = name;
        this.isKey = isKey;
        this.given = given;
        this.isFixed = isFixed;
        this.expectsMarkers = expectsMarkers;
        this.type = given == null ? LogicalType.STRING : given;
        this.cell = converter();
    }

    LogicalType type() {
        return type;
    }

    /// Whether no cell has had a value yet, so that the column may still become of any type.
    boolean isNullOnly() {
        return given == null && classes == 0;
    }

    Column column() {
        return new Column(source, name, type, isNullOnly());
    }

    /// Makes room for a cell that may not fit: the type widens where it must.
    void learn(byte[] b, int from, int to, int kind, Classifier classifier) {
        if (cell.takes(kind) && cell.put(b, from, to, NOWHERE) == Cell.PUT) {
            return;
        }
        widen(classifier.classify(b, from, to, kind));
    }

    void widen(int more) {
        int before = classes | cell.seen;
        LogicalType wider;
        if (given == null) {
            classes = before | more;
            wider = CellClass.type(classes);
        } else {
            wider = CellClass.widen(type, more);
        }
        if (wider != type
                || before == 0
                || isSuspect() != (cell instanceof PlainCells.SuspectTextCell)) {
            type = wider;
            cell = converter();
        }
    }

    /// Takes into account what the cells were that an interrupted first load has in.
    void remember(Column loaded) {
        boolean known = given != null || loaded.nullOnly() || type == loaded.type();
        if (!known) {
            widen(CellClass.of(loaded.type()));
        }
    }

    /// Begins anew with the type that is known by now.
    void restart() {
        classes |= cell.seen;
        decodedRepaired = 0;
        cell = converter();
    }

    /// What its cells suggest.
    void addWarnings(List<Warning> all) {
        long repaired = cell.repaired + decodedRepaired;
        if (repaired > 0) {
            String message =
                    "Characters of column %s that the server does not take became U+FFFD."
                            .formatted(source);
            all.add(new Warning(WarningCode.VALUE_REPAIRED, message, repaired));
        }
        if (cell instanceof PlainCells.SuspectTextCell text && text.suspect() >= 0) {
            String marker = NullMarkers.suspected().name(text.suspect());
            long count = text.count(text.suspect());
            String message =
                    String.format(
                            Locale.ROOT,
                            "'%s' stands %,d times in the %s column %s: add --null %s",
                            marker,
                            count,
                            text.otherwise(),
                            source,
                            quoted(marker));
            all.add(new Warning(WarningCode.NULL_MARKER_SUSPECTED, message, count));
        }
    }

    /// As a shell needs it.
    private static String quoted(String marker) {
        return marker.matches("[A-Za-z0-9/]+") ? marker : "'" + marker + "'";
    }

    private boolean isSuspect() {
        return expectsMarkers && given == null && CellClass.mayBeMarkedOnly(classes);
    }

    private Cell converter() {
        if (given == null && classes == 0) {
            return new PlainCells.NothingCell();
        } else if (isSuspect()) {
            return new PlainCells.SuspectTextCell();
        } else if (isFixed && type == LogicalType.JSON) {
            return new PlainCells.JsonCell(true);
        }
        return given == null ? Cell.inferred(type) : Cell.fixed(type);
    }
}
