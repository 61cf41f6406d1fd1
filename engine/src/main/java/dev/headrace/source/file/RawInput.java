package dev.headrace.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.atomic.AtomicLong;

/// A file's bytes as they lie there, counted. An interrupt ends a read that waits.
final class RawInput extends InputStream {
    /// A channel reads through memory outside of the heap, as much as it is asked for, and keeps
    /// it.
    private static final int READ_BYTES_MAX = 1024 * 1024;

    private final FileChannel channel;
    private final AtomicLong bytesRead;
    private final long end;

    /// @param end offset at which the input ends for this reader, whatever has been written behind
    RawInput(Path path, long from, long end, AtomicLong bytesRead) throws IOException {
        this.channel = FileChannel.open(path, StandardOpenOption.READ);
        this.bytesRead = bytesRead;
        this.end = end;
        channel.position(from);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        long left = end - channel.position();
        if (left <= 0) {
            return -1;
        }
        int most = (int) Math.min(left, Math.min(length, READ_BYTES_MAX));
        int got = channel.read(ByteBuffer.wrap(target, offset, most));
        if (got > 0) {
            bytesRead.addAndGet(got);
        }
        return got;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
