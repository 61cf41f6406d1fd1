package dev.headrace.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.OutputStream;

/// The narrow table: 10 million rows of six columns are about 780 MB of CSV. The same rows at every
/// call.
///
/// Hot: per row. It feeds pipes of 20 GB, so it writes bytes and makes no objects.
final class NarrowRows {
    static final String HEADER = "id,quantity,happened_at,price,name,flag\n";

    /// The columns as `load` infers them.
    static final String COLUMNS =
            "id bigint, quantity bigint, happened_at timestamptz, price numeric, name text,"
                    + " flag boolean";

    private static final int BUFFER_BYTES = 1 << 16;
    private static final int ROW_BYTES_MAX = 128;
    private static final long DAYS = 3650;

    private final boolean shuffled;
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int size;

    NarrowRows(boolean shuffled) {
        this.shuffled = shuffled;
    }

    /// Writes the header and the rows 1 to `rows`, or fewer where `bytesMax` is reached before.
    ///
    /// @return how many bytes
    long writeTo(OutputStream out, long rows, long bytesMax) throws IOException {
        long written = 0;
        size = 0;
        put(HEADER);
        for (long i = 0; i < rows && written + size < bytesMax; i++) {
            row(shuffled ? permuted(i, rows) + 1 : i + 1);
            if (size > BUFFER_BYTES - ROW_BYTES_MAX) {
                out.write(buffer, 0, size);
                written += size;
                size = 0;
            }
        }
        out.write(buffer, 0, size);
        return written + size;
    }

    /// Visits every number below `rows` once: an odd multiplier is a bijection modulo a power of
    /// two, and what falls outside goes round again.
    private static long permuted(long i, long rows) {
        long mask = Long.highestOneBit(Math.max(1, rows - 1)) * 2 - 1;
        long x = i;
        do {
            x = (x * 0x9E37_79B9_7F4A_7C15L + 0x5851_F42DL) & mask;
        } while (x >= rows);
        return x;
    }

    private void row(long id) {
        long random = mixed(id);
        number(id);
        buffer[size++] = ',';
        number((random >>> 7) % 100_000);
        buffer[size++] = ',';
        moment(random);
        buffer[size++] = ',';
        number((random >>> 11) % 1_000_000);
        buffer[size++] = '.';
        digits((random >>> 23) % 1_000_000 / 10 * 10 + 1, 6);
        buffer[size++] = ',';
        for (int i = 0; i < 12; i++) {
            buffer[size++] = (byte) ('a' + ((random >>> (i * 4)) & 15));
        }
        buffer[size++] = ',';
        put((random & 1) == 0 ? "true\n" : "false\n");
    }

    /// `2014-01-02 03:04:05.678901+00`.
    private void moment(long random) {
        long day = (random >>> 5) % DAYS;
        digits(2014 + day / 365, 4);
        buffer[size++] = '-';
        digits(1 + day % 365 / 31, 2);
        buffer[size++] = '-';
        digits(1 + day % 28, 2);
        buffer[size++] = ' ';
        digits((random >>> 13) % 24, 2);
        buffer[size++] = ':';
        digits((random >>> 17) % 60, 2);
        buffer[size++] = ':';
        digits((random >>> 29) % 60, 2);
        buffer[size++] = '.';
        digits((random >>> 31) % 1_000_000, 6);
        put("+00");
    }

    private static long mixed(long id) {
        long x = id * 0x9E37_79B9_7F4A_7C15L;
        x = (x ^ (x >>> 32)) * 0xD6E8_FEB8_6659_FD93L;
        return (x ^ (x >>> 32)) >>> 1;
    }

    private void number(long value) {
        int digits = 1;
        for (long rest = value / 10; rest > 0; rest /= 10) {
            digits++;
        }
        digits(value, digits);
    }

    private void digits(long value, int count) {
        long rest = value;
        for (int i = size + count - 1; i >= size; i--) {
            buffer[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        size += count;
    }

    private void put(String text) {
        for (byte b : text.getBytes(US_ASCII)) {
            buffer[size++] = b;
        }
    }
}
