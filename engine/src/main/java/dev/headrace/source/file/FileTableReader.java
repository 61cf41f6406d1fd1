package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.failure.Warning;
import dev.headrace.model.BadRow;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.StateEntry;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableShape;
import dev.headrace.source.ReadOutcome;
import dev.headrace.source.ReadProgress;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Reads the files of one table, one after the other.
final class FileTableReader implements TableReader {
    /// A longer record begins a batch of its own, so that a batch is never much larger than it
    /// should be, or than its one record.
    private static final int RECORD_SHARING_BYTES_MAX = 8 * 1024 * 1024;

    private final FileSourceOptions options;
    private final InputOpener opener;
    private final TableOpening opening;
    private final TableColumns columns;
    private final List<Reading> readings;
    private final ReadLog log;
    private final Widening widening;
    private final boolean append;
    private final boolean first;
    private TableShape shape;

    /// The input and the stretch of it after the current ones.
    private int nextReading;

    private int nextStretch;
    private @Nullable FileCursor cursor;
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong badRows = new AtomicLong();
    private volatile int inputs;

    private FileTableReader(
            FileSourceOptions options,
            ReadRequest request,
            InputOpener opener,
            TableOpening opening) {
        this.options = options;
        this.opener = opener;
        this.opening = opening;
        this.columns = opening.columns;
        this.readings = opening.readings;
        this.append = options.mode() == SyncMode.APPEND;
        this.first = request.phase() == ReadRequest.Phase.FIRST_LOAD;
        this.log = new ReadLog(options, opening.unchanged, !first);
        this.widening = new Widening(columns, first, append);
        this.shape = columns.shape();
    }

    /// Opens a table.
    ///
    /// @param warnings of what is not part of any table
    /// @param isOnly whether the source has no other table
    static FileTableReader open(
            FileSourceOptions options,
            FileTable table,
            ReadRequest request,
            List<Warning> warnings,
            boolean isOnly) {
        InputOpener opener = new InputOpener(options);
        TableOpening opening = new TableOpening(options, table, request, opener, isOnly);
        opening.warnings.addAll(warnings);
        opening.look();
        return new FileTableReader(options, request, opener, opening);
    }

    @Override
    public TableShape shape() {
        return shape;
    }

    @Override
    public boolean continues() {
        return opening.continues;
    }

    @Override
    public boolean unchanged() {
        return readings.isEmpty();
    }

    @Override
    public ReadOutcome read(ChangeSink sink) {
        while (true) {
            FileCursor current = cursor;
            if (current == null) {
                if (nextReading == readings.size()) {
                    return ReadOutcome.ENDED;
                }
                current = openNext();
            }
            try {
                ReadOutcome outcome = fill(current, sink);
                if (outcome != null) {
                    return outcome;
                }
                finish(current, sink);
            } catch (IOException e) {
                throw broken(e, current);
            }
        }
    }

    private FileCursor openNext() {
        Reading reading = readings.get(nextReading);
        try {
            FileCursor opened = open(reading, reading.stretches.get(nextStretch));
            cursor = opened;
            nextStretch++;
            if (nextStretch == reading.stretches.size()) {
                nextStretch = 0;
                nextReading++;
            }
            inputs = Math.max(inputs, readings.indexOf(reading) + 1);
            return opened;
        } catch (IOException e) {
            throw InputFailures.of(e, reading.file());
        }
    }

    private FileCursor open(Reading reading, Reading.Stretch stretch) throws IOException {
        RecordScanner scanner = reading.open(opener, options, stretch.from(), opening.bytesRead);
        FileCursor opened = new FileCursor(reading, scanner, stretch);
        opened.writer = writer(opened);
        return opened;
    }

    private RowWriter writer(FileCursor at) {
        return new RowWriter(
                options,
                columns,
                at.scanner.fields(),
                at.reading.found.format(),
                at.file(),
                at.reading.print.modifiedMicros());
    }

    /// Puts records until something else is to be done.
    ///
    /// @return null at the stretch's end
    private @Nullable ReadOutcome fill(FileCursor at, ChangeSink sink) throws IOException {
        RecordScanner scanner = at.scanner;
        while (true) {
            if (!at.pending) {
                if (sink.full() || isFullBeforeMoreComes(at, sink)) {
                    return ReadOutcome.FULL;
                }
                if (isAtEnd(at)) {
                    return null;
                }
                int outcome = scanner.next();
                if (outcome == RecordScanner.END || isHalfWritten(at)) {
                    return null;
                }
                count(at);
                if (outcome == RecordScanner.BAD) {
                    refuse(at, sink, scanner.code, scanner.problem);
                    continue;
                }
                if (scanner.fields().size() != at.width && hasNewColumns(at)) {
                    at.pending = true;
                    return ReadOutcome.RESHAPED;
                }
                if (scanner.length() > RECORD_SHARING_BYTES_MAX) {
                    at.pending = true;
                    return ReadOutcome.FULL;
                }
            }
            at.pending = false;
            switch (at.writer().put(scanner, sink)) {
                case RowWriter.PUT -> at.goodRows++;
                case RowWriter.BAD -> refuse(at, sink, at.writer().code, at.writer().problem);
                default -> {
                    return widen(at);
                }
            }
        }
    }

    /// Waits for a pipe's next record no longer than the batch may take.
    private static boolean isFullBeforeMoreComes(FileCursor at, ChangeSink sink)
            throws IOException {
        RecordScanner scanner = at.scanner;
        while (at.live && scanner.window.waits(scanner.next)) {
            if (sink.full()) {
                return true;
            }
            LockSupport.parkNanos(PrefixedInput.POLL.toNanos());
            if (Thread.currentThread().isInterrupted()) {
                // The read that follows says so.
                return false;
            }
        }
        return false;
    }

    private boolean isAtEnd(FileCursor at) {
        return at.scanner.offset() >= at.end
                || (options.limit() > 0 && at.scanner.records >= options.limit());
    }

    /// Whether the record is one that somebody is still writing: it is left for the next run.
    private boolean isHalfWritten(FileCursor at) throws IOException {
        if (!append || !at.scanner.isOpen || !at.reading.hasGrown()) {
            return false;
        }
        at.pending = true;
        return true;
    }

    private void count(FileCursor at) {
        at.rows++;
        rows.setOpaque(rows.getPlain() + 1);
    }

    /// Records of some formats name fields that no record before had.
    private boolean hasNewColumns(FileCursor at) {
        at.width = at.scanner.fields().size();
        boolean added = columns.add(at.scanner.fields());
        at.writer = writer(at);
        if (added) {
            widening.learn(at);
            shape = columns.shape();
            at.writer = writer(at);
        }
        return added;
    }

    /// Makes the shape fit the current record.
    private ReadOutcome widen(FileCursor at) throws IOException {
        Widening.Choice choice = widening.choose(at, isRepeatable(at), opening.bytesRead.get());
        if (choice == Widening.Choice.IN_PLACE) {
            shape = columns.shape();
            at.writer = writer(at);
            at.pending = true;
            return ReadOutcome.RESHAPED;
        }
        if (choice == Widening.Choice.LEARN_AND_RESTART) {
            learnRest(at);
        }
        at.close();
        cursor = null;
        columns.profiles().forEach(ColumnProfile::restart);
        shape = columns.shape();
        if (first) {
            restartAll();
        } else {
            restart(at);
        }
        return ReadOutcome.RESTARTED;
    }

    private boolean isRepeatable(FileCursor at) {
        return first
                ? readings.stream().allMatch(Reading::isRepeatable)
                : at.reading.isRepeatable();
    }

    /// Reads on without putting anything, so that the types fit all that is still to come.
    private void learnRest(FileCursor at) throws IOException {
        widening.learnRest(at, options);
        if (!first) {
            return;
        }
        for (Reading reading : readings.subList(nextReading, readings.size())) {
            try (FileCursorScope scope =
                    new FileCursorScope(open(reading, Reading.ALL.getFirst()))) {
                widening.learnRest(scope.cursor(), options);
            }
        }
    }

    private void restartAll() {
        readings.forEach(reading -> reading.stretches = Reading.ALL);
        nextReading = 0;
        nextStretch = 0;
        log.restartAll(opening.unchanged);
        opening.bytesRead.set(0);
        rows.set(0);
        badRows.set(0);
        inputs = 0;
    }

    private void restart(FileCursor at) {
        at.reading.stretches = Reading.ALL;
        nextReading = readings.indexOf(at.reading);
        nextStretch = 0;
        log.restart(at);
        rows.addAndGet(-at.rows);
        badRows.addAndGet(-at.badRows);
    }

    private void refuse(FileCursor at, ChangeSink sink, FailureCode code, String problem)
            throws IOException {
        at.badRows++;
        badRows.setOpaque(badRows.getPlain() + 1);
        String file = at.file().key();
        long line = at.scanner.line();
        if (options.onBadRow() == FileSourceOptions.OnBadRow.FAIL) {
            requireSame(at);
            throw Failure.of(code, "'%s', line %d: %s".formatted(file, line, problem))
                    .at(FailurePlace.ofFile(file, line));
        }
        boolean keyed = !shape.key().isEmpty();
        sink.reject(new BadRow(file, line, at.scanner.raw(), problem, code.name(), keyed));
    }

    /// What is written to while it is read makes no sense in the end.
    private void requireSame(FileCursor at) throws IOException {
        if (at.reading.hasChanged(append)) {
            throw Failure.of(
                            FailureCode.FILE_CHANGED,
                            "'%s' has changed while it was read.".formatted(at.file().key()))
                    .at(FailurePlace.ofFile(at.file().key(), 0));
        }
    }

    private RuntimeException broken(IOException e, FileCursor at) {
        try {
            requireSame(at);
        } catch (IOException same) {
            e.addSuppressed(same);
        } catch (Failure changed) {
            changed.addSuppressed(e);
            return changed;
        }
        return InputFailures.of(e, at.file());
    }

    private void finish(FileCursor at, ChangeSink sink) throws IOException {
        boolean last = nextStretch == 0;
        if (last) {
            requireSame(at);
        }
        log.note(at, last);
        at.close();
        cursor = null;
        boolean byLine = columns.isKeyedByLine();
        if (last && !first && byLine && options.limit() == 0) {
            sink.removeLinesBeyond(at.file().key(), at.scanner.records);
        }
    }

    @Override
    public Checkpoint takeCheckpoint() {
        FileCursor current = cursor;
        if (current != null) {
            log.note(current, false);
        }
        return log.take();
    }

    @Override
    public List<StateEntry> finalStates() {
        return log.all();
    }

    @Override
    public List<String> vanishedStates() {
        return opening.vanished();
    }

    @Override
    public void acknowledge(Checkpoint checkpoint) {
        // Files keep what they have.
    }

    @Override
    public ReadProgress progress() {
        return new ReadProgress(
                opening.bytesRead.get(),
                opening.bytesTotal,
                rows.getOpaque(),
                badRows.getOpaque(),
                inputs,
                opening.unchanged.size());
    }

    @Override
    public List<Warning> warnings() {
        List<Warning> all = new ArrayList<>(opening.warnings);
        columns.addWarnings(all);
        columns.profiles().forEach(profile -> profile.addWarnings(all));
        return all;
    }

    @Override
    public void close() {
        FileCursor current = cursor;
        cursor = null;
        if (current != null) {
            current.closeQuietly();
        }
        readings.forEach(Reading::close);
    }
}
