package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.InputPosition;
import dev.headrace.model.InputRange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.CRC32C;
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

    /// What the input was when it was looked at.
    final Fingerprint print;

    /// Of content and options: ranges of a first load carry it.
    final long hash;

    List<Stretch> stretches = ALL;

    /// What an input that is read for the second time must begin with; empty for files.
    List<Long> sums = List.of();

    /// An input that cannot be opened again, standing at its begin.
    private @Nullable InputStream once;

    Reading(
            Probe.Found found,
            Fingerprint print,
            FileSourceOptions options,
            @Nullable InputStream once) {
        this.found = found;
        this.print = print;
        this.once = once;
        long ofOptions = Long.parseUnsignedLong(OptionsDigest.of(options), 16);
        this.hash = print.hash() ^ Long.rotateLeft(ofOptions, 32);
    }

    InputFile file() {
        return found.file();
    }

    FileState begun(String digest) {
        return new FileState(
                print, found.dialect(), digest, InputPosition.START, false, false, List.of());
    }

    /// Whether it can be read again from its begin.
    boolean isRepeatable() {
        return !found.file().isStdin();
    }

    /// Leaves out what an interrupted first load has in already.
    ///
    /// @return false where those ranges are not of this input as it is now
    boolean leaveOut(List<InputRange> committed) {
        List<Stretch> gaps = new ArrayList<>();
        InputPosition reached = InputPosition.START;
        for (InputRange range :
                committed.stream().sorted((a, b) -> a.from().compareTo(b.from())).toList()) {
            if (range.hash() != hash || !isRepeatable()) {
                return false;
            }
            if (range.from().compareTo(reached) > 0) {
                gaps.add(new Stretch(reached, range.from()));
            }
            reached = range.to().compareTo(reached) > 0 ? range.to() : reached;
        }
        gaps.add(new Stretch(reached, null));
        stretches = gaps;
        return true;
    }

    /// Lets go of an input that was never read.
    void close() {
        InputStream unread = once;
        once = null;
        if (unread != null) {
            try {
                unread.close();
            } catch (IOException e) {
                // Nobody wanted its bytes.
            }
        }
    }

    /// Whether the file is another one than it was when it was looked at. Where files only grow,
    /// what was there may be followed by more.
    boolean hasChanged(boolean mayGrow) throws IOException {
        Path path = found.file().path();
        if (path == null) {
            return false;
        }
        Fingerprint now = Fingerprint.glance(path);
        if (now.sameGlance(print)) {
            return false;
        }
        return !mayGrow
                || now.size() < print.size()
                || !Fingerprint.of(path, print.size(), 0).sameContent(print);
    }

    /// Whether more has been written to the file since it was looked at.
    boolean hasGrown() throws IOException {
        Path path = found.file().path();
        return path != null && Fingerprint.glance(path).size() > print.size();
    }

    /// Opens it at a place; the header, if it has one, is passed over.
    ///
    /// @param bytesRead counts the bytes as they lie there
    RecordScanner open(
            InputOpener opener, FileSourceOptions options, InputPosition from, AtomicLong bytesRead)
            throws IOException {
        InputStream stream = once;
        CRC32C passed = null;
        boolean isOpen = false;
        if (stream == null) {
            // One byte earlier, to see whether the line before has ended.
            long begin = Math.max(0, from.offset() - 1);
            stream = opener.openAt(file(), found.encoding(), begin, print.size(), bytesRead);
            if (begin < from.offset()) {
                int last = stream.read();
                isOpen = last != '\n' && last != '\r';
            }
        } else {
            once = null;
            passed = new CRC32C();
            if (from.offset() > 0 && !Sums.skip(stream, from.offset(), sums, passed)) {
                throw changed();
            }
        }
        long most = Math.min(Integer.MAX_VALUE - 64, options.valueBytesMax() + RECORD_SLACK_BYTES);
        Window window =
                new Window(stream, from.offset(), Window.BYTES_INITIAL, Math.toIntExact(most));
        window.passed = passed;
        RecordScanner scanner = scanner(window, options, found, from);
        scanner.isOpen |= isOpen;
        return scanner;
    }

    private Failure changed() {
        return Failure.of(
                        FailureCode.FILE_CHANGED,
                        "Standard input begins as before the interruption, but then differs.")
                .next("Give the same input again, or forget the state: headrace state forget.");
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
