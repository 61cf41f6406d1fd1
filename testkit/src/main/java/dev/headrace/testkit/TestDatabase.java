package dev.headrace.testkit;

import dev.headrace.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A database of one test, with a role that may do there exactly what the setup guide grants,
/// CREATE and TEMPORARY on the database, and nothing more. Dropped, with whoever is still
/// connected, on close.
public final class TestDatabase implements AutoCloseable {
    /// Plain characters and some that a URL has to escape: whoever forgets that fails in every
    /// test.
    private static final String LOADER_PASSWORD = "hr-s3cr3t p@ss:w/rd %?#";

    private static final int FIRST_WITH_FORCED_DROP = 13;
    private static final AtomicLong COUNT = new AtomicLong();

    private final EmbeddedPostgres server;
    private final String name;
    private final String loader;
    private @Nullable Connection admin;

    private TestDatabase(EmbeddedPostgres server, String name, String loader) {
        this.server = server;
        this.name = name;
        this.loader = loader;
    }

    static TestDatabase create(EmbeddedPostgres server) {
        long number = COUNT.incrementAndGet();
        TestDatabase database = new TestDatabase(server, "test_" + number, "loader_" + number);
        database.onMaintenance(
                "CREATE DATABASE " + database.name,
                "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(database.loader, LOADER_PASSWORD),
                "REVOKE TEMPORARY ON DATABASE %s FROM PUBLIC".formatted(database.name),
                "GRANT CREATE, TEMPORARY ON DATABASE %s TO %s"
                        .formatted(database.name, database.loader));
        // As servers from 15 on have it by themselves.
        database.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        return database;
    }

    /// The database's name.
    public String name() {
        return name;
    }

    /// The role with the two grants.
    public String loader() {
        return loader;
    }

    /// That role's password.
    public String loaderPassword() {
        return LOADER_PASSWORD;
    }

    /// `127.0.0.1`.
    public String host() {
        return "127.0.0.1";
    }

    /// The server's port.
    public int port() {
        return server.port();
    }

    /// The server's major version: 18, 10, and 9 for 9.6.
    public int majorVersion() {
        return server.majorVersion();
    }

    /// `postgresql://loader:password@127.0.0.1:port/database`.
    public String loaderUri() {
        return server.uri(loader, LOADER_PASSWORD.toCharArray(), name);
    }

    /// The same for the superuser.
    public String adminUri() {
        return server.uri(server.superuser(), server.password().reveal(), name);
    }

    /// The superuser's session, opened on first use and closed with the database.
    public synchronized Connection admin() {
        try {
            if (admin == null || admin.isClosed() || !admin.isValid(5)) {
                admin = connect(server.superuser(), new String(server.password().reveal()), name);
            }
            return admin;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /// A new session of the loading role. The caller closes it.
    public Connection openLoader() throws SQLException {
        return connect(loader, LOADER_PASSWORD, name);
    }

    /// A new session of the superuser. The caller closes it.
    public Connection openAdmin() throws SQLException {
        return connect(server.superuser(), new String(server.password().reveal()), name);
    }

    /// Runs statements as the superuser.
    public void execute(String... statements) {
        try (Statement statement = admin().createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /// The rows of a query as the superuser, every value as PostgreSQL writes it, null for NULL.
    public List<List<@Nullable String>> query(String sql) {
        try (Statement statement = admin().createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            int columns = rows.getMetaData().getColumnCount();
            List<List<@Nullable String>> result = new ArrayList<>();
            while (rows.next()) {
                List<@Nullable String> row = new ArrayList<>(columns);
                for (int i = 1; i <= columns; i++) {
                    row.add(rows.getString(i));
                }
                result.add(row);
            }
            return result;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /// The only value of a query that gives one row of one column.
    public @Nullable String value(String sql) {
        List<List<@Nullable String>> rows = query(sql);
        if (rows.size() != 1 || rows.getFirst().size() != 1) {
            throw new AssertionError("not one value: " + rows);
        }
        return rows.getFirst().getFirst();
    }

    /// [#value(String)] as a number, for counts.
    public long count(String sql) {
        String value = value(sql);
        if (value == null) {
            throw new AssertionError("NULL is no count: " + sql);
        }
        return Long.parseLong(value);
    }

    /// Server processes of the loading role: 0 when nothing was left behind.
    public long loaderSessions() {
        return count(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = '%s'".formatted(loader));
    }

    private Connection connect(String user, String password, String database) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", user);
        properties.setProperty("password", password);
        return DriverManager.getConnection(server.jdbcUrl(user, database), properties);
    }

    private void onMaintenance(String... statements) {
        try (Connection connection =
                        connect(
                                server.superuser(),
                                new String(server.password().reveal()),
                                "postgres");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /// Fine, too, when the test has left the server killed.
    @Override
    public synchronized void close() {
        closeAdmin();
        if (!server.isRunning()) {
            return;
        }
        if (server.majorVersion() >= FIRST_WITH_FORCED_DROP) {
            onMaintenance("DROP DATABASE %s WITH (FORCE)".formatted(name), "DROP ROLE " + loader);
        } else {
            onMaintenance(
                    "ALTER DATABASE %s ALLOW_CONNECTIONS false".formatted(name),
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '%s'"
                            .formatted(name));
            Await.until("sessions of " + name + " are gone", this::dropped);
            onMaintenance("DROP ROLE " + loader);
        }
    }

    private boolean dropped() {
        try {
            onMaintenance("DROP DATABASE " + name);
            return true;
        } catch (AssertionError e) {
            return false;
        }
    }

    private void closeAdmin() {
        try (Connection _ = admin) {
            admin = null;
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
