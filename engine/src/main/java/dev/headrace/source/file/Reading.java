package dev.headrace.source.file;

import dev.headrace.model.InputPosition;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One input that is to be read: what is known of it, and which stretches of it.
final class Reading {
    /// A record may be longer than its longest value by so much.
    private static final int RECORD_SLACK_BYTES = 4 * 1024 * 1024;

    /// A stretch to read.
    ///
    /// @param to null: to the end
    record Stretch(InputPosition from, @Nullable InputPosition to) {}

    static final List<Stretch> ALL = List.of(new Stretch(InputPosition.START, null));

    final Probe.Found found;
    final @Nullable Fingerprint print;

    /// An input that cannot be opened again, standing at its begin.
    private @Nullable InputStream once;

    List<Stretch> stretches = ALL;

    Reading(Probe.Found found, @Nullable Fingerprint print, @Nullable InputStream once) {
        this.found = found;
        this.print = print;
        this.once = once;
    }

    InputFile file() {
        return found.file();
    }

    /// Whether it can be read again from its begin.
    boolean isRepeatable() {
        return !found.file().isStdin();
    }

    long modifiedMicros(long otherwise) {
        return print == null ? otherwise : print.modifiedMicros();
    }

    /// Opens it at a place; the header, if it has one, is passed over.
    RecordScanner open(
            InputOpener opener, FileSourceOptions options, InputPosition from, AtomicLong bytesRead)
            throws IOException {
        InputStream stream = once;
        if (stream == null) {
            long end = print == null ? Long.MAX_VALUE : print.size();
            stream = opener.openAt(file(), found.encoding(), from.offset(), end, bytesRead);
        } else {
            once = null;
            stream.skipNBytes(from.offset());
        }
        long most = Math.min(Integer.MAX_VALUE - 64, options.valueBytesMax() + RECORD_SLACK_BYTES);
        Window window =
                new Window(stream, from.offset(), Window.BYTES_INITIAL, Math.toIntExact(most));
        return scanner(window, options, found, from);
    }

    static RecordScanner scanner(
            Window window, FileSourceOptions options, Probe.Found found, InputPosition from)
            throws IOException {
        if (found.format() == FileFormat.JSONL) {
            return new JsonLineScanner(window, from, options.valueBytesMax());
        }
        CsvScanner scanner = new CsvScanner(window, from, found.dialect(), options.valueBytesMax());
        if (from.offset() == 0) {
            scanner.skipLines(found.dialect().skipLines());
            if (found.dialect().header()) {
                scanner.next();
                scanner.uncount();
            }
        }
        scanner.expect(found.fields());
        return scanner;
    }
}
