package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.failure.Failure;
import dev.headrace.setup.SetupReport;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// Signs in as a load does, and looks at what answers.
final class DatabaseTest implements AutoCloseable {
    private static final String NAME = "headrace-check";
    private static final String STARTING_UP = "57P03";
    private static final Duration PAUSE = Duration.ofMillis(300);

    /// Left of a test's time, so that the server's own words are told instead of the clock's.
    private static final Duration RESERVE = Duration.ofSeconds(1);

    private final DatabaseAddress address;
    private final ServerConnections connections;
    private final SetupStep step;
    private volatile ServerConnections.@Nullable Opened session;
    private volatile @Nullable ServerVersion version;
    private volatile @Nullable String pooler;

    DatabaseTest(DatabaseRoute route, SetupStep step) {
        this.address = route.connection().address();
        this.connections = new ServerConnections(route);
        this.step = step;
    }

    ServerConnections connections() {
        return connections;
    }

    /// The session that the test opened.
    ServerConnections.Opened session() {
        return Objects.requireNonNull(session, "Nobody signed in");
    }

    /// @param time in which a server that starts up is waited for
    SetupOutcome run(Duration time) throws SQLException, InterruptedException {
        ServerConnections.Opened opened = opened(time);
        session = opened;
        ServerVersion found = ServerConnections.version(opened.jdbc());
        version = found;
        try {
            look(opened);
            step.trying("reading the server's settings");
            return SetupOutcome.of(
                    new ServerConcerns(opened.jdbc(), found).list(),
                    "Signed in to \"%s\" as \"%s\", PostgreSQL %s%s."
                            .formatted(
                                    address.database(),
                                    address.user(),
                                    found.text(),
                                    pooler == null ? "" : ", through a pooler in session mode"));
        } catch (SQLException e) {
            throw connections.failures().of(e);
        }
    }

    private void look(ServerConnections.Opened opened) throws SQLException {
        ServerCheck check = new ServerCheck(connections);
        ServerCheck.State state = check.look(opened);
        check.requirePrimary(state);
        check.requireUnicode(state);
        if (opened.pooled()) {
            step.trying("finding out how the pooler hands out sessions");
            pooler = connections.poolerName();
            check.requireSessionMode(opened);
        }
    }

    /// Waits for a server that says it is starting up.
    private ServerConnections.Opened opened(Duration time) throws InterruptedException {
        long deadline = System.nanoTime() + time.minus(RESERVE).toNanos();
        while (true) {
            try {
                return connections.open(NAME);
            } catch (Failure failure) {
                SQLException error = SetupOutcome.serversError(failure);
                boolean starting = error != null && SqlFailures.is(error, STARTING_UP);
                if (!starting || System.nanoTime() > deadline) {
                    throw failure;
                }
                step.trying("waiting for the server to start up");
                Thread.sleep(PAUSE);
            }
        }
    }

    /// What was found of the server, null where nothing was.
    ///
    /// @param examined the protocol of TLS that the certificate test saw, null where it saw none
    SetupReport.@Nullable Server found(@Nullable String examined) {
        ServerConnections.Opened opened = session;
        ServerVersion known = version;
        String tls = opened == null ? examined : opened.tls();
        return known == null && tls == null
                ? null
                : new SetupReport.Server(known == null ? null : known.text(), pooler, tls);
    }

    @Override
    public void close() {
        ServerConnections.Opened opened = session;
        if (opened != null) {
            close(opened.jdbc());
        }
    }

    private static void close(PgConnection jdbc) {
        PostgresDestination.close(jdbc);
    }
}
