package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.InputPosition;
import dev.headrace.model.InputRange;
import dev.headrace.model.StateEntry;
import dev.headrace.model.SyncMode;
import dev.headrace.source.ReadRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Decides what of a table's files is to be read, and looks at the beginning of each of those.
final class TableOpening {
    /// Looked at per file, as long as the whole lasts.
    private static final int SAMPLE_BYTES = 4 * 1024 * 1024;

    private static final int SAMPLES_BYTES_MAX = 16 * 1024 * 1024;

    /// Of a record that is longer than a sample; what is held of it is held three times.
    private static final int RECORD_BYTES_MAX = 32 * 1024 * 1024;

    /// Every file's header is read, however many files there are.
    private static final int HEADER_BYTES = 256 * 1024;

    private final FileSourceOptions options;
    private final FileTable table;
    private final ReadRequest request;
    private final InputOpener opener;
    private final Probe probe;
    private final Classifier classifier = new Classifier();
    private final Map<String, FileState> known = new HashMap<>();
    private final boolean append;
    private final boolean isOnly;
    private int sampled;

    final TableColumns columns;
    final List<Reading> readings = new ArrayList<>();
    final List<Warning> warnings = new ArrayList<>();

    /// Inputs that are left unread because they are as they were.
    final Map<String, FileState> unchanged = new LinkedHashMap<>();

    /// Whether what an interrupted first load has in can stay.
    boolean continues = true;

    /// Bytes of the inputs to be read as they lie there; -1 when unknown.
    long bytesTotal;

    final AtomicLong bytesRead = new AtomicLong();

    /// Opens nothing yet.
    ///
    /// @param isOnly whether the source has no other table
    TableOpening(
            FileSourceOptions options,
            FileTable table,
            ReadRequest request,
            InputOpener opener,
            boolean isOnly) {
        this.isOnly = isOnly;
        this.options = options;
        this.table = table;
        this.request = request;
        this.opener = opener;
        this.probe = new Probe(options);
        this.append = options.mode() == SyncMode.APPEND;
        this.columns = new TableColumns(options, request.stored(), !isFirst());
        for (StateEntry entry : request.states()) {
            FileState state = FileState.of(entry);
            if (state != null) {
                known.put(entry.key(), state);
            }
        }
    }

    void look() {
        for (InputFile file : table.files()) {
            try {
                look(file);
            } catch (IOException e) {
                throw InputFailures.of(e, file);
            }
        }
        if (readings.isEmpty() && unchanged.isEmpty()) {
            String first = table.files().getFirst().key();
            String what =
                    table.files().size() == 1
                            ? "'%s' is empty.".formatted(first)
                            : "All of the table's files are empty.";
            throw Failure.of(FailureCode.FILE_EMPTY, what).at(FailurePlace.ofFile(first, 0));
        }
        requireNamed();
        if (isFirst()) {
            columns.remember();
        }
        continues = leaveOutCommitted();
        if (!continues) {
            readings.forEach(reading -> reading.stretches = Reading.ALL);
        }
        // What the samples have counted is counted again when it is read.
        columns.profiles().forEach(ColumnProfile::restart);
    }

    private boolean isFirst() {
        return request.phase() == ReadRequest.Phase.FIRST_LOAD;
    }

    /// What is said of columns must be of columns that are there. Records that name their fields
    /// may still name them, and so may other tables.
    private void requireNamed() {
        boolean known =
                readings.stream().allMatch(reading -> reading.found.format() != FileFormat.JSONL);
        if (isOnly && known && unchanged.isEmpty()) {
            Set<String> fields = new LinkedHashSet<>();
            readings.forEach(reading -> fields.addAll(reading.found.fields()));
            columns.requireNamed(fields);
        }
    }

    /// Leaves out what is in already, unless any of it is not in the inputs any more.
    private boolean leaveOutCommitted() {
        Map<String, List<InputRange>> committed = new HashMap<>();
        for (InputRange range : request.committed()) {
            committed.computeIfAbsent(range.key(), key -> new ArrayList<>()).add(range);
        }
        boolean same = true;
        for (Reading reading : readings) {
            List<InputRange> ranges = committed.remove(reading.file().key());
            same &= ranges == null || reading.leaveOut(ranges);
        }
        return same && committed.isEmpty();
    }

    /// Keys of states whose inputs are gone. Only a table that is to be exactly its inputs forgets
    /// them: others may be fed by several runs with different files.
    List<String> vanished() {
        if (!options.snapshot()) {
            return List.of();
        }
        List<String> vanished = new ArrayList<>();
        request.states().forEach(entry -> vanished.add(entry.key()));
        table.files().forEach(file -> vanished.remove(file.key()));
        return vanished;
    }

    private void look(InputFile file) throws IOException {
        Path path = file.path();
        FileState before = known.get(file.key());
        if (path == null) {
            // A pipe's bytes can be read only once, so nothing of them may be lost.
            InputOpener.Opened opened = opener.open(file, bytesRead);
            probe(file, null, opened, before);
            bytesTotal = -1;
            return;
        }
        Fingerprint glance = Fingerprint.glance(path);
        if (before != null && isUnchanged(before, glance, path)) {
            unchanged.put(file.key(), before);
            return;
        }
        InputOpener.Opened opened = opener.open(file, new AtomicLong());
        try (PrefixedInput _ = opened.text()) {
            probe(file, Fingerprint.of(path), opened, before);
        }
    }

    private boolean isUnchanged(FileState before, Fingerprint glance, Path path)
            throws IOException {
        if (request.phase() == ReadRequest.Phase.FIRST_LOAD
                || !before.done()
                || !isSameReading(before)
                || before.print().size() != glance.size()) {
            return false;
        }
        Fingerprint now = Fingerprint.of(path, glance.size(), glance.modifiedMicros());
        // Where files only grow, one that has not grown is as it was.
        return append ? before.print().sameContent(now) : before.print().sameFile(now);
    }

    /// Whether the file would become the same rows. What is only ever added to is not added again
    /// for other options.
    private boolean isSameReading(FileState before) {
        return append || before.options().equals(OptionsDigest.of(options));
    }

    private void probe(
            InputFile file,
            @Nullable Fingerprint print,
            InputOpener.Opened opened,
            @Nullable FileState before)
            throws IOException {
        int most = Math.max(HEADER_BYTES, Math.min(SAMPLE_BYTES, SAMPLES_BYTES_MAX - sampled));
        byte[] sample =
                wholeRecord(file, opened, opened.text().peek(most, enough(file, opened, most)));
        boolean whole = opened.text().ended();
        // What is added to a file must not change how its beginning is understood.
        Dialect dialect = append && before != null && !isFirst() ? before.dialect() : null;
        Probe.Found found = probe.look(file, opened.encoding(), sample, whole, dialect);
        if (found.isEmpty()) {
            warnings.add(empty(file));
            return;
        }
        for (String name : found.renamed()) {
            warnings.add(renamed(file, name));
        }
        Fingerprint what = print == null ? Fingerprint.ofStart(sample, nowMicros()) : print;
        Reading reading = new Reading(found, what, options, print == null ? opened.text() : null);
        columns.add(found.fields());
        if (found.format() != FileFormat.JSONL) {
            columns.requireKey(file, found.fields());
        }
        if (!goOn(reading, before)) {
            survey(found, sample, whole);
            sampled += sample.length;
        }
        readings.add(reading);
        bytesTotal += print == null ? 0 : print.size() - skipped(reading);
    }

    /// A record's fields are known once it has been seen whole, and a first one may be longer than
    /// what else is looked at.
    private byte[] wholeRecord(InputFile file, InputOpener.Opened opened, byte[] sample)
            throws IOException {
        byte[] seen = sample;
        while (!opened.text().ended() && !hasLineEnd(seen) && seen.length < RECORD_BYTES_MAX) {
            int more = Math.min(RECORD_BYTES_MAX, seen.length * 2);
            seen = opened.text().peek(more);
        }
        if (!opened.text().ended() && !hasLineEnd(seen) && !options.isKeyless()) {
            throw Failure.of(
                            FailureCode.VALUE_TOO_LARGE,
                            "The first record of '%s' is longer than the %d MB in which its key is looked for."
                                    .formatted(file.key(), RECORD_BYTES_MAX >> 20))
                    .at(FailurePlace.ofFile(file.key(), 1))
                    .next("Put a shorter record first, or load without --primary-key.");
        }
        return seen;
    }

    private static boolean hasLineEnd(byte[] bytes) {
        for (byte each : bytes) {
            if (each == '\n' || each == '\r') {
                return true;
            }
        }
        return false;
    }

    /// What comes slowly need not be waited for where the table has its types already. What tells
    /// one input from another is always there.
    private int enough(InputFile file, InputOpener.Opened opened, int most) {
        boolean live = file.isStdin() && opened.encoding().isPlain();
        return isFirst() || !live ? most : append ? Fingerprint.BLOCK_BYTES : 1;
    }

    static Warning empty(InputFile file) {
        return new Warning(WarningCode.FILE_EMPTY, "'%s' is empty.".formatted(file.key()), 1);
    }

    private static Warning renamed(InputFile file, String name) {
        String message =
                "A column of '%s' whose name is empty or stands there already is called %s."
                        .formatted(file.key(), name);
        return new Warning(WarningCode.COLUMN_RENAMED, message, 1);
    }

    private long nowMicros() {
        Instant now = options.clock().instant();
        return now.getEpochSecond() * Moments.MICROS_PER_SECOND + now.getNano() / 1_000;
    }

    /// Bytes of the file that need not be read.
    private static long skipped(Reading reading) {
        boolean seeks = reading.found.encoding().isPlain();
        return seeks ? reading.stretches.getFirst().from().offset() : 0;
    }

    /// Lets a reading begin where an earlier run has ended, if it can.
    private boolean goOn(Reading reading, @Nullable FileState before) throws IOException {
        if (before == null
                || request.phase() == ReadRequest.Phase.FIRST_LOAD
                || !isSameReading(before)
                || !(append ? hasSameStart(reading, before) : isInterrupted(reading, before))) {
            return false;
        }
        reading.sums = before.sums();
        reading.stretches = List.of(new Reading.Stretch(before.position(), null));
        return true;
    }

    private static boolean isInterrupted(Reading reading, FileState before) {
        return reading.isRepeatable() && !before.done() && before.print().sameFile(reading.print);
    }

    /// Whether a file that is only added to has what was read of it, and goes on with a new line.
    private static boolean hasSameStart(Reading reading, FileState before) throws IOException {
        Path path = reading.file().path();
        if (path == null) {
            return !before.done() && before.print().head() == reading.print.head();
        }
        long size = before.print().size();
        return reading.print.size() >= size
                && Fingerprint.of(path, size, 0).sameContent(before.print())
                && (!before.done() || reading.found.encoding().endsLineAt(path, before));
    }

    private void survey(Probe.Found found, byte[] sample, boolean whole) throws IOException {
        Window window =
                new Window(
                        new ByteArrayInputStream(sample), 0, sample.length + 1, sample.length + 1);
        RecordScanner scanner = Reading.scanner(window, options, found, InputPosition.START);
        new Survey(options, columns, classifier, found)
                .run(scanner, whole ? Integer.MAX_VALUE : sample.length);
    }
}
