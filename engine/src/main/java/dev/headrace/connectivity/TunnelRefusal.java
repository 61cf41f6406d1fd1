package dev.headrace.connectivity;

import org.jspecify.annotations.Nullable;

/// That it was the SSH server who refused us, where a failure's code fits the database as well: no
/// password of the database's would help.
public final class TunnelRefusal extends Exception {
    private static final long serialVersionUID = 1L;

    TunnelRefusal(@Nullable Throwable cause) {
        super(cause == null ? null : cause.getMessage(), cause);
    }

    /// Whether the SSH server is behind a failure.
    public static boolean in(Throwable failure) {
        return SshFailures.cause(failure, TunnelRefusal.class) != null;
    }
}
