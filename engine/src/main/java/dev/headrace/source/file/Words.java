package dev.headrace.source.file;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Eight bytes at a time: reading them, and finding a byte among them.
final class Words {
    static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    static final long ONES = 0x0101010101010101L;
    static final long HIGHS = 0x8080808080808080L;

    private Words() {}

    static long at(byte[] bytes, int index) {
        return (long) LONGS.get(bytes, index);
    }

    /// The byte in every place of a word.
    static long spread(int octet) {
        return (octet & 0xFFL) * ONES;
    }

    /// The high bit of the lowest zero byte is set, and of none below it; those above it may be set
    /// wrongly.
    static long zeros(long word) {
        return (word - ONES) & ~word & HIGHS;
    }

    static int lowest(long marks) {
        return Long.numberOfTrailingZeros(marks) >>> 3;
    }
}
