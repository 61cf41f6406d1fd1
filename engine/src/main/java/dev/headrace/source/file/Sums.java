package dev.headrace.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.zip.CRC32C;

/// Check sums of all that lies before a place, for an input that can be told only so: a pipe. A
/// window knows the sum of the bytes that it has let go, and those that it holds; so there are two.
final class Sums {
    private static final int BUFFER_BYTES = 64 * 1024;

    private Sums() {}

    /// The numbers to remember for the place at an index of a window.
    static List<Long> of(Window window, int index) {
        CRC32C passed = window.passed;
        if (passed == null) {
            return List.of();
        }
        CRC32C held = new CRC32C();
        held.update(window.bytes, 0, index);
        return List.of(window.base, passed.getValue(), held.getValue());
    }

    /// Passes over what lies before a place and holds it against the numbers remembered.
    ///
    /// @return whether it is the same
    static boolean skip(InputStream input, long offset, List<Long> sums, CRC32C passed)
            throws IOException {
        if (sums.size() != 3) {
            return false;
        }
        long parted = sums.get(0);
        boolean same = add(input, parted, passed, new CRC32C()) && passed.getValue() == sums.get(1);
        CRC32C held = new CRC32C();
        return same && add(input, offset - parted, passed, held) && held.getValue() == sums.get(2);
    }

    private static boolean add(InputStream input, long length, CRC32C one, CRC32C other)
            throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long left = length;
        while (left > 0) {
            int got = input.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (got <= 0) {
                return false;
            }
            one.update(buffer, 0, got);
            other.update(buffer, 0, got);
            left -= got;
        }
        return true;
    }
}
