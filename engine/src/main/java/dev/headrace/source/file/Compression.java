package dev.headrace.source.file;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;

/// How a file's bytes are packed.
enum Compression {
    NONE("", new byte[0]),
    GZIP(".gz", new byte[] {0x1F, (byte) 0x8B}),
    ZSTD(".zst", new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD});

    private final String extension;
    private final byte[] magic;

    Compression(String extension, byte[] magic) {
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
        return startsWith(head, GZIP.magic) ? GZIP : startsWith(head, ZSTD.magic) ? ZSTD : NONE;
    }

    private static boolean startsWith(byte[] head, byte[] magic) {
        if (head.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if (head[i] != magic[i]) {
                return false;
            }
        }
        return true;
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
