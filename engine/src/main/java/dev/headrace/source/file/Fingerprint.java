package dev.headrace.source.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;

/// What tells whether a file is still the one that was read.
///
/// @param size in bytes
/// @param modifiedMicros since 1970
/// @param head check sum of the first block
/// @param tail check sum of the last block
record Fingerprint(long size, long modifiedMicros, long head, long tail) {
    /// Of the first and of the last bytes; small enough to be read from a thousand files at once.
    static final int BLOCK_BYTES = 64 * 1024;

    /// Size and modification time alone: enough to see that nothing has changed.
    static Fingerprint glance(Path path) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(path, BasicFileAttributes.class);
        long modified = attributes.lastModifiedTime().to(TimeUnit.MICROSECONDS);
        return new Fingerprint(attributes.size(), modified, 0, 0);
    }

    static Fingerprint of(Path path) throws IOException {
        Fingerprint glance = glance(path);
        return of(path, glance.size, glance.modifiedMicros);
    }

    /// The fingerprint of a file's first `size` bytes.
    static Fingerprint of(Path path, long size, long modifiedMicros) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            long block = Math.min(BLOCK_BYTES, size);
            long head = sum(channel, 0, block);
            long tail = sum(channel, size - block, block);
            return new Fingerprint(size, modifiedMicros, head, tail);
        }
    }

    /// What tells one standard input from another: its first bytes, and when it was read.
    static Fingerprint ofStart(byte[] text, long modifiedMicros) {
        CRC32C sum = new CRC32C();
        sum.update(text, 0, Math.min(BLOCK_BYTES, text.length));
        return new Fingerprint(0, modifiedMicros, sum.getValue(), 0);
    }

    private static long sum(FileChannel channel, long from, long length) throws IOException {
        ByteBuffer block = ByteBuffer.allocate(Math.toIntExact(length));
        while (block.hasRemaining() && channel.read(block, from + block.position()) > 0) {
            // Reads on until the block is full or the file has become shorter.
        }
        CRC32C sum = new CRC32C();
        sum.update(block.flip());
        return sum.getValue();
    }

    boolean sameGlance(Fingerprint other) {
        return size == other.size && modifiedMicros == other.modifiedMicros;
    }

    boolean sameContent(Fingerprint other) {
        return size == other.size && head == other.head && tail == other.tail;
    }

    /// Whether it is surely the same file: what lies between the two blocks, where anything does,
    /// is known by the modification time alone.
    boolean sameFile(Fingerprint other) {
        return sameContent(other) && (isWhole() || modifiedMicros == other.modifiedMicros);
    }

    private boolean isWhole() {
        return size <= 2 * BLOCK_BYTES;
    }

    /// One number for what [#sameFile] compares, never 0.
    long hash() {
        long between = isWhole() ? 0 : modifiedMicros;
        return (((size * 31 + head) * 31 + between) * 0x9E3779B97F4A7C15L ^ tail) | 1;
    }
}
