package dev.headrace.destination.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.sql.SQLException;
import java.util.Arrays;
import org.postgresql.copy.CopyIn;

/// Bytes of binary COPY tuples in pooled chunks. Not thread-safe.
///
/// Hot: per cell. Measured by `CopyEncoderBenchmark`. Breaks for that: primitives instead of
/// values, parallel arrays instead of records, callers that must reserve before they write.
final class CopyBuffer {
    private static final VarHandle INT16 = view(short[].class);
    private static final VarHandle INT32 = view(int[].class);
    private static final VarHandle INT64 = view(long[].class);

    /// Signature, no flags, no header extension.
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

    private final ChunkPool pool;
    private byte[][] chunks = new byte[8][];
    private int[] ends = new int[8];

    /// Index of the chunk being filled.
    private int last;

    /// Bytes in the chunks before it.
    private long before;

    private byte[] chunk;
    private int at;

    CopyBuffer(ChunkPool pool) {
        this.pool = pool;
        this.chunk = pool.take();
        chunks[0] = chunk;
    }

    private static VarHandle view(Class<?> array) {
        return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
    }

    long bytes() {
        return before + at;
    }

    /// A place to come back to with [#rewind].
    int chunkIndex() {
        return last;
    }

    /// The other half of the place.
    int position() {
        return at;
    }

    void rewind(int chunkIndex, int position) {
        while (last > chunkIndex) {
            pool.give(chunk);
            last--;
            chunk = chunks[last];
            at = ends[last];
            before -= at;
        }
        at = position;
    }

    /// Makes room for `bytes`, at most a chunk, in one piece.
    void reserve(int bytes) {
        if (ChunkPool.CHUNK_BYTES - at < bytes) {
            nextChunk();
        }
    }

    private void nextChunk() {
        ends[last] = at;
        before += at;
        last++;
        if (last == chunks.length) {
            chunks = Arrays.copyOf(chunks, last * 2);
            ends = Arrays.copyOf(ends, last * 2);
        }
        chunk = pool.take();
        chunks[last] = chunk;
        at = 0;
    }

    void int8(int value) {
        chunk[at] = (byte) value;
        at++;
    }

    void int16(int value) {
        INT16.set(chunk, at, (short) value);
        at += 2;
    }

    void int32(int value) {
        INT32.set(chunk, at, value);
        at += 4;
    }

    void int64(long value) {
        INT64.set(chunk, at, value);
        at += 8;
    }

    /// A value in decimal notation, with its length before it; reserves by itself.
    void numeric(byte[] text, int offset, int length) {
        reserve(NumericWire.bytesMax(length));
        int end = NumericWire.write(text, offset, length, chunk, at + 4);
        INT32.set(chunk, at, end - at - 4);
        at = end;
    }

    /// Any number of bytes, over as many chunks as it takes; reserves by itself.
    void bytes(byte[] source, int offset, int length) {
        int from = offset;
        int left = length;
        while (left > 0) {
            reserve(1);
            int part = Math.min(left, ChunkPool.CHUNK_BYTES - at);
            System.arraycopy(source, from, chunk, at, part);
            at += part;
            from += part;
            left -= part;
        }
    }

    /// Sends header, tuples and trailer; ends nothing.
    void writeTo(CopyIn copy) throws SQLException {
        copy.writeToCopy(HEADER, 0, HEADER.length);
        for (int i = 0; i < last; i++) {
            copy.writeToCopy(chunks[i], 0, ends[i]);
        }
        copy.writeToCopy(chunk, 0, at);
        copy.writeToCopy(TRAILER, 0, TRAILER.length);
    }

    /// Gives all chunks back. The buffer is of no use after.
    void release() {
        for (int i = 0; i <= last; i++) {
            pool.give(chunks[i]);
        }
        chunks = new byte[0][];
        ends = new int[0];
        last = -1;
        before = 0;
        at = 0;
    }
}
