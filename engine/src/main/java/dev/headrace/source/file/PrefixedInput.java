package dev.headrace.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A stream whose beginning can be looked at before it is read.
final class PrefixedInput extends InputStream {
    private final InputStream rest;
    private byte[] prefix = new byte[0];
    private int position;

    PrefixedInput(InputStream rest) {
        this.rest = rest;
    }

    /// Up to `length` bytes from where the stream stands; fewer only at its end.
    byte[] peek(int length) throws IOException {
        int held = prefix.length - position;
        if (held < length) {
            byte[] longer =
                    Arrays.copyOf(Arrays.copyOfRange(prefix, position, prefix.length), length);
            int got = held;
            while (got < length) {
                int more = rest.read(longer, got, length - got);
                if (more <= 0) {
                    break;
                }
                got += more;
            }
            prefix = Arrays.copyOf(longer, got);
            position = 0;
        }
        return Arrays.copyOfRange(prefix, position, Math.min(prefix.length, position + length));
    }

    @Override
    public int read() throws IOException {
        return position < prefix.length ? prefix[position++] & 0xFF : rest.read();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        int held = prefix.length - position;
        if (held == 0) {
            return rest.read(target, offset, length);
        }
        int many = Math.min(held, length);
        System.arraycopy(prefix, position, target, offset, many);
        position += many;
        if (position == prefix.length) {
            prefix = new byte[0];
            position = 0;
        }
        return many;
    }

    @Override
    public void close() throws IOException {
        rest.close();
    }
}
