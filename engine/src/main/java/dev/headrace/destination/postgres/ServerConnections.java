package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.PgConnection;

/// Opens sessions with the settings that all of ours have. Thread-safe.
final class ServerConnections {
    /// The driver gives up on an address after this; a destination that needs longer is down.
    private static final int CONNECT_TIMEOUT_SECONDS = 10;

    private static final int CANCEL_TIMEOUT_SECONDS = 3;

    private final DatabaseAddress address;
    private final SqlFailures failures;
    private final ConnectFailures connectFailures;

    ServerConnections(DatabaseAddress address) {
        this.address = address;
        this.failures = new SqlFailures(address);
        this.connectFailures = new ConnectFailures(address, failures);
    }

    SqlFailures failures() {
        return failures;
    }

    DatabaseAddress address() {
        return address;
    }

    /// A session just opened.
    ///
    /// @param pid its server process, which behind a pooler the driver does not know
    record Opened(PgConnection jdbc, int pid) {

        /// Whether somebody stands between the driver and the server.
        boolean pooled() {
            return jdbc.getBackendPID() != pid;
        }
    }

    /// Opens a session. Tried once.
    ///
    /// @param applicationName what others see of it, at most 63 bytes of ASCII
    Opened open(String applicationName) {
        try {
            Connection made = new Driver().connect(url(), properties(applicationName));
            return prepared((PgConnection) Objects.requireNonNull(made));
        } catch (SQLException e) {
            throw connectFailures.of(e);
        }
    }

    private Opened prepared(PgConnection connection) throws SQLException {
        try {
            return new Opened(connection, applySettings(connection, version(connection)));
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    static ServerVersion version(PgConnection connection) throws SQLException {
        String text = connection.getMetaData().getDatabaseProductVersion();
        int end = text.indexOf(' ');
        return new ServerVersion(
                connection.getQueryExecutor().getServerVersionNum(),
                end < 0 ? text : text.substring(0, end));
    }

    /// @return the server process
    private int applySettings(PgConnection connection, ServerVersion version) throws SQLException {
        if (version.tooOld()) {
            throw Failure.of(
                    FailureCode.SERVER_TOO_OLD,
                    "The server %s:%d runs PostgreSQL %s; at least %s is needed."
                            .formatted(
                                    address.host(),
                                    address.port(),
                                    version.text(),
                                    ServerVersion.FLOOR_TEXT));
        }
        Map<String, String> settings = SessionSettings.of(version);
        StringBuilder sql = new StringBuilder("SELECT pg_catalog.pg_backend_pid(),");
        sql.append(" set_config('synchronous_commit', CASE");
        sql.append(" current_setting('synchronous_commit') WHEN 'remote_apply' THEN");
        sql.append(" 'remote_apply' ELSE 'on' END, false)");
        settings.forEach((name, value) -> sql.append(", set_config(?, ?, false)"));
        try (PreparedStatement statement = connection.prepareStatement(sql.toString())) {
            int at = 1;
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                statement.setString(at++, setting.getKey());
                statement.setString(at++, setting.getValue());
            }
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return result.getInt(1);
            }
        }
    }

    /// Whether the session still answers; a broken one says so at once.
    static boolean answers(PgConnection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
            return true;
        } catch (SQLException e) {
            return false;
        }
    }

    private String url() {
        String host = address.host();
        String shown = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return "jdbc:postgresql://%s:%d/%s"
                .formatted(
                        shown,
                        address.port(),
                        URLEncoder.encode(address.database(), StandardCharsets.UTF_8));
    }

    private Properties properties(String applicationName) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, address.user());
        if (address.password() != null) {
            PGProperty.PASSWORD.set(properties, address.password().reveal());
        }
        PGProperty.SSL_MODE.set(properties, address.tls().label());
        if (address.rootCertificate() != null) {
            PGProperty.SSL_ROOT_CERT.set(properties, address.rootCertificate());
        }
        if (address.channelBinding()) {
            PGProperty.CHANNEL_BINDING.set(properties, "require");
        }
        PGProperty.APPLICATION_NAME.set(properties, applicationName);
        // Sends the name with the login instead of in a statement of its own.
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.0");
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        PGProperty.CONNECT_TIMEOUT.set(properties, CONNECT_TIMEOUT_SECONDS);
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, CANCEL_TIMEOUT_SECONDS);
        PGProperty.SOCKET_FACTORY.set(properties, KeepAliveSockets.class.getName());
        // Tables change under us; a named plan of the shape before would fail.
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        return properties;
    }
}
