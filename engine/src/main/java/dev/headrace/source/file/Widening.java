package dev.headrace.source.file;

import dev.headrace.model.LogicalType;
import java.io.IOException;

/// What happens when a cell does not fit its column.
///
/// The final types are those of the whole input, and text keeps its original spelling. So a table
/// that is being filled for the first time begins again, if its input can be read again: with the
/// types known so far while little has been read, else after a look at all that is still to come.
/// What cannot be read again, and tables that people read already, widen in place; but there, too,
/// a file one of whose columns turns to text is read again, so that its own rows keep their
/// spelling.
final class Widening {
    /// As long as no more has been read, reading it again costs less than looking ahead.
    private static final long LITTLE_BYTES = 64L * 1024 * 1024;

    /// Looking ahead costs one pass; more restarts than that cost more.
    private static final int RESTARTS_CHEAP_MAX = 3;

    /// After a look ahead nothing can be left to find, but in an input that changes.
    private static final int RESTARTS_MAX = 10;

    private final TableColumns columns;
    private final boolean first;
    private final boolean append;
    private final Classifier classifier = new Classifier();
    private int restarts;

    /// What to do.
    enum Choice {
        IN_PLACE,
        RESTART,
        LEARN_AND_RESTART
    }

    Widening(TableColumns columns, boolean first, boolean append) {
        this.columns = columns;
        this.first = first;
        this.append = append;
    }

    /// Lets the columns learn from the current record, which does not fit them.
    ///
    /// @param repeatable whether the input can be read again
    /// @param bytesRead since the input's begin
    Choice choose(FileCursor at, boolean repeatable, long bytesRead) {
        int size = columns.profiles().size();
        LogicalType[] before = new LogicalType[size];
        boolean[] empty = new boolean[size];
        for (ColumnProfile profile : columns.profiles()) {
            before[profile.index] = profile.type();
            empty[profile.index] = profile.isNullOnly();
        }
        learn(at);
        boolean toText = false;
        boolean changed = false;
        for (ColumnProfile profile : columns.profiles()) {
            // A column without any value takes every type.
            if (!empty[profile.index] && profile.type() != before[profile.index]) {
                changed = true;
                toText |= profile.type() == LogicalType.STRING;
            }
        }
        boolean inPlace = first ? !changed : !toText || append;
        if (inPlace || !repeatable || restarts >= RESTARTS_MAX) {
            return Choice.IN_PLACE;
        }
        restarts++;
        boolean cheap = first && bytesRead < LITTLE_BYTES && restarts <= RESTARTS_CHEAP_MAX;
        return cheap ? Choice.RESTART : Choice.LEARN_AND_RESTART;
    }

    void learn(FileCursor at) {
        at.writer().learn(at.scanner, classifier);
    }

    /// Lets the columns learn from all records of an input that are still to come.
    void learnRest(FileCursor at, FileSourceOptions options) throws IOException {
        new Survey(options, columns, classifier, at.reading.found)
                .run(at.scanner, Integer.MAX_VALUE);
    }
}
