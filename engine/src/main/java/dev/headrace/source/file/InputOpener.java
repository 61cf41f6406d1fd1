package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Opens inputs as streams of UTF-8 text: unpacks, finds the encoding, drops the byte order mark.
final class InputOpener {
    private static final int MAGIC_BYTES = 16;
    private static final int ENCODING_BYTES = 1024;

    /// Fewer zeros tell nothing.
    private static final int ZEROS_MIN = 4;

    /// One byte of so many has to be a zero: a quarter of the text is ASCII.
    private static final int ZEROS_SHARE = 8;

    /// For a zero in the other byte, that of a sign such as U+4E00, so many are in this one.
    private static final int ZEROS_ASTRAY_SHARE = 2;

    private final FileSourceOptions options;
    private final @Nullable Charset named;

    /// The one stream that `-` is; it cannot be opened twice.
    private @Nullable InputStream stdin;

    InputOpener(FileSourceOptions options) {
        this.options = options;
        this.named = charset(options.text().encoding());
        this.stdin = options.stdin();
    }

    private static @Nullable Charset charset(@Nullable String name) {
        if (name == null) {
            return null;
        }
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw Failure.of(FailureCode.USAGE, "There is no encoding '%s'.".formatted(name), e);
        }
    }

    /// An input at its begin.
    record Opened(PrefixedInput text, Encoding encoding) {}

    /// Opens an input of which nothing is known yet.
    ///
    /// @param bytesRead counts the bytes as they lie there
    Opened open(InputFile file, AtomicLong bytesRead) throws IOException {
        PrefixedInput raw = new PrefixedInput(raw(file, 0, Long.MAX_VALUE, bytesRead));
        byte[] head = raw.peek(MAGIC_BYTES);
        Compression compression = Magic.compression(file, head);
        PrefixedInput bytes = new PrefixedInput(compression.unpack(raw));
        boolean live = file.isStdin() && compression == Compression.NONE;
        byte[] start = bytes.peek(ENCODING_BYTES, live ? 1 : ENCODING_BYTES);
        Magic.check(file, options.format(), start);
        Encoding encoding = encoding(compression, start);
        return new Opened(new PrefixedInput(text(bytes, encoding)), encoding);
    }

    /// An input from a place on that was found before.
    ///
    /// @param offset of the place in the text
    /// @param end offset in the file at which it ends for this reader
    /// @param bytesRead counts the bytes as they lie there
    InputStream openAt(
            InputFile file, Encoding encoding, long offset, long end, AtomicLong bytesRead)
            throws IOException {
        if (encoding.isPlain()) {
            return raw(file, encoding.markBytes() + offset, end, bytesRead);
        }
        InputStream raw = raw(file, 0, end, bytesRead);
        InputStream text = text(encoding.compression().unpack(raw), encoding);
        text.skipNBytes(offset);
        return text;
    }

    private static InputStream text(InputStream bytes, Encoding encoding) throws IOException {
        bytes.skipNBytes(encoding.markBytes());
        return encoding.charset().equals(StandardCharsets.UTF_8)
                ? bytes
                : new Transcoder(bytes, encoding.charset());
    }

    private InputStream raw(InputFile file, long from, long end, AtomicLong bytesRead)
            throws IOException {
        Path path = file.path();
        if (path != null) {
            return new RawInput(path, from, end, bytesRead);
        }
        InputStream once = stdin;
        if (once == null) {
            throw new IOException("Standard input can be read only once.");
        }
        stdin = null;
        return new StandardInput(once, bytesRead);
    }

    private Encoding encoding(Compression compression, byte[] head) {
        if (startsWith(head, 0xEF, 0xBB, 0xBF)
                && (named == null || named.equals(StandardCharsets.UTF_8))) {
            return new Encoding(compression, StandardCharsets.UTF_8, 3);
        }
        boolean little = startsWith(head, 0xFF, 0xFE);
        boolean big = startsWith(head, 0xFE, 0xFF);
        boolean sixteen = named == null || named.name().startsWith("UTF-16");
        if ((little || big) && sixteen) {
            Charset charset = little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
            return new Encoding(compression, charset, 2);
        }
        return new Encoding(compression, named == null ? unmarked(head) : named, 0);
    }

    /// UTF-16 without a mark has a zero in every other byte of what is ASCII, and hardly another;
    /// UTF-8 has none at all but for a NUL here and there.
    private static Charset unmarked(byte[] head) {
        int[] zeros = new int[2];
        for (int i = 0; i < head.length; i++) {
            zeros[i & 1] += head[i] == 0 ? 1 : 0;
        }
        int most = Math.max(zeros[0], zeros[1]);
        boolean sixteen = most >= ZEROS_MIN && most * ZEROS_SHARE >= head.length;
        if (!sixteen || Math.min(zeros[0], zeros[1]) * ZEROS_ASTRAY_SHARE > most) {
            return StandardCharsets.UTF_8;
        }
        return zeros[1] == most ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE;
    }

    private static boolean startsWith(byte[] head, int... magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((head[i] & 0xFF) != magic[i]) {
                return false;
            }
        }
        return true;
    }
}
