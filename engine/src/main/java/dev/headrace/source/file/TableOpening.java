package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.InputPosition;
import dev.headrace.model.StateEntry;
import dev.headrace.source.ReadRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Decides what of a table's files is to be read, and looks at the beginning of each of those.
final class TableOpening {
    /// Looked at per file, as long as the whole lasts.
    private static final int SAMPLE_BYTES = 4 * 1024 * 1024;

    private static final int SAMPLES_BYTES_MAX = 16 * 1024 * 1024;

    /// Every file's header is read, however many files there are.
    private static final int HEADER_BYTES = 256 * 1024;

    private final FileSourceOptions options;
    private final FileTable table;
    private final ReadRequest request;
    private final InputOpener opener;
    private final Probe probe;
    private final Classifier classifier = new Classifier();
    private final Map<String, FileState> known = new HashMap<>();

    final TableColumns columns;
    final List<Reading> readings = new ArrayList<>();
    final List<Warning> warnings = new ArrayList<>();

    /// Inputs as they were when they were looked at, in order; those that are unchanged included.
    final Map<String, FileState> states = new LinkedHashMap<>();

    int unchanged;

    /// Bytes of the inputs to be read as they lie there; -1 when unknown.
    long bytesTotal;

    final AtomicLong bytesRead = new AtomicLong();
    private int sampled;

    TableOpening(
            FileSourceOptions options, FileTable table, ReadRequest request, InputOpener opener) {
        this.options = options;
        this.table = table;
        this.request = request;
        this.opener = opener;
        this.probe = new Probe(options);
        this.columns = new TableColumns(options, request.stored());
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
        if (readings.isEmpty() && unchanged == 0) {
            String what =
                    table.files().size() == 1
                            ? "'%s' is empty.".formatted(table.files().getFirst().key())
                            : "All of the table's files are empty.";
            throw Failure.of(FailureCode.FILE_EMPTY, what)
                    .at(FailurePlace.ofFile(table.files().getFirst().key(), 0));
        }
    }

    private void look(InputFile file) throws IOException {
        Path path = file.path();
        Fingerprint print = null;
        if (path != null) {
            print = Fingerprint.glance(path);
            FileState before = known.get(file.key());
            if (before != null && isUnchanged(before, print, path)) {
                states.put(file.key(), before);
                unchanged++;
                return;
            }
            print = Fingerprint.of(path);
        }
        AtomicLong counter = path == null ? bytesRead : new AtomicLong();
        InputOpener.Opened opened = opener.open(file, counter);
        boolean keep = path == null;
        try {
            probe(file, print, opened, keep);
        } finally {
            if (!keep) {
                opened.text().close();
            }
        }
    }

    private boolean isUnchanged(FileState before, Fingerprint glance, Path path)
            throws IOException {
        boolean append = options.mode() == dev.headrace.model.SyncMode.APPEND;
        if (request.phase() == ReadRequest.Phase.FIRST_LOAD
                || !before.done()
                || (!append && !before.options().equals(OptionsDigest.of(options)))
                || before.print().size() != glance.size()) {
            return false;
        }
        return before.print().sameGlance(glance)
                || before.print().sameContent(Fingerprint.of(path));
    }

    private void probe(
            InputFile file, @Nullable Fingerprint print, InputOpener.Opened opened, boolean keep)
            throws IOException {
        int most = Math.max(HEADER_BYTES, Math.min(SAMPLE_BYTES, SAMPLES_BYTES_MAX - sampled));
        byte[] sample = opened.text().peek(most);
        boolean whole = sample.length < most;
        Probe.Found found = probe.look(file, opened.encoding(), sample, whole);
        if (found.isEmpty()) {
            warnings.add(
                    new Warning(WarningCode.FILE_EMPTY, "'%s' is empty.".formatted(file.key()), 1));
            return;
        }
        for (String name : found.renamed()) {
            warnings.add(
                    new Warning(
                            WarningCode.COLUMN_RENAMED,
                            "A column of '%s' whose name stands there already, or is empty, is called %s."
                                    .formatted(file.key(), name),
                            1));
        }
        columns.add(found.fields());
        survey(found, sample, whole);
        sampled += sample.length;
        readings.add(new Reading(found, print, keep ? opened.text() : null));
        if (print == null) {
            bytesTotal = -1;
        } else if (bytesTotal >= 0) {
            bytesTotal += print.size();
        }
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
