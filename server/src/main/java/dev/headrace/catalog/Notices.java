package dev.headrace.catalog;

import com.zaxxer.hikari.HikariDataSource;
import dev.headrace.refusal.Refusal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/// Hears what other sessions tell on a channel of PostgreSQL (`NOTIFY`). Holds one connection of
/// the pool. For one thread.
public final class Notices implements AutoCloseable {
    /// A network that swallows packets is noticed after that.
    private static final int ANSWER_SECONDS = 5;

    private final HikariDataSource pool;
    private final Connection connection;

    private Notices(HikariDataSource pool, Connection connection) {
        this.pool = pool;
        this.connection = connection;
    }

    static Notices on(HikariDataSource pool, String channel) {
        try {
            Connection connection = pool.getConnection();
            Notices notices = new Notices(pool, connection);
            try (Statement statement = connection.createStatement()) {
                statement.execute("LISTEN " + statement.enquoteIdentifier(channel, true));
                return notices;
            } catch (SQLException e) {
                notices.close();
                throw e;
            }
        } catch (SQLException e) {
            throw lost(e);
        }
    }

    /// What was told since, in order; empty where nothing was within that time.
    ///
    /// @throws Refusal.Unavailable where the connection is lost: something may have been missed
    public List<String> await(Duration patience) {
        try {
            PGNotification[] told =
                    connection
                            .unwrap(PGConnection.class)
                            .getNotifications(Math.toIntExact(patience.toMillis()));
            List<String> heard = new ArrayList<>();
            if (told != null) {
                for (PGNotification notification : told) {
                    heard.add(notification.getParameter());
                }
            }
            return heard;
        } catch (SQLException e) {
            throw lost(e);
        }
    }

    /// Asks whether the connection still carries anything; a silent one could be dead for hours.
    ///
    /// @throws Refusal.Unavailable where it does not
    public void check() {
        try {
            if (!connection.isValid(ANSWER_SECONDS)) {
                throw new SQLException("The listening connection does not answer.");
            }
        } catch (SQLException e) {
            throw lost(e);
        }
    }

    private static Refusal lost(SQLException cause) {
        return new Refusal.Unavailable(
                "The metadata database cannot be reached just now: " + cause.getMessage());
    }

    /// The connection never goes back to the pool, where it would go on listening.
    @Override
    public void close() {
        pool.evictConnection(connection);
    }
}
