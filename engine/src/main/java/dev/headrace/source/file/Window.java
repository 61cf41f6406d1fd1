package dev.headrace.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The stretch of an input that is in memory: one array, reused, that slides over the input and
/// grows only for a record that does not fit.
///
/// Hot: [#bytes] and [#limit] are read by the scanners without a call.
final class Window {
    /// Large enough that the cost of a read call vanishes, small enough to stay in the cache.
    static final int BYTES_INITIAL = 256 * 1024;

    /// No more bytes come.
    static final int ENDED = -1;

    /// The kept stretch is as long as allowed.
    static final int FULL = -2;

    private final InputStream input;
    private final int bytesInitial;
    private final int bytesMax;

    byte[] bytes;
    int limit;

    /// Offset in the input of the first byte in the array.
    long base;

    /// Of all bytes before [#base]; null where nobody asks.
    @Nullable CRC32C passed;

    Window(InputStream input, long base, int bytesInitial, int bytesMax) {
        this.input = input;
        this.base = base;
        this.bytesInitial = bytesInitial;
        this.bytesMax = Math.max(bytesInitial, bytesMax);
        this.bytes = new byte[bytesInitial];
    }

    /// Makes room behind the kept bytes, those from index `keep` on.
    ///
    /// @return by how many bytes they moved towards the front, or [#FULL]
    int makeRoom(int keep) {
        if (limit < bytes.length) {
            return 0;
        }
        if (keep > 0) {
            slide(keep);
            return keep;
        }
        if (bytes.length >= bytesMax) {
            return FULL;
        }
        bytes = Arrays.copyOf(bytes, grown());
        return 0;
    }

    /// Both sizes are in memory at once while the window grows, so the last step is a large one: a
    /// half and the whole take less than nine tenths and the whole.
    private int grown() {
        long doubled = 2L * bytes.length;
        return doubled > bytesMax / 2 ? bytesMax : (int) doubled;
    }

    /// Reads at least one more byte into the room there is. False when no more come.
    boolean read() throws IOException {
        int got = input.read(bytes, limit, bytes.length - limit);
        if (got <= 0) {
            return false;
        }
        limit += got;
        return true;
    }

    /// Whether the next byte behind `index` has yet to come. Only for inputs that tell what is
    /// available.
    boolean waits(int index) throws IOException {
        return index == limit && input.available() == 0;
    }

    void close() throws IOException {
        input.close();
    }

    /// Forgets everything before index `keep`; a window that has grown for one record shrinks.
    private void slide(int keep) {
        int kept = limit - keep;
        byte[] target = bytes;
        if (bytes.length > bytesInitial && kept < bytesInitial / 2) {
            target = new byte[bytesInitial];
        }
        if (passed != null) {
            passed.update(bytes, 0, keep);
        }
        System.arraycopy(bytes, keep, target, 0, kept);
        bytes = target;
        base += keep;
        limit = kept;
    }
}
