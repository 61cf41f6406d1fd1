package dev.headrace.source.file;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// How a file's bytes are packed.
enum Compression {
    NONE("", ""),
    GZIP(".gz", "\u001F\u008B"),
    ZSTD(".zst", "(\u00B5/\u00FD");

    private final String extension;
    private final String magic;

    Compression(String extension, String magic) {
        this.extension = extension;
        this.magic = magic;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Compression ofName(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(GZIP.extension) ? GZIP : lower.endsWith(ZSTD.extension) ? ZSTD : NONE;
    }

    static String stripExtension(String name) {
        return name.substring(0, name.length() - ofName(name).extension.length());
    }

    /// What the first bytes of a file tell.
    static Compression ofContent(byte[] head) {
        String start = new String(head, StandardCharsets.ISO_8859_1);
        return start.startsWith(GZIP.magic) ? GZIP : start.startsWith(ZSTD.magic) ? ZSTD : NONE;
    }

    /// The bytes that were packed. All members and frames of a file are read one after the other.
    InputStream unpack(InputStream packed) throws IOException {
        return switch (this) {
            case NONE -> packed;
            case GZIP -> new GzipMembers(packed);
            case ZSTD -> new ZstdInputStreamNoFinalizer(packed);
        };
    }
}
