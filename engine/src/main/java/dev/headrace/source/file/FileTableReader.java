package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.BadRow;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.InputPosition;
import dev.headrace.model.InputRange;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import dev.headrace.source.ReadOutcome;
import dev.headrace.source.ReadProgress;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.TableReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Reads the files of one table, one after the other.
final class FileTableReader implements TableReader {
    private final FileSourceOptions options;
    private final ReadRequest request;
    private final InputOpener opener;
    private final TableOpening opening;
    private final TableColumns columns;
    private final List<Reading> readings;
    private final Classifier classifier = new Classifier();
    private final long openedMicros;
    private TableShape shape;

    /// Index of the input after the current one.
    private int nextReading;

    private @Nullable FileCursor cursor;
    private final List<InputRange> ranges = new ArrayList<>();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong badRows = new AtomicLong();
    private volatile int inputs;

    private FileTableReader(
            FileSourceOptions options,
            ReadRequest request,
            InputOpener opener,
            TableOpening opening) {
        this.options = options;
        this.request = request;
        this.opener = opener;
        this.opening = opening;
        this.columns = opening.columns;
        this.readings = opening.readings;
        this.shape = columns.shape();
        this.openedMicros = 0;
    }

    static FileTableReader open(FileSourceOptions options, FileTable table, ReadRequest request) {
        InputOpener opener = new InputOpener(options);
        TableOpening opening = new TableOpening(options, table, request, opener);
        opening.look();
        return new FileTableReader(options, request, opener, opening);
    }

    @Override
    public TableShape shape() {
        return shape;
    }

    @Override
    public boolean continues() {
        return request.committed().isEmpty();
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
                throw InputFailures.of(e, current.file());
            }
        }
    }

    private FileCursor openNext() {
        Reading reading = readings.get(nextReading);
        try {
            FileCursor opened = open(reading, InputPosition.START);
            cursor = opened;
            nextReading++;
            inputs = nextReading;
            return opened;
        } catch (IOException e) {
            throw InputFailures.of(e, reading.file());
        }
    }

    private FileCursor open(Reading reading, InputPosition from) throws IOException {
        if (reading.found.format() != FileFormat.JSONL) {
            requireKey(reading);
        }
        RecordScanner scanner = reading.open(opener, options, from, opening.bytesRead);
        FileCursor opened = new FileCursor(reading, scanner, from);
        opened.writer = writer(opened);
        return opened;
    }

    private void requireKey(Reading reading) {
        for (String wish : options.columns().primaryKey()) {
            boolean there =
                    reading.found.fields().stream()
                            .map(columns::find)
                            .anyMatch(p ->
                                    p != null && (p.source.equals(wish) || p.name.equals(wish)));
            if (!there) {
                throw Failure.of(
                                FailureCode.KEY_MISSING,
                                "'%s' has no key column '%s'."
                                        .formatted(reading.file().key(), wish))
                        .at(FailurePlace.ofFile(reading.file().key(), 0));
            }
        }
    }

    private RowWriter writer(FileCursor at) {
        return new RowWriter(
                options,
                columns,
                at.scanner.fields(),
                at.reading.found.format(),
                at.file(),
                at.reading.modifiedMicros(openedMicros));
    }

    /// @return null at the input's end
    private @Nullable ReadOutcome fill(FileCursor at, ChangeSink sink) throws IOException {
        RecordScanner scanner = at.scanner;
        while (true) {
            if (!at.pending) {
                if (sink.full()) {
                    return ReadOutcome.FULL;
                }
                if (options.limit() > 0 && scanner.records >= options.limit()) {
                    return null;
                }
                int outcome = scanner.next();
                if (outcome == RecordScanner.END) {
                    return null;
                }
                rows.setPlain(rows.getPlain() + 1);
                if (outcome == RecordScanner.BAD) {
                    refuse(at, sink, scanner.code, scanner.problem);
                    continue;
                }
                if (scanner.fields().size() != at.width && hasNewColumns(at)) {
                    at.pending = true;
                    return ReadOutcome.RESHAPED;
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

    /// Records of some formats name fields that no record before had.
    private boolean hasNewColumns(FileCursor at) {
        at.width = at.scanner.fields().size();
        boolean added = columns.add(at.scanner.fields());
        if (added) {
            at.writer().learn(at.scanner, classifier);
            shape = columns.shape();
        }
        at.writer = writer(at);
        return added;
    }

    /// Makes the shape fit the current record, which is put again.
    private ReadOutcome widen(FileCursor at) {
        at.writer().learn(at.scanner, classifier);
        shape = columns.shape();
        at.writer = writer(at);
        at.pending = true;
        return ReadOutcome.RESHAPED;
    }

    private void refuse(FileCursor at, ChangeSink sink, FailureCode code, String problem) {
        badRows.setPlain(badRows.getPlain() + 1);
        String file = at.file().key();
        long line = at.scanner.line();
        if (options.onBadRow() == FileSourceOptions.OnBadRow.FAIL) {
            throw Failure.of(code, "'%s', line %,d: %s".formatted(file, line, problem))
                    .at(FailurePlace.ofFile(file, line));
        }
        boolean keyed = !shape.key().isEmpty();
        sink.reject(new BadRow(file, line, at.scanner.raw(), problem, code.name(), keyed));
    }

    private void finish(FileCursor at, ChangeSink sink) throws IOException {
        note(at);
        at.close();
        cursor = null;
        boolean later = request.phase() == ReadRequest.Phase.LATER_LOAD;
        if (later && options.isKeyless() && !shape.key().isEmpty()) {
            sink.removeLinesBeyond(at.file().key(), at.scanner.records);
        }
        Fingerprint print = at.reading.print;
        if (print != null) {
            opening.states.put(
                    at.file().key(),
                    new FileState(print, OptionsDigest.of(options), at.scanner.position(), true));
        }
    }

    /// Notes what has been put since the last checkpoint.
    private void note(FileCursor at) {
        InputPosition to = at.position();
        if (to.offset() > at.noted.offset()) {
            ranges.add(new InputRange(at.file().key(), at.noted, to, at.goodRows, at.hash()));
        }
        at.noted = to;
        at.goodRows = 0;
    }

    @Override
    public Checkpoint takeCheckpoint() {
        FileCursor current = cursor;
        if (current != null) {
            note(current);
        }
        Checkpoint taken = new Checkpoint(ranges, List.of());
        ranges.clear();
        return taken;
    }

    @Override
    public List<StateEntry> finalStates() {
        List<StateEntry> entries = new ArrayList<>();
        opening.states.forEach((key, state) -> entries.add(state.entry(key)));
        return entries;
    }

    @Override
    public List<String> vanishedStates() {
        return List.of();
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
                opening.unchanged);
    }

    @Override
    public List<Warning> warnings() {
        List<Warning> all = new ArrayList<>(opening.warnings);
        for (ColumnProfile profile : columns.profiles()) {
            addWarnings(profile, all);
        }
        return all;
    }

    private static void addWarnings(ColumnProfile profile, List<Warning> all) {
        if (profile.cell.repaired > 0) {
            all.add(
                    new Warning(
                            WarningCode.VALUE_REPAIRED,
                            "Values of column %s held U+0000, which the server does not take; U+FFFD stands in its place."
                                    .formatted(profile.source),
                            profile.cell.repaired));
        }
        if (profile.cell instanceof PlainCells.SuspectTextCell text && text.suspect() >= 0) {
            String marker = NullMarkers.suspected().name(text.suspect());
            long count = text.count(text.suspect());
            all.add(
                    new Warning(
                            WarningCode.NULL_MARKER_SUSPECTED,
                            "'%s' stands %,d times in the %s column %s: add --null %s"
                                    .formatted(
                                            marker,
                                            count,
                                            text.otherwise(),
                                            profile.source,
                                            marker),
                            count));
        }
    }

    @Override
    public void close() {
        FileCursor current = cursor;
        cursor = null;
        if (current != null) {
            current.closeQuietly();
        }
    }
}
