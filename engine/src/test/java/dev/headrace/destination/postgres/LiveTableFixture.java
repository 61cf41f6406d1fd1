package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.destination.LoadRequest;
import dev.headrace.model.Column;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.StateEntry;
import dev.headrace.model.SyncId;
import dev.headrace.model.SyncMode;
import dev.headrace.model.SystemColumn;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postgresql.jdbc.PgConnection;

/// A database with a ledger, and tables in it as a first load leaves them.
final class LiveTableFixture implements AutoCloseable {
    static final BatchLimits LIMITS = new BatchLimits(1 << 20, Duration.ofMinutes(5), 2);

    private static final Identifier LEDGER = new Identifier(PostgresOptions.STATE_SCHEMA);

    private final TestDatabase database;
    private final ServerConnections connections;
    private final Ledger ledger = new Ledger(LEDGER);
    private @Nullable WriterSession writer;

    LiveTableFixture(TestDatabase database) throws SQLException {
        this(database, database.port());
    }

    /// @param port where sessions of the load go to instead of the server itself
    LiveTableFixture(TestDatabase database, int port) throws SQLException {
        this.database = database;
        this.connections =
                new ServerConnections(
                        Loading.route(
                                new DatabaseAddress(
                                        database.host(),
                                        port,
                                        database.name(),
                                        database.loader(),
                                        Secret.of(database.loaderPassword()),
                                        DatabaseAddress.TlsMode.DISABLE,
                                        null)));
        try (PgConnection opened = connections.open("fixture").jdbc()) {
            new LedgerSchema(LEDGER).make(opened);
        }
        database.execute("SET search_path = ''", "SET TimeZone = 'UTC'");
    }

    TestDatabase database() {
        return database;
    }

    Ledger ledger() {
        return ledger;
    }

    /// The session of now; opened on first use.
    WriterSession writer() throws SQLException {
        WriterSession now = writer;
        if (now == null) {
            now = open();
            writer = now;
        }
        return now;
    }

    private WriterSession open() throws SQLException {
        ConnectionName connection = new ConnectionName("fixture");
        ControlSession.Identity identity =
                new ControlSession.Identity(
                        connection,
                        LockKey.of(LEDGER, connection),
                        SyncId.random(),
                        new Program("here", 1, "0"));
        ControlSession control =
                new ControlSession(
                        connections,
                        connections.open("headrace-fixture").jdbc(),
                        ledger.fences(),
                        identity);
        return new WriterSession(
                connections,
                PostgresOptions.standard("0"),
                ledger,
                control,
                InstantSource.system());
    }

    /// Ends the session, so that the next [#writer] is another sync.
    void nextSync() {
        WriterSession now = writer;
        if (now != null) {
            now.close();
            writer = null;
        }
    }

    /// A live table of ours, empty.
    TableName create(String name, TableShape shape, SyncMode mode) throws SQLException {
        TableName table = new TableName("loaded", name);
        List<String> definitions = new ArrayList<>();
        for (Column column : shape.columns()) {
            definitions.add(
                    new Identifier(column.name()).sql() + " " + PostgresTypes.ddl(column.type()));
        }
        definitions.add(SystemColumn.SYNCED.columnName() + " timestamptz NOT NULL");
        if (mode == SyncMode.SOFT_DELETE) {
            definitions.add(SystemColumn.DELETED.columnName() + " boolean NOT NULL");
        }
        if (!shape.key().isEmpty()) {
            List<String> key = Identifier.all(shape.key()).stream().map(Identifier::sql).toList();
            definitions.add("PRIMARY KEY (" + String.join(", ", key) + ")");
        }
        asLoader(
                "CREATE SCHEMA IF NOT EXISTS loaded",
                "CREATE TABLE %s (%s)"
                        .formatted(QualifiedName.of(table).sql(), String.join(", ", definitions)));
        note(table, shape, mode);
        return table;
    }

    /// Writes down in the ledger that a table is live.
    void note(TableName table, TableShape shape, SyncMode mode) {
        database.execute(
                """
                INSERT INTO _headrace.stream
                    (connection, schema_name, table_name, phase, shape, shape_number, table_oid)
                VALUES ('fixture', %s, %s, 'live', %s, 1, %s::regclass::oid)
                """
                        .formatted(
                                literal(table.schema()),
                                literal(table.table()),
                                literal(new StoredShape(shape, mode).toJson()),
                                literal(QualifiedName.of(table).sql())));
    }

    private static String literal(String value) {
        return new SqlLiteral(value).sql();
    }

    void asLoader(String... statements) throws SQLException {
        try (PgConnection loader = connections.open("fixture").jdbc()) {
            for (String sql : statements) {
                loader.execSQLUpdate(sql);
            }
        }
    }

    StreamRow row(TableName table) throws SQLException {
        return ledger.streams().find(database.admin(), table).orElseThrow();
    }

    List<StateEntry> states(TableName table) throws SQLException {
        return ledger.states().list(database.admin(), table, LedgerStates.LIVE);
    }

    LaterLoad load(LoadRequest request, TableShape shape) throws SQLException {
        return new LaterLoad(writer(), request, row(request.table()), shape, LIMITS);
    }

    @Override
    public void close() {
        nextSync();
        database.close();
    }
}
