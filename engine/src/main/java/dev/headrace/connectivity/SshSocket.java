package dev.headrace.connectivity;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A stream through the tunnel in the shape that drivers and TLS take. There is no port on this
/// machine that others could use.
///
/// Options of TCP are accepted and ignored: the SSH session's own connection has them already.
final class SshSocket extends Socket {
    private final SshStream stream;

    SshSocket(SshStream stream) throws SocketException {
        super((SocketImpl) null);
        this.stream = stream;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        requireOpen();
        return stream.input();
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        requireOpen();
        return stream.output();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        requireOpen();
        stream.readTimeoutMillis(millis);
    }

    @Override
    public int getSoTimeout() {
        return stream.readTimeoutMillis();
    }

    @Override
    public void close() {
        stream.hangUp();
    }

    @Override
    public boolean isClosed() {
        return stream.closedHere();
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public boolean isBound() {
        return true;
    }

    @Override
    public void shutdownInput() {
        // Ending a stream by halves is not carried through tunnels faithfully.
    }

    @Override
    public void shutdownOutput() {
        // See above; whoever shuts a half down closes the whole soon after.
    }

    @Override
    public boolean isInputShutdown() {
        return stream.closedHere();
    }

    @Override
    public boolean isOutputShutdown() {
        return stream.closedHere();
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
        throw new SocketException("Already connected");
    }

    @Override
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        throw new SocketException("Already connected");
    }

    @Override
    public void bind(@Nullable SocketAddress local) throws IOException {
        throw new SocketException("Already bound");
    }

    /// Unknown on this side of the tunnel.
    @Override
    public InetAddress getInetAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return InetAddress.getLoopbackAddress();
    }

    @Override
    public int getPort() {
        return stream.getRemoteSocketAddress().getPort();
    }

    @Override
    public int getLocalPort() {
        return -1;
    }

    /// By name: only the SSH server knows what it resolves to.
    @Override
    public SocketAddress getRemoteSocketAddress() {
        return InetSocketAddress.createUnresolved(
                stream.getRemoteSocketAddress().getHostName(), getPort());
    }

    @Override
    public @Nullable SocketAddress getLocalSocketAddress() {
        return null;
    }

    @Override
    public @Nullable SocketChannel getChannel() {
        return null;
    }

    @Override
    public void setTcpNoDelay(boolean on) {}

    @Override
    public boolean getTcpNoDelay() {
        return true;
    }

    @Override
    public void setKeepAlive(boolean on) {}

    @Override
    public boolean getKeepAlive() {
        return true;
    }

    @Override
    public void setSoLinger(boolean on, int linger) {}

    @Override
    public int getSoLinger() {
        return -1;
    }

    @Override
    public void setSendBufferSize(int size) {}

    @Override
    public int getSendBufferSize() {
        return Math.toIntExact(stream.getRemoteWindow().getMaxSize());
    }

    @Override
    public void setReceiveBufferSize(int size) {}

    @Override
    public int getReceiveBufferSize() {
        return Math.toIntExact(stream.getLocalWindow().getMaxSize());
    }

    @Override
    public <T> Socket setOption(SocketOption<T> name, T value) {
        throw new UnsupportedOperationException(name.name());
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return Set.of();
    }

    @Override
    public String toString() {
        return "SSH tunnel to " + stream.getRemoteSocketAddress();
    }

    private void requireOpen() throws SocketException {
        if (stream.closedHere()) {
            throw new SocketException("Socket is closed");
        }
    }
}
