package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.connectivity.Approvals;
import dev.headrace.connectivity.ApprovedCertificate;
import dev.headrace.connectivity.ApprovedFingerprint;
import dev.headrace.connectivity.AuthenticationMethod;
import dev.headrace.connectivity.ClientCertificate;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.connectivity.Deployment;
import dev.headrace.connectivity.HostLookup;
import dev.headrace.connectivity.Networking;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.connectivity.RouteListener;
import dev.headrace.connectivity.Surroundings;
import dev.headrace.failure.Failure;
import dev.headrace.secret.Secret;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.TrustChoice;
import dev.headrace.testkit.TestCertificate;
import dev.headrace.testkit.TlsPostgres;
import java.net.InetAddress;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One attempt to sign in to a [TlsPostgres] under a name that stands for an address of this
/// machine.
final class TlsFixture {
    static final String HOST = "db.example.test";

    private final InetAddress address;
    private final List<ApprovedCertificate> approved = new ArrayList<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private int port;
    private String host = HOST;
    private String user = "scram";
    private @Nullable TlsMode mode;
    private @Nullable String roots;
    private @Nullable ClientCertificate client;
    private boolean always;
    private boolean channelBinding;
    private AuthenticationMethod authentication = AuthenticationMethod.PASSWORD;
    private InstantSource clock = InstantSource.system();

    TlsFixture(InetAddress address, int port) {
        this.address = address;
        this.port = port;
    }

    TlsFixture host(String other) {
        host = other;
        return this;
    }

    TlsFixture port(int other) {
        port = other;
        return this;
    }

    TlsFixture user(String other) {
        user = other;
        return this;
    }

    TlsFixture mode(@Nullable TlsMode other) {
        mode = other;
        return this;
    }

    TlsFixture roots(String file) {
        roots = file;
        return this;
    }

    TlsFixture always() {
        always = true;
        return this;
    }

    TlsFixture channelBinding() {
        channelBinding = true;
        return this;
    }

    TlsFixture client(ClientCertificate shown) {
        client = shown;
        return this;
    }

    TlsFixture authentication(AuthenticationMethod method) {
        authentication = method;
        return this;
    }

    TlsFixture clock(InstantSource other) {
        clock = other;
        return this;
    }

    TlsFixture approving(TestCertificate... certificates) {
        for (TestCertificate each : certificates) {
            PresentedCertificate certificate = new PresentedCertificate(each.certificate());
            approved.add(
                    new ApprovedCertificate(
                            certificate.hash(), certificate, "ada@desk", Instant.EPOCH));
        }
        return this;
    }

    int lookups() {
        return lookups.get();
    }

    DatabaseRoute route() {
        return DatabaseRoute.of(connection(), surroundings());
    }

    /// Runs the setup tests.
    SetupReport setup(TrustChoice choice) {
        return new PostgresSetup(
                        connection(),
                        surroundings(),
                        new SetupRecorder(),
                        choice,
                        SetupOptions.standard())
                .run();
    }

    private DatabaseConnection connection() {
        DatabaseAddress database =
                new DatabaseAddress(
                        host,
                        port,
                        TlsPostgres.DATABASE,
                        user,
                        Secret.of(TlsPostgres.PASSWORD),
                        mode,
                        roots,
                        channelBinding);
        return new DatabaseConnection(
                database,
                new Networking.Direct(),
                Deployment.HYBRID,
                authentication,
                always,
                client,
                null);
    }

    private Surroundings surroundings() {
        HostLookup lookup =
                name -> {
                    lookups.incrementAndGet();
                    return name.equals(host) && host.endsWith(".test")
                            ? List.of(address)
                            : HostLookup.system().addresses(name);
                };
        Approvals approvals =
                new Approvals() {
                    @Override
                    public List<ApprovedCertificate> certificates() {
                        return List.copyOf(approved);
                    }

                    @Override
                    public List<ApprovedFingerprint> fingerprints() {
                        return List.of();
                    }
                };
        return new Surroundings(
                approvals, List::of, List.of(), lookup, RouteListener.silent(), clock);
    }

    /// Signs in.
    ///
    /// @return the protocol that the server sees, `none` without TLS
    String protocol() {
        try (DatabaseRoute route = route()) {
            ServerConnections.Opened opened = new ServerConnections(route).open("tls-test");
            try (Statement statement = opened.jdbc().createStatement();
                    ResultSet row =
                            statement.executeQuery(
                                    "SELECT coalesce(version, 'none') FROM pg_stat_ssl"
                                            + " WHERE pid = pg_backend_pid()")) {
                row.next();
                return row.getString(1);
            } finally {
                opened.jdbc().close();
            }
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    Failure failure() {
        return Objects.requireNonNull(catchThrowableOfType(Failure.class, this::protocol));
    }
}
