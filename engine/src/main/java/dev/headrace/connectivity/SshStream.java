package dev.headrace.connectivity;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.channel.ChannelDirectTcpip;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.WindowClosedException;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.jspecify.annotations.Nullable;

/// One stream through the tunnel: a channel whose far end the SSH server connected to the database.
///
/// It has streams of its own because those of the library know no read timeout, and cannot be
/// closed while another thread waits in them. Thread-safe as a socket is: one thread may read while
/// another writes and a third closes.
final class SshStream extends ChannelDirectTcpip {
    /// The far end reads nothing for so long that it has to be gone, although the SSH server
    /// answers. A statement that waits for a lock may take its time.
    private static final Duration WRITE_PATIENCE = Duration.ofDays(1);

    private static final long NO_TIMEOUT_NANOS = Long.MAX_VALUE / 2;

    /// Message number, recipient, length: what stands before the bytes of a packet.
    private static final int PACKET_HEAD = 32;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    /// What came and was not read yet. Bounded by the window that we grant.
    private final ArrayDeque<byte[]> chunks = new ArrayDeque<>();

    /// How much of the first chunk was read.
    private int chunkOffset;

    private long available;
    private boolean ended;
    private boolean lost;
    private volatile boolean closedHere;
    private volatile int readTimeoutMillis;

    private final InputStream input = new Input();
    private final OutputStream output = new Output();

    SshStream(String host, int port) {
        // The origin is for the server's log only; ours would tell a name of our network.
        super(new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress(host, port));
        addCloseFutureListener(_ -> end(true));
    }

    InputStream input() {
        return input;
    }

    OutputStream output() {
        return output;
    }

    int readTimeoutMillis() {
        return readTimeoutMillis;
    }

    /// @param millis 0 for none
    void readTimeoutMillis(int millis) {
        readTimeoutMillis = millis;
    }

    boolean closedHere() {
        return closedHere;
    }

    /// Ends it from our side: whoever reads or writes gets an exception at once, what was written
    /// before arrives.
    void hangUp() {
        if (closedHere) {
            return;
        }
        closedHere = true;
        end(false);
        try {
            // Wakes a writer that waits for the far end.
            getRemoteWindow().close();
        } catch (IOException e) {
            log.debug("The window of {} was closed before", this, e);
        }
        close(false);
    }

    private void end(boolean channelGone) {
        lock.lock();
        try {
            lost |= channelGone && !ended;
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        end(false);
    }

    @Override
    protected void doWriteData(byte[] data, int off, long len) {
        int length = Math.toIntExact(len);
        byte[] chunk = new byte[length];
        System.arraycopy(data, off, chunk, 0, length);
        lock.lock();
        try {
            chunks.add(chunk);
            available += length;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        int count = 0;
        lock.lock();
        try {
            if (!awaitBytes()) {
                return -1;
            }
            while (count < length && !chunks.isEmpty()) {
                count += take(chunks.getFirst(), target, offset + count, length - count);
            }
            available -= count;
        } finally {
            lock.unlock();
        }
        if (!ended) {
            getLocalWindow().release(count);
        }
        return count;
    }

    private int take(byte[] chunk, byte[] target, int offset, int length) {
        int count = Math.min(length, chunk.length - chunkOffset);
        System.arraycopy(chunk, chunkOffset, target, offset, count);
        chunkOffset += count;
        if (chunkOffset == chunk.length) {
            chunks.removeFirst();
            chunkOffset = 0;
        }
        return count;
    }

    /// @return false at the end of the stream
    private boolean awaitBytes() throws IOException {
        int timeout = readTimeoutMillis;
        long left = timeout == 0 ? NO_TIMEOUT_NANOS : TimeUnit.MILLISECONDS.toNanos(timeout);
        try {
            while (!readable()) {
                if (left <= 0) {
                    throw new SocketTimeoutException("Read timed out");
                }
                left = changed.awaitNanos(left);
            }
            return available > 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    /// Whether a read has an answer by now: bytes or the end.
    private boolean readable() throws SocketException {
        if (closedHere) {
            throw new SocketException("Socket closed");
        }
        if (available == 0 && lost) {
            throw new SocketException("The SSH tunnel ended");
        }
        return available > 0 || ended;
    }

    private static InterruptedIOException interrupted(InterruptedException cause) {
        InterruptedIOException exception = new InterruptedIOException("Interrupted");
        exception.initCause(cause);
        return exception;
    }

    private void write(byte[] source, int offset, int length) throws IOException {
        int at = offset;
        int end = offset + length;
        try {
            while (at < end) {
                if (closedHere) {
                    throw new SocketException("Socket closed");
                }
                long room = getRemoteWindow().waitForSpace(WRITE_PATIENCE);
                long packet = Math.min(room, getRemoteWindow().getPacketSize());
                int count = Math.toIntExact(Math.min(packet, end - at));
                getRemoteWindow().consume(count);
                send(source, at, count);
                at += count;
            }
        } catch (WindowClosedException e) {
            throw ended(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw interrupted(e);
        }
    }

    private void send(byte[] source, int offset, int count) throws IOException {
        Buffer packet =
                getSession().createBuffer(SshConstants.SSH_MSG_CHANNEL_DATA, count + PACKET_HEAD);
        packet.putUInt(getRecipient());
        packet.putUInt(count);
        packet.putRawBytes(source, offset, count);
        writePacket(packet);
    }

    private SocketException ended(IOException cause) {
        SocketException exception =
                new SocketException(closedHere ? "Socket closed" : "The SSH tunnel ended");
        exception.initCause(cause);
        return exception;
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return SshStream.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return SshStream.this.read(target, offset, length);
        }

        @Override
        public int available() throws IOException {
            if (closedHere) {
                throw new SocketException("Socket closed");
            }
            lock.lock();
            try {
                return Math.toIntExact(Math.min(Integer.MAX_VALUE, available));
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            hangUp();
        }
    }

    private final class Output extends OutputStream {
        /// Keeps the packets of two writers whole and in order.
        private final ReentrantLock writing = new ReentrantLock();

        private byte @Nullable [] one;

        @Override
        public void write(int value) throws IOException {
            writing.lock();
            try {
                byte[] single = one == null ? new byte[1] : one;
                one = single;
                single[0] = (byte) value;
                SshStream.this.write(single, 0, 1);
            } finally {
                writing.unlock();
            }
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            writing.lock();
            try {
                SshStream.this.write(source, offset, length);
            } finally {
                writing.unlock();
            }
        }

        @Override
        public void close() {
            hangUp();
        }
    }
}
