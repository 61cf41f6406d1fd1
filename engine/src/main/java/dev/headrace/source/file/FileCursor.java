package dev.headrace.source.file;

import dev.headrace.model.InputPosition;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One input being read: where it stands, and what of it has been put since it was last noted.
final class FileCursor {
    final Reading reading;
    final RecordScanner scanner;
    @Nullable RowWriter writer;

    /// Where the next range begins.
    InputPosition noted;

    /// Good rows since then.
    long goodRows;

    /// Fields that the writer knows.
    int width;

    /// Whether the scanner's current record has yet to be put.
    boolean pending;

    /// Good and bad rows since it was opened.
    long rows;

    long badRows;

    /// The place at which its stretch ends.
    final long end;

    /// Whether it comes as another program writes it, and tells what has come.
    final boolean live;

    FileCursor(Reading reading, RecordScanner scanner, Reading.Stretch stretch) {
        this.reading = reading;
        this.scanner = scanner;
        this.noted = stretch.from();
        InputPosition to = stretch.to();
        this.end = to == null ? Long.MAX_VALUE : to.offset();
        this.width = scanner.fields().size();
        this.live = reading.file().isStdin() && reading.found.encoding().isPlain();
    }

    InputFile file() {
        return reading.file();
    }

    RowWriter writer() {
        return Objects.requireNonNull(writer);
    }

    /// Behind the last record that was put.
    InputPosition position() {
        return pending ? scanner.positionBefore() : scanner.position();
    }

    /// See [Sums].
    List<Long> sums() {
        return Sums.of(scanner.window, pending ? scanner.start : scanner.next);
    }

    void close() throws IOException {
        scanner.window.close();
    }

    void closeQuietly() {
        try {
            close();
        } catch (IOException e) {
            // Nothing was written; what was read has been put or given up.
        }
    }
}
