package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A PostgreSQL of our own: durable, on 127.0.0.1 alone, with a password for everybody, its data
/// kept in a home directory between runs. One process at a time owns a home; a server that a killed
/// owner left behind is found and ended by the next start.
///
/// Safe between threads. Whoever starts it stops it; a JVM that dies without doing so takes the
/// server along (see [EmbeddedPostgresOptions#endsWithOwner()]).
public final class EmbeddedPostgres implements AutoCloseable {
    /// A fast shutdown writes what is in memory, at most the 256 MB of `shared_buffers`.
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);

    /// Two programs that look for a free port at the same time may find the same.
    private static final int FREE_PORT_TRIES_MAX = 5;

    private final EmbeddedPostgresOptions options;
    private final ExclusiveFile ownership;
    private final Programs programs;
    private final Residence residence;
    private final Cluster cluster;
    private final Password password;
    private final int port;
    private ServerProcess server;
    private boolean closed;

    private EmbeddedPostgres(
            EmbeddedPostgresOptions options,
            ExclusiveFile ownership,
            Programs programs,
            Residence residence)
            throws IOException {
        this.options = options;
        this.ownership = ownership;
        this.residence = residence;
        this.cluster = Cluster.of(residence.home(), programs.major());
        new ServerProcesses(cluster).endOrphans(STOP_PATIENCE);
        this.programs = reachable(programs, options.binaries());
        this.password =
                new ClusterCreation(
                                cluster,
                                this.programs,
                                residence.runAs(),
                                options.superuser(),
                                options.isDurable())
                        .ensure();
        this.server = startOnPort();
        this.port = server.port();
    }

    /// Unpacks and initialises what is missing, ends an orphan, starts the server and waits until
    /// it accepts sessions.
    ///
    /// @throws EmbeddedPostgresFailure with the reason and what to do; nothing is left running then
    public static EmbeddedPostgres start(EmbeddedPostgresOptions options) {
        try {
            Directories.make(options.home());
            // One name for it, by whatever links it was given: an orphan is known by that name.
            Path home = options.home().toRealPath();
            Path binaries = Residence.binariesDirectory(home, options);
            Programs programs = Programs.unpacked(options.binaries(), binaries);
            ExclusiveFile ownership = own(home, programs.major());
            boolean started = false;
            try {
                EmbeddedPostgres postgres = startOwned(home, options, ownership, programs);
                started = true;
                return postgres;
            } finally {
                if (!started) {
                    ownership.close();
                }
            }
        } catch (IOException e) {
            throw EmbeddedPostgresFailure.of(e, "Starting PostgreSQL in", options.home());
        }
    }

    private static ExclusiveFile own(Path home, String major) throws IOException {
        Path lock = home.resolve(major + ".lock");
        return ExclusiveFile.tryHold(lock).orElseThrow(() -> alreadyRunning(home, lock));
    }

    private static EmbeddedPostgresFailure alreadyRunning(Path home, Path lock) {
        return new EmbeddedPostgresFailure(
                Reason.ALREADY_RUNNING,
                "PostgreSQL is already running for %s, owned by process %s."
                        .formatted(home, ExclusiveFile.holder(lock)),
                "End that process, or choose another home.");
    }

    private static EmbeddedPostgres startOwned(
            Path home, EmbeddedPostgresOptions options, ExclusiveFile ownership, Programs programs)
            throws IOException {
        // Before anything moves: an orphan may still write to the place that the data is about to
        // leave.
        new ServerProcesses(Cluster.of(home, programs.major())).endOrphans(STOP_PATIENCE);
        Residence residence =
                Residence.choose(home, programs.major(), options.userNamespaceAllowed());
        EmbeddedPostgres postgres = new EmbeddedPostgres(options, ownership, programs, residence);
        boolean handedOver = false;
        try {
            postgres.handOver(home);
            handedOver = true;
            return postgres;
        } finally {
            if (!handedOver) {
                postgres.stop();
            }
        }
    }

    private void handOver(Path asked) throws IOException {
        residence.handOver(
                List.of(
                        asked.resolve("binaries"),
                        asked.resolve(programs.major() + ".lock"),
                        cluster.directory(),
                        cluster.passwordFile(),
                        cluster.log()));
    }

    /// The account that runs them must be able to enter their directory.
    private Programs reachable(Programs unpacked, BinariesArchive archive) throws IOException {
        return residence.runAs() instanceof RunAs.Account account
                        && !account.reaches(unpacked.directory())
                ? Programs.unpacked(archive, residence.home().resolve("binaries"))
                : unpacked;
    }

    private ServerProcess startOnPort() throws IOException {
        if (options.port() != 0) {
            return startOn(options.port());
        }
        for (int i = 1; ; i++) {
            try {
                return startOn(Port.free());
            } catch (EmbeddedPostgresFailure e) {
                if (e.reason() != Reason.PORT_TAKEN || i == FREE_PORT_TRIES_MAX) {
                    throw e;
                }
            }
        }
    }

    private ServerProcess startOn(int wanted) throws IOException {
        if (!Port.isFree(wanted)) {
            throw StartFailure.portTaken(wanted);
        }
        return ServerProcess.start(cluster, programs, residence.runAs(), wanted, options);
    }

    /// The port on 127.0.0.1, the same for the life of this object.
    public int port() {
        return port;
    }

    /// The bootstrap superuser.
    public String superuser() {
        return options.superuser();
    }

    /// The superuser's password.
    public Password password() {
        return password;
    }

    /// As the server says it, such as `18.6`.
    public String version() {
        return programs.version();
    }

    /// 18, 10, and 9 for 9.6.
    public int majorVersion() {
        return programs.generation();
    }

    /// Where the data is: the home that was asked for, unless a notice says otherwise.
    public Path home() {
        return residence.home();
    }

    /// The server's own log, readable by its owner alone.
    public Path log() {
        return cluster.log();
    }

    /// Sentences that a person should read, such as that the data had to be kept elsewhere. Usually
    /// none.
    public List<String> notices() {
        return residence.notices();
    }

    /// The process id of the server, of the last one when it does not run.
    public synchronized long pid() {
        return server.pid();
    }

    /// Whether the server's process is there.
    public synchronized boolean isRunning() {
        return server.isAlive();
    }

    /// `jdbc:postgresql://127.0.0.1:port/database?user=…`, without a password.
    public String jdbcUrl(String user, String database) {
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s"
                .formatted(port, encode(database), encode(user));
    }

    /// `postgresql://user@127.0.0.1:port/database`, without a password.
    public String uri(String user, String database) {
        return "postgresql://%s@127.0.0.1:%d/%s".formatted(encode(user), port, encode(database));
    }

    /// `postgresql://user:password@127.0.0.1:port/database`. What it returns is a secret.
    public String uri(String user, char[] secret, String database) {
        return "postgresql://%s:%s@127.0.0.1:%d/%s"
                .formatted(encode(user), encode(new String(secret)), port, encode(database));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, UTF_8).replace("+", "%20");
    }

    /// Kills every process of the server at once, as a power cut would. [#restart()] brings it
    /// back.
    public synchronized void kill() {
        finish("Killing PostgreSQL in", () -> server.kill());
    }

    /// Starts again on the same port and data, after [#kill()], or after a stop when it still runs.
    public synchronized void restart() {
        if (closed) {
            throw new IllegalStateException("stopped for good: start a new one");
        }
        finish("Stopping PostgreSQL in", () -> server.stop(STOP_PATIENCE));
        try {
            server = startOn(port);
        } catch (IOException e) {
            throw EmbeddedPostgresFailure.of(e, "Restarting PostgreSQL in", cluster.directory());
        }
    }

    /// Stops the server: sessions are ended, everything is written, no process is left. Again is
    /// fine.
    public synchronized void stop() {
        if (closed) {
            return;
        }
        finish(
                "Stopping PostgreSQL in",
                () -> {
                    try (ExclusiveFile _ = ownership) {
                        server.stop(STOP_PATIENCE);
                    }
                });
        closed = true;
    }

    private void finish(String doing, Uninterrupted.Action action) {
        try {
            Uninterrupted.run(action);
        } catch (IOException e) {
            throw EmbeddedPostgresFailure.of(e, doing, cluster.directory());
        }
    }

    /// As [#stop()].
    @Override
    public void close() {
        stop();
    }
}
