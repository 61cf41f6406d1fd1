package dev.headrace.cli;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.embedded.EmbeddedPostgres;
import dev.headrace.embedded.EmbeddedPostgresFailure;
import dev.headrace.embedded.EmbeddedPostgresFailure.Reason;
import dev.headrace.embedded.EmbeddedPostgresOptions;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.secret.Secret;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;

/// The demo's own PostgreSQL, with a database and a role that may do what the guide grants to a
/// loader, and nothing else.
final class DemoDatabase implements AutoCloseable {
    static final String NAME = "headrace";
    static final String LOADER = "loader";

    private static final int PASSWORD_BYTES = 8;

    private final EmbeddedPostgres server;
    private final DatabaseAddress address;

    private DemoDatabase(EmbeddedPostgres server, DatabaseAddress address) {
        this.server = server;
        this.address = address;
    }

    /// Starts the server, unless it cannot be, and prepares what is missing. What an earlier demo
    /// loaded is dropped, so that every demo shows the same; whatever else is there stays.
    ///
    /// @param port 0 for a free one
    /// @throws Failure where it cannot be started
    static DemoDatabase start(Path home, int port) {
        EmbeddedPostgres server = startServer(home, port);
        boolean ready = false;
        try {
            // New at every start: it is shown on the screen, and so is known there alone.
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            Secret password = Secret.of(HexFormat.of().formatHex(random));
            prepare(server, password);
            DatabaseAddress address =
                    new DatabaseAddress(
                            "127.0.0.1",
                            server.port(),
                            NAME,
                            LOADER,
                            password,
                            TlsMode.DISABLE,
                            null);
            ready = true;
            return new DemoDatabase(server, address);
        } catch (SQLException e) {
            throw Failure.of(
                    FailureCode.SERVER_NOT_STARTED,
                    "The demo's PostgreSQL started, but its database could not be prepared.",
                    e);
        } finally {
            if (!ready) {
                server.close();
            }
        }
    }

    private static EmbeddedPostgres startServer(Path home, int port) {
        try {
            return EmbeddedPostgres.start(EmbeddedPostgresOptions.in(home).withPort(port));
        } catch (EmbeddedPostgresFailure e) {
            throw failure(e);
        }
    }

    private static Failure failure(EmbeddedPostgresFailure e) {
        return Failure.of(
                new Failure.Words(
                        code(e.reason()), e.sentence(), null, e.nextStep(), FailurePlace.UNKNOWN),
                e);
    }

    private static FailureCode code(Reason reason) {
        return switch (reason) {
            case PORT_TAKEN -> FailureCode.PORT_TAKEN;
            case ALREADY_RUNNING -> FailureCode.SERVER_RUNNING;
            case NO_SPACE -> FailureCode.DISK_FULL;
            case NOT_PERMITTED, OTHER_VERSION -> FailureCode.HOME_UNUSABLE;
            case ROOT_REFUSED, PLATFORM_UNSUPPORTED -> FailureCode.PLATFORM_UNSUPPORTED;
            case BINARIES_DAMAGED, START_TIMEOUT, START_FAILED, INTERRUPTED ->
                    FailureCode.SERVER_NOT_STARTED;
        };
    }

    private static void prepare(EmbeddedPostgres server, Secret password) throws SQLException {
        try (Connection maintenance = connect(server, "postgres")) {
            if (!exists(maintenance, "SELECT 1 FROM pg_roles WHERE rolname = '" + LOADER + "'")) {
                execute(maintenance, "CREATE ROLE " + LOADER + " LOGIN");
            }
            execute(
                    maintenance,
                    "ALTER ROLE %s PASSWORD '%s'".formatted(LOADER, password.reveal()));
            if (!exists(maintenance, "SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                execute(maintenance, "CREATE DATABASE " + NAME);
            }
            // Everybody may make temporary tables unless that is taken away: the two grants are to
            // be all that the loader has.
            execute(maintenance, "REVOKE TEMPORARY ON DATABASE " + NAME + " FROM PUBLIC");
            execute(
                    maintenance,
                    "GRANT CREATE, TEMPORARY ON DATABASE %s TO %s".formatted(NAME, LOADER));
        }
        try (Connection database = connect(server, NAME)) {
            execute(database, "DROP SCHEMA IF EXISTS " + LoadOptions.REFERENCE + " CASCADE");
            execute(database, "DROP SCHEMA IF EXISTS _headrace CASCADE");
        }
    }

    private static Connection connect(EmbeddedPostgres server, String database)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", server.superuser());
        properties.setProperty("password", new String(server.password().reveal()));
        properties.setProperty("ApplicationName", "headrace demo");
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.port(), database), properties);
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    DatabaseAddress address() {
        return address;
    }

    String version() {
        return server.version();
    }

    List<String> notices() {
        return server.notices();
    }

    /// With the password, for a paste into `psql`: this database holds nothing that needs hiding,
    /// and listens on this machine alone.
    String url() {
        return server.uri(
                LOADER,
                address.password() == null
                        ? new char[0]
                        : address.password().reveal().toCharArray(),
                NAME);
    }

    /// Stops the server; nothing is left running.
    @Override
    public void close() {
        try {
            server.close();
        } catch (EmbeddedPostgresFailure e) {
            throw failure(e);
        }
    }
}
