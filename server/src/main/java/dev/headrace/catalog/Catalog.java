package dev.headrace.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.StatementExceptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The metadata database. Thread-safe; several servers may share one database.
public final class Catalog implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Catalog.class);

    /// A caller that waits longer for a connection than this is better told so.
    private static final Duration CONNECTION_WAIT = Duration.ofSeconds(5);

    /// A migration takes two: one that holds its lock, one that works.
    public static final int CONNECTIONS_MIN = 3;

    /// What a transaction ends in when another one got in between what it looked at and what it
    /// wrote: a parent gone, a name taken, a deadlock. Done again it sees the other's work.
    private static final Set<String> OVERTAKEN = Set.of("23503", "23505", "40001", "40P01");

    /// Being overtaken twice in a row takes a crowd; a third time is something else.
    private static final int ATTEMPTS_MAX = 3;

    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private Catalog(HikariDataSource pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        // Not with a statement's parameters: messages are logged.
        jdbi.getConfig(StatementExceptions.class)
                .setMessageRendering(StatementExceptions.MessageRendering.NONE);
    }

    /// Where the database is.
    ///
    /// @param url a JDBC URL without user and password
    /// @param connectionsMax of this process at once, at least [#CONNECTIONS_MIN]
    public record Address(String url, String user, Secret password, int connectionsMax) {
        public Address {
            if (connectionsMax < CONNECTIONS_MIN) {
                throw new IllegalArgumentException(
                        "%d connections are too few".formatted(connectionsMax));
            }
        }
    }

    /// Opens the pool and brings the schema up to date; servers that start together wait for one
    /// another.
    ///
    /// @throws Failure METADATA_INCOMPATIBLE where its tables are another version's
    /// @throws RuntimeException of the driver or of Flyway where that is not possible
    public static Catalog open(Address address) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("catalog");
        config.setJdbcUrl(address.url());
        config.setUsername(address.user());
        config.setPassword(address.password().reveal());
        config.setMaximumPoolSize(address.connectionsMax());
        config.setConnectionTimeout(CONNECTION_WAIT.toMillis());
        config.addDataSourceProperty("ApplicationName", "headrace server");
        HikariDataSource pool = new HikariDataSource(config);
        try {
            Flyway.configure()
                    .dataSource(pool)
                    .locations("classpath:dev/headrace/catalog/migration")
                    .schemas("headrace")
                    .table("schema_history")
                    .load()
                    .migrate();
            return new Catalog(pool);
        } catch (FlywayValidateException e) {
            pool.close();
            throw Failure.of(
                    FailureCode.METADATA_INCOMPATIBLE,
                    "The tables of the metadata database are another version's of Headrace.",
                    e);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /// The pool, for libraries that bring SQL of their own.
    public DataSource dataSource() {
        return pool;
    }

    /// Hears from now on what is told on that channel. The caller closes it.
    ///
    /// @throws Refusal.Unavailable where the database cannot be reached
    public Notices listen(String channel) {
        return Notices.on(pool, channel);
    }

    /// Runs in one transaction, which commits unless `work` throws. Where another transaction
    /// overtook it, `work` runs once more, so that it must do nothing but what is rolled back.
    ///
    /// @throws Refusal.Unavailable where the database cannot be reached
    public <T> T in(Function<Transaction, T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return jdbi.inTransaction(handle -> work.apply(new Transaction(handle)));
            } catch (ConnectionException e) {
                throw unavailable(e);
            } catch (JdbiException e) {
                String state = state(e);
                if (isGone(state)) {
                    throw unavailable(e);
                }
                if (attempt == ATTEMPTS_MAX || !OVERTAKEN.contains(state)) {
                    throw e;
                }
            }
        }
    }

    /// The same without a result.
    public void run(Consumer<Transaction> work) {
        in(transaction -> {
            work.accept(transaction);
            return Boolean.TRUE;
        });
    }

    /// Whether the database answers just now.
    public boolean answers() {
        try (Handle handle = jdbi.open()) {
            return handle.createQuery("SELECT true").mapTo(Boolean.class).one();
        } catch (JdbiException e) {
            LOG.warn("The metadata database does not answer: {}", e.getMessage());
            return false;
        }
    }

    private static Refusal unavailable(JdbiException cause) {
        LOG.error("The metadata database cannot be reached: {}", cause.getMessage());
        return new Refusal.Unavailable(
                "The metadata database cannot be reached just now. Nothing was changed; try again"
                        + " in a moment.");
    }

    /// SQLSTATE class 08, and a server that shuts down (57P01 to 57P03), lacks slots (53300) or has
    /// no disk left (53100).
    private static boolean isGone(String state) {
        return state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
    }

    /// The SQLSTATE behind it, empty for none.
    private static String state(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return "";
    }

    @Override
    public void close() {
        pool.close();
    }
}
