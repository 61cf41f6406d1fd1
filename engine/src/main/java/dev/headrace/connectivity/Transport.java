package dev.headrace.connectivity;

import java.net.Socket;
import java.time.Duration;

/// Carries bytes to the database's port. Opened once for a run; thread-safe.
public interface Transport extends AutoCloseable {

    /// A new stream to the database, before TLS. The caller closes it.
    ///
    /// @param timeout for the whole of it
    /// @throws dev.headrace.failure.Failure such as `HOST_UNREACHABLE`
    Socket connect(Duration timeout);

    /// Whether what is sent stays on this machine.
    boolean loopback();

    /// Whether what is sent is encrypted on its way through the network.
    boolean encrypted();

    /// Ends it, and every stream through it.
    @Override
    void close();
}
