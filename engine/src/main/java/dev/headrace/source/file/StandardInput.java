package dev.headrace.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Standard input, read by a thread of its own: a read that waits for another program cannot be
/// interrupted, waiting for the thread can. The thread ends with the input, or when closed as soon
/// as more arrives; it never keeps the process alive.
final class StandardInput extends InputStream {
    /// Large enough for a pipe's whole content.
    private static final int CHUNK_BYTES = 256 * 1024;

    /// One being read, one being parsed, one waiting.
    private static final int CHUNKS_WAITING_MAX = 1;

    private final BlockingQueue<Chunk> chunks = new ArrayBlockingQueue<>(CHUNKS_WAITING_MAX);
    private final AtomicLong bytesRead;
    private final Thread pump;
    private Chunk current = new Chunk(new byte[0], 0, null);
    private int position;

    /// What one read of the other thread brought.
    private static final class Chunk {
        private final byte[] bytes;

        /// Bytes in it; -1 at the end.
        private final int length;

        private final @Nullable IOException failure;

        Chunk(byte[] bytes, int length, @Nullable IOException failure) {
            this.bytes = bytes;
            this.length = length;
            this.failure = failure;
        }
    }

    StandardInput(InputStream source, AtomicLong bytesRead) {
        this.bytesRead = bytesRead;
        this.pump = Thread.ofPlatform().daemon().name("headrace-stdin").start(() -> pump(source));
    }

    private void pump(InputStream source) {
        try {
            while (true) {
                Chunk chunk = next(source);
                chunks.put(chunk);
                if (chunk.length < 0) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Chunk next(InputStream source) {
        try {
            byte[] bytes = new byte[CHUNK_BYTES];
            return new Chunk(bytes, source.read(bytes), null);
        } catch (IOException e) {
            return new Chunk(new byte[0], -1, e);
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        while (position >= current.length) {
            if (current.length < 0) {
                return -1;
            }
            advance();
        }
        int many = Math.min(length, current.length - position);
        System.arraycopy(current.bytes, position, target, offset, many);
        position += many;
        return many;
    }

    /// Bytes that can be read without waiting; at the end one, since nobody waits for the end.
    @Override
    public int available() {
        if (current.length < 0) {
            return 1;
        }
        int left = current.length - position;
        Chunk next = chunks.peek();
        return left > 0 || next == null ? left : Math.max(1, next.length);
    }

    private void advance() throws IOException {
        try {
            current = chunks.take();
            position = 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("The read was interrupted.");
        }
        IOException failure = current.failure;
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
        bytesRead.addAndGet(Math.max(0, current.length));
    }

    @Override
    public void close() {
        pump.interrupt();
    }
}
