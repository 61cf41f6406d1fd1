package dev.headrace.app;

import dev.headrace.catalog.Catalog;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.embedded.EmbeddedPostgres;
import dev.headrace.embedded.Password;
import dev.headrace.embedded.RunningPostgres;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.secret.Secret;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The metadata database: the user's, or a PostgreSQL of our own under the home.
final class MetadataDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MetadataDatabase.class);

    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final @Nullable OwnPostgres own;
    private final Catalog catalog;

    private MetadataDatabase(@Nullable OwnPostgres own, Catalog catalog) {
        this.own = own;
        this.catalog = catalog;
    }

    /// Starts or reaches it, and brings its schema up to date.
    ///
    /// @param stopped whether the wait for it is to end
    /// @throws Failure where that is not possible
    static MetadataDatabase open(
            Settings settings, Map<String, String> environment, BooleanSupplier stopped) {
        int connections = settings.get(SettingKeys.DATABASE_CONNECTIONS);
        Duration wait = settings.get(SettingKeys.DATABASE_WAIT);
        Optional<DatabaseUrl> url = settings.find(SettingKeys.DATABASE_URL);
        if (url.isPresent()) {
            DatabaseAddress address =
                    url.get().complete(environment, System.getProperty("user.name", "postgres"));
            return new MetadataDatabase(null, reach(of(address, connections), wait, stopped));
        }
        OwnPostgres server = OwnPostgres.start(settings.folder());
        EmbeddedPostgres postgres = server.postgres();
        try {
            Catalog.Address address =
                    local(postgres.port(), postgres.superuser(), postgres.password(), connections);
            return new MetadataDatabase(server, reach(address, wait, stopped));
        } catch (RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /// As [#open], but where a server runs its own PostgreSQL in that home, beside it.
    static MetadataDatabase openBeside(Settings settings, Map<String, String> environment) {
        Optional<RunningPostgres> running = Optional.empty();
        if (settings.find(SettingKeys.DATABASE_URL).isEmpty()) {
            running = OwnPostgres.running(settings.folder());
        }
        if (running.isEmpty()) {
            return open(settings, environment, () -> false);
        }
        RunningPostgres postgres = running.get();
        Catalog.Address address =
                local(
                        postgres.port(),
                        postgres.superuser(),
                        postgres.password(),
                        settings.get(SettingKeys.DATABASE_CONNECTIONS));
        return new MetadataDatabase(
                null, reach(address, settings.get(SettingKeys.DATABASE_WAIT), () -> false));
    }

    private static Catalog.Address local(
            int port, String superuser, Password password, int connections) {
        return new Catalog.Address(
                "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port),
                superuser,
                Secret.of(new String(password.reveal())),
                connections);
    }

    private static Catalog.Address of(DatabaseAddress address, int connections) {
        StringBuilder url = new StringBuilder("jdbc:postgresql://");
        boolean literal = address.host().indexOf(':') >= 0;
        url.append(literal ? "[" + address.host() + "]" : address.host());
        url.append(':').append(address.port()).append('/').append(encoded(address.database()));
        String separator = "?";
        if (address.tls() != null) {
            url.append(separator).append("sslmode=").append(address.tls().label());
            separator = "&";
        }
        if (address.rootCertificate() != null) {
            url.append(separator).append("sslrootcert=").append(encoded(address.rootCertificate()));
        }
        Secret password = address.password();
        return new Catalog.Address(
                url.toString(),
                address.user(),
                password == null ? Secret.of("") : password,
                connections);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// A database that starts together with us takes a moment.
    private static Catalog reach(Catalog.Address address, Duration wait, BooleanSupplier stopped) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            try {
                return Catalog.open(address);
            } catch (Failure e) {
                throw e;
            } catch (RuntimeException e) {
                Failure failure = failure(address, e);
                boolean over = System.nanoTime() - deadline > 0 || stopped.getAsBoolean();
                if (over || failure.code() != FailureCode.METADATA_UNREACHABLE) {
                    throw failure;
                }
                LOG.warn("{} Trying again for a moment.", failure.message());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// SQLSTATE class 28 is a wrong password, 3D a database that is not there, 42501 a missing
    /// right: no patience helps.
    private static Failure failure(Catalog.Address address, RuntimeException thrown) {
        String state = "";
        String words = String.valueOf(thrown.getMessage());
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                state = sql.getSQLState();
                words = String.valueOf(sql.getMessage());
            }
        }
        String where = address.url().replaceFirst("^jdbc:", "").replaceFirst("\\?.*$", "");
        if (state.startsWith("28") || state.startsWith("3D") || state.equals("42501")) {
            return failure(
                    FailureCode.METADATA_REFUSED,
                    "The metadata database %s does not let user '%s' in or do its work."
                            .formatted(where, address.user()),
                    words,
                    thrown);
        }
        return failure(
                FailureCode.METADATA_UNREACHABLE,
                "The metadata database %s cannot be reached.".formatted(where),
                words,
                thrown);
    }

    private static Failure failure(
            FailureCode code, String message, String words, Throwable cause) {
        return Failure.of(
                new Failure.Words(code, message, words, code.advice(), FailurePlace.UNKNOWN),
                cause);
    }

    Catalog catalog() {
        return catalog;
    }

    @Override
    public void close() {
        catalog.close();
        if (own != null) {
            own.close();
        }
    }
}
