package dev.headrace.connectivity;

import java.net.Socket;
import java.time.Duration;

/// Carries bytes to the database's port. Opened once for a run; thread-safe.
public interface Transport extends AutoCloseable {

    /// Opens and checks what stands before the database: for an SSH tunnel everything up to signing
    /// in there. Nothing where nothing stands there; it need not be called.
    ///
    /// @param timeout for the whole of it
    /// @throws dev.headrace.failure.Failure such as `HOST_UNREACHABLE`, `FINGERPRINT_UNTRUSTED`
    default void prepare(Duration timeout) {}

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
