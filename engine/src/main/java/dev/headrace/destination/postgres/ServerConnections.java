package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.connectivity.Line;
import dev.headrace.connectivity.Networking;
import dev.headrace.connectivity.TlsUse;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.jdbc.PgConnection;

/// Opens sessions with the settings that all of ours have. Thread-safe.
final class ServerConnections {
    /// For the login, once the stream is open.
    private static final int LOGIN_TIMEOUT_SECONDS = 10;

    private static final int CANCEL_TIMEOUT_SECONDS = 3;

    private final DatabaseRoute route;
    private final DatabaseAddress address;
    private final SqlFailures failures;
    private final ConnectFailures connectFailures;
    private volatile boolean welcome;

    ServerConnections(DatabaseRoute route) {
        this.route = route;
        this.address = route.connection().address();
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
    /// @param tls the protocol, null without TLS
    record Opened(PgConnection jdbc, int pid, @Nullable String tls) {

        /// Whether somebody stands between the driver and the server.
        boolean pooled() {
            return jdbc.getBackendPID() != pid;
        }
    }

    /// Opens a session. Tried once; where the server turns one use of TLS away, the next is tried.
    ///
    /// @param applicationName what others see of it, at most 63 bytes of ASCII
    Opened open(String applicationName) {
        requireSupported(route.connection());
        List<TlsUse> attempts = route.attempts();
        Failure refusal = null;
        for (TlsUse use : attempts) {
            try {
                return open(applicationName, use);
            } catch (Failure failure) {
                if (refusal != null && ConnectFailures.ofTls(failure)) {
                    // The other way is not there: what the server said on the first one counts.
                    throw refusal;
                }
                if (use == attempts.getLast() || !ConnectFailures.otherTlsMayHelp(failure)) {
                    throw failure;
                }
                refusal = failure;
            }
        }
        throw new IllegalStateException("There is always a last attempt");
    }

    /// @throws Failure `AUTHENTICATION_UNSUPPORTED` where users sign in by what is not there yet
    static void requireSupported(DatabaseConnection connection) {
        switch (connection.authentication()) {
            case PASSWORD -> {}
            case CLIENT_CERTIFICATE -> {
                if (connection.clientCertificate() == null) {
                    throw Failure.of(
                            FailureCode.AUTHENTICATION_FAILED,
                            "Signing in by a client certificate needs one, and none was given.");
                }
            }
            case AWS_IAM -> throw unsupported("AWS IAM");
            case ENTRA_ID -> throw unsupported("Microsoft Entra ID");
        }
    }

    private static Failure unsupported(String how) {
        return Failure.of(
                FailureCode.AUTHENTICATION_UNSUPPORTED,
                "Signing in by %s is not there yet. Nothing was sent.".formatted(how));
    }

    /// The name of what stands before the server, where it can be told: a pooler says in words of
    /// its own that it does not know a setting.
    String poolerName() {
        try (RouteSockets.Lease lease =
                RouteSockets.Lease.take(route, route.attempts().getFirst())) {
            Properties properties = properties("headrace-check", lease);
            lease.open();
            PGProperty.OPTIONS.set(properties, "-c headrace.probe=1");
            Objects.requireNonNull(new Driver().connect(url(), properties)).close();
        } catch (SQLException e) {
            if (SqlFailures.words(e).startsWith("unsupported startup parameter")) {
                return "pgbouncer";
            }
        }
        return "unknown";
    }

    private Opened open(String applicationName, TlsUse use) {
        try (RouteSockets.Lease lease = RouteSockets.Lease.take(route, use)) {
            Line line = lease.open();
            String from = ourAddress(line);
            route.tell("signing in as " + address.user());
            try {
                Properties properties = properties(applicationName, lease);
                Connection made = new Driver().connect(url(), properties);
                welcome = true;
                return prepared((PgConnection) Objects.requireNonNull(made), line.tls());
            } catch (SQLException e) {
                throw connectFailures.of(PasswordEcho.without(e, address), line, from, welcome);
            }
        }
    }

    /// Where we come from, as far as we see it; through a tunnel nobody does.
    private String ourAddress(Line line) {
        return route.connection().networking() instanceof Networking.Direct
                ? line.socket().getLocalAddress().getHostAddress()
                : "there";
    }

    private Opened prepared(PgConnection connection, @Nullable String tls) throws SQLException {
        try {
            return new Opened(connection, applySettings(connection, version(connection)), tls);
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

    private Properties properties(String applicationName, RouteSockets.Lease lease) {
        Properties properties = new Properties();
        PGProperty.USER.set(properties, address.user());
        PGProperty.AUTHENTICATION_PLUGIN_CLASS_NAME.set(properties, RoutePasswords.class.getName());
        // The stream is inside TLS already, where there is TLS.
        PGProperty.SSL_MODE.set(properties, "disable");
        if (address.channelBinding()) {
            PGProperty.CHANNEL_BINDING.set(properties, "require");
        }
        PGProperty.APPLICATION_NAME.set(properties, applicationName);
        // Sends the name with the login instead of in a statement of its own.
        PGProperty.ASSUME_MIN_SERVER_VERSION.set(properties, "9.0");
        PGProperty.GSS_ENC_MODE.set(properties, "disable");
        PGProperty.CONNECT_TIMEOUT.set(properties, LOGIN_TIMEOUT_SECONDS);
        PGProperty.CANCEL_SIGNAL_TIMEOUT.set(properties, CANCEL_TIMEOUT_SECONDS);
        PGProperty.SOCKET_FACTORY.set(properties, RouteSockets.class.getName());
        PGProperty.SOCKET_FACTORY_ARG.set(properties, lease.key());
        // Tables change under us; a named plan of the shape before would fail.
        PGProperty.PREPARE_THRESHOLD.set(properties, 0);
        return properties;
    }
}
