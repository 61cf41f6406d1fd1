package dev.headrace.source.file;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/// A stream whose beginning can be looked at before it is read.
final class PrefixedInput extends InputStream {
    /// A program that writes at full speed has written its first megabytes by then.
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    static final Duration POLL = Duration.ofMillis(10);

    private final InputStream rest;
    private byte[] prefix = new byte[0];
    private int position;
    private boolean ended;

    PrefixedInput(InputStream rest) {
        this.rest = rest;
    }

    /// Up to `length` bytes from where the stream stands; fewer only at its end.
    byte[] peek(int length) throws IOException {
        return peek(length, length);
    }

    /// As above, but so many bytes are enough, with a line end among them, if more do not come
    /// soon. Only for streams that tell what is [#available].
    byte[] peek(int length, int enough) throws IOException {
        int held = prefix.length - position;
        if (held < length) {
            byte[] longer =
                    Arrays.copyOf(Arrays.copyOfRange(prefix, position, prefix.length), length);
            int got = held;
            long start = System.nanoTime();
            while (got < length && !suffices(longer, got, enough, start)) {
                int more = rest.read(longer, got, length - got);
                if (more <= 0) {
                    ended = true;
                    break;
                }
                got += more;
            }
            prefix = Arrays.copyOf(longer, got);
            position = 0;
        }
        return Arrays.copyOfRange(prefix, position, Math.min(prefix.length, position + length));
    }

    /// Waits, where what there is would be enough, for more to come.
    private boolean suffices(byte[] bytes, int got, int enough, long start) throws IOException {
        boolean lineEnds = false;
        for (int i = 0; i < got && got >= enough && !lineEnds; i++) {
            lineEnds = bytes[i] == '\n';
        }
        while (lineEnds && rest.available() == 0 && !Thread.currentThread().isInterrupted()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                return true;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return false;
    }

    /// Whether what was peeked at last is all there is.
    boolean ended() {
        return ended;
    }

    @Override
    public int available() throws IOException {
        int held = prefix.length - position;
        return held > 0 ? held : rest.available();
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
