package dev.headrace.source.file;

import dev.headrace.model.Checkpoint;
import dev.headrace.model.InputPosition;
import dev.headrace.model.InputRange;
import dev.headrace.model.StateEntry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What has been read: since the last checkpoint, and of every input in the end.
final class ReadLog {
    private final String digest;
    private final boolean noted;
    private final List<InputRange> ranges = new ArrayList<>();
    private final Map<String, FileState> moved = new LinkedHashMap<>();
    private final Map<String, FileState> all = new LinkedHashMap<>();

    /// @param noted whether checkpoints carry states, too
    ReadLog(FileSourceOptions options, Map<String, FileState> unchanged, boolean noted) {
        this.digest = OptionsDigest.of(options);
        this.noted = noted;
        all.putAll(unchanged);
    }

    /// Notes where an input stands.
    void note(FileCursor at, boolean done) {
        InputPosition to = at.position();
        String key = at.file().key();
        if (to.offset() > at.noted.offset()) {
            ranges.add(new InputRange(key, at.noted, to, at.goodRows, at.reading.hash));
        } else if (!done) {
            return;
        }
        at.noted = to;
        at.goodRows = 0;
        boolean isOpen = done && at.scanner.isOpen;
        put(
                key,
                new FileState(
                        at.reading.print,
                        at.reading.found.dialect(),
                        digest,
                        to,
                        done,
                        isOpen,
                        at.sums()));
    }

    /// Forgets an input's rows: it is read again from its begin.
    void restart(FileCursor at) {
        String key = at.file().key();
        ranges.removeIf(range -> range.key().equals(key));
        put(key, at.reading.begun(digest));
    }

    /// Forgets everything but what was unchanged.
    void restartAll(Map<String, FileState> unchanged) {
        ranges.clear();
        moved.clear();
        all.clear();
        all.putAll(unchanged);
    }

    private void put(String key, FileState state) {
        moved.put(key, state);
        all.put(key, state);
    }

    Checkpoint take() {
        Checkpoint taken = new Checkpoint(ranges, noted ? entries(moved) : List.of());
        ranges.clear();
        moved.clear();
        return taken;
    }

    List<StateEntry> all() {
        return entries(all);
    }

    private static List<StateEntry> entries(Map<String, FileState> states) {
        List<StateEntry> entries = new ArrayList<>();
        states.forEach((key, state) -> entries.add(state.entry(key)));
        return entries;
    }
}
