package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Through an SSH server, in channels of one session. The session is opened at the first stream,
/// and again when it died: streams that were in it end, and the next one opens it anew.
///
/// A channel needs no port on this machine that others could use, and measures no slower than the
/// library's port forwarding.
final class SshTransport implements Transport {
    private final SshServer server;
    private final DatabaseAddress database;
    private final CheckedHost host;
    private final Surroundings surroundings;

    /// Held while the session is opened, so that it is opened once.
    private final ReentrantLock opening = new ReentrantLock();

    private volatile @Nullable SshLink link;
    private volatile boolean worked;
    private volatile boolean closed;

    /// @param host the SSH server's checked addresses
    SshTransport(
            SshServer server,
            CheckedHost host,
            DatabaseAddress database,
            Surroundings surroundings) {
        this.server = server;
        this.host = host;
        this.database = database;
        this.surroundings = surroundings;
    }

    @Override
    public void prepare(Duration timeout) {
        open(new Deadline(timeout));
    }

    @Override
    public Socket connect(Duration timeout) {
        Deadline deadline = new Deadline(timeout);
        SshLink first = open(deadline);
        try {
            return first.stream(database, deadline);
        } catch (Failure failure) {
            if (closed || first.alive() || deadline.over()) {
                throw failure;
            }
        }
        // It died unnoticed while nothing used it.
        return open(deadline).stream(database, deadline);
    }

    private SshLink open(Deadline deadline) {
        SshLink now = link;
        if (now != null && now.alive()) {
            return now;
        }
        lock(deadline);
        try {
            SshLink meanwhile = link;
            if (meanwhile != null && meanwhile.alive()) {
                return meanwhile;
            }
            if (meanwhile != null) {
                meanwhile.close();
            }
            return reopen(deadline);
        } finally {
            opening.unlock();
        }
    }

    private SshLink reopen(Deadline deadline) {
        SshLink fresh = new SshLink(server, failures(), surroundings);
        boolean done = false;
        try {
            link = fresh;
            // After it can be seen: whoever closes us closes it, or we see that we are closed.
            requireOpen();
            fresh.open(host, deadline);
            requireOpen();
            worked = true;
            done = true;
            return fresh;
        } finally {
            if (!done) {
                fresh.close();
            }
        }
    }

    private void lock(Deadline deadline) {
        try {
            if (!opening.tryLock(deadline.left().toNanos(), TimeUnit.NANOSECONDS)) {
                throw failures().unreachable(null, deadline);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failures().lost(e);
        }
    }

    private SshFailures failures() {
        return new SshFailures(server, database, worked);
    }

    private void requireOpen() {
        if (closed) {
            throw failures().lost(null);
        }
    }

    /// The database is on another machine than ours, or at least on the other side of SSH.
    @Override
    public boolean loopback() {
        return false;
    }

    @Override
    public boolean encrypted() {
        return true;
    }

    @Override
    public void close() {
        closed = true;
        SshLink now = link;
        if (now != null) {
            now.close();
        }
    }
}
