package dev.headrace.source.file;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/// Unpacks all members of a gzip file, with their checks, from any stream. The JDK's own reader
/// asks the stream what is available, and takes a pipe's pause for the end.
final class GzipMembers extends InputStream {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final int MAGIC_FIRST = 0x1F;
    private static final int MAGIC_SECOND = 0x8B;
    private static final int DEFLATE = 8;
    private static final int HAS_CHECK = 2;
    private static final int HAS_EXTRA = 4;
    private static final int HAS_NAME = 8;
    private static final int HAS_COMMENT = 16;

    private final InputStream packed;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 check = new CRC32();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private boolean inMember;
    private boolean ended;

    GzipMembers(InputStream packed) {
        this.packed = packed;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        try {
            while (!ended) {
                if (!inMember && !openMember()) {
                    ended = true;
                    break;
                }
                int got = inflater.inflate(target, offset, length);
                if (got > 0) {
                    check.update(target, offset, got);
                    return got;
                }
                advance();
            }
            return -1;
        } catch (DataFormatException e) {
            throw new ZipException("The compressed bytes are damaged: " + e.getMessage());
        }
    }

    private void advance() throws IOException {
        if (inflater.finished() || inflater.needsDictionary()) {
            closeMember();
        } else if (inflater.needsInput()) {
            if (position >= limit) {
                fill();
            }
            inflater.setInput(buffer, position, limit - position);
            position = limit;
        }
    }

    /// False at the end of the file; zero bytes that pad it are no member.
    private boolean openMember() throws IOException {
        int first = nextOrEnd();
        boolean padded = first == 0;
        while (first == 0) {
            first = nextOrEnd();
        }
        if (first < 0) {
            return false;
        }
        if (padded || first != MAGIC_FIRST || next() != MAGIC_SECOND || next() != DEFLATE) {
            throw new ZipException("Bytes that are not gzip follow the compressed ones.");
        }
        skipHeader();
        inflater.reset();
        check.reset();
        inMember = true;
        return true;
    }

    private void skipHeader() throws IOException {
        int flags = next();
        // Time, compression level and system.
        skip(6);
        if ((flags & HAS_EXTRA) != 0) {
            skip(next() | next() << 8);
        }
        if ((flags & HAS_NAME) != 0) {
            skipText();
        }
        if ((flags & HAS_COMMENT) != 0) {
            skipText();
        }
        if ((flags & HAS_CHECK) != 0) {
            skip(2);
        }
    }

    private void closeMember() throws IOException {
        position = limit - inflater.getRemaining();
        long expected = next4();
        long length = next4();
        if (expected != check.getValue()
                || length != (inflater.getBytesWritten() & 0xFFFF_FFFFL)
                || inflater.needsDictionary()) {
            throw new ZipException("The compressed bytes are damaged: their check sum differs.");
        }
        inMember = false;
    }

    private void skip(int many) throws IOException {
        for (int i = 0; i < many; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // The text's bytes are of no use.
        }
    }

    private long next4() throws IOException {
        long low = next() | next() << 8;
        long high = next() | next() << 8;
        return low | high << 16;
    }

    private int next() throws IOException {
        int octet = nextOrEnd();
        if (octet < 0) {
            throw new EOFException("The compressed bytes end too early.");
        }
        return octet;
    }

    private int nextOrEnd() throws IOException {
        if (position >= limit) {
            int got = packed.read(buffer, 0, buffer.length);
            if (got <= 0) {
                return -1;
            }
            position = 0;
            limit = got;
        }
        return buffer[position++] & 0xFF;
    }

    private void fill() throws IOException {
        int octet = nextOrEnd();
        if (octet < 0) {
            throw new EOFException("The compressed bytes end too early.");
        }
        position--;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        packed.close();
    }
}
