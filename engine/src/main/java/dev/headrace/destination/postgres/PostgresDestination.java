package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.destination.Destination;
import dev.headrace.destination.DestinationSession;
import dev.headrace.destination.DestinationView;
import dev.headrace.failure.Failure;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncId;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// A PostgreSQL database as a destination. Thread-safe.
public final class PostgresDestination implements Destination {
    private static final String FIRST = "headrace-check";

    private final ServerConnections connections;
    private final PostgresOptions options;
    private final SyncId run;
    private final InstantSource clock;
    private final ServerVersion version;
    private final boolean encrypted;

    /// The session that looked at the server, until somebody has a use for it.
    private final AtomicReference<@Nullable PgConnection> spare = new AtomicReference<>();

    /// Reaches the server and looks whether it can be loaded. Tried once.
    ///
    /// @param route the way to it; stays the caller's, who closes it after this
    /// @param run names this run in the ledger
    /// @throws Failure such as `HOST_UNREACHABLE`, `AUTHENTICATION_FAILED`,
    ///   `DESTINATION_READ_ONLY`, `SERVER_TOO_OLD`, `POOLER_MODE`
    public PostgresDestination(
            DatabaseRoute route, PostgresOptions options, SyncId run, InstantSource clock) {
        this.connections = new ServerConnections(route);
        this.options = options;
        this.run = run;
        this.clock = clock;
        ServerConnections.Opened first = connections.open(FIRST);
        encrypted = first.tls() != null;
        try {
            version = ServerConnections.version(first.jdbc());
            new ServerCheck(connections).run(first);
        } catch (SQLException e) {
            close(first.jdbc());
            throw connections.failures().of(e);
        } catch (RuntimeException e) {
            close(first.jdbc());
            throw e;
        }
        spare.set(first.jdbc());
    }

    /// Whether the server was reached by TLS.
    public boolean encrypted() {
        return encrypted;
    }

    @Override
    public String serverVersion() {
        return version.text();
    }

    @Override
    public DestinationSession open(ConnectionName connection) {
        PgConnection jdbc = session();
        try {
            return new PostgresSession(openWriter(jdbc, connection));
        } catch (SQLException e) {
            close(jdbc);
            throw connections.failures().of(e);
        } catch (RuntimeException e) {
            close(jdbc);
            throw e;
        }
    }

    private WriterSession openWriter(PgConnection jdbc, ConnectionName connection)
            throws SQLException {
        Identifier schema =
                LedgerSchema.resolve(jdbc, options.stateSchema(), connections.address().user());
        LedgerSchema ledgerSchema = new LedgerSchema(schema);
        if (!ledgerSchema.current(jdbc)) {
            ledgerSchema.make(jdbc);
        }
        Ledger ledger = new Ledger(schema);
        LockKey key = LockKey.of(schema, connection);
        Program program = Program.current(options.programVersion());
        ControlSession control =
                new ControlSession(
                        connections,
                        jdbc,
                        ledger.fences(),
                        new ControlSession.Identity(connection, key, run, program));
        dropStale(control, ledger);
        return new WriterSession(connections, options, ledger, control, clock);
    }

    /// What a run before left behind; the next one tries again where a lock is in the way.
    private static void dropStale(ControlSession control, Ledger ledger) throws SQLException {
        try {
            control.run(jdbc -> ledger.builds().dropStale(jdbc, ledger.schema()));
        } catch (SQLException e) {
            if (!SqlFailures.is(e, SqlFailures.LOCK_NOT_AVAILABLE)) {
                throw e;
            }
        }
    }

    @Override
    public DestinationView view(ConnectionName connection) {
        PgConnection jdbc = session();
        try {
            Identifier schema =
                    LedgerSchema.resolve(jdbc, options.stateSchema(), connections.address().user());
            return new PostgresView(connections, jdbc, connection, schema);
        } catch (SQLException e) {
            close(jdbc);
            throw connections.failures().of(e);
        }
    }

    /// What the ledger knows of connections, for people.
    public ConnectionStates states() {
        return new ConnectionStates(this);
    }

    PgConnection session() {
        PgConnection first = spare.getAndSet(null);
        return first != null ? first : connections.open(FIRST).jdbc();
    }

    ServerConnections connections() {
        return connections;
    }

    PostgresOptions options() {
        return options;
    }

    @Override
    public String typeName(LogicalType type) {
        return PostgresTypes.shortName(type);
    }

    @Override
    public void close() {
        PgConnection unused = spare.getAndSet(null);
        if (unused != null) {
            close(unused);
        }
    }

    static void close(PgConnection jdbc) {
        try {
            jdbc.close();
        } catch (SQLException e) {
            // It is broken, and the server ends it by itself.
        }
    }
}
