package dev.headrace.destination.postgres;

import dev.headrace.connectivity.ApprovedCertificate;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.Networking;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.connectivity.SshServer;
import dev.headrace.connectivity.Surroundings;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import java.io.IOException;
import java.net.Socket;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The five tests, in the order in which they are to be run: nothing of the user is said before the
/// certificate is decided. Not thread-safe, but each test may be on a thread of its own.
final class SetupTests implements AutoCloseable {
    private static final Duration CONNECT_MAX = Duration.ofSeconds(10);

    /// What is left of a test's time for saying exactly what did not answer.
    private static final Duration LAST_WORDS = Duration.ofMillis(300);

    private final DatabaseRoute route;
    private final DatabaseConnection connection;
    private final Surroundings surroundings;
    private final SetupOptions options;
    private final SetupStep step;
    private final CertificateTest certificates;
    private final DatabaseTest database;
    private volatile boolean tlsOffered;

    SetupTests(
            DatabaseRoute route, Surroundings surroundings, SetupOptions options, SetupStep step) {
        this.route = route;
        this.connection = route.connection();
        this.surroundings = surroundings;
        this.options = options;
        this.step = step;
        this.certificates = new CertificateTest(route, step);
        this.database = new DatabaseTest(route, step);
    }

    /// @throws Failure where it failed
    SetupOutcome run(SetupTest test) throws SQLException, InterruptedException {
        return switch (test) {
            case SSH_TUNNEL -> sshTunnel();
            case HOST -> host();
            case CERTIFICATE -> certificates.run(tlsOffered);
            case DATABASE -> database.run(options.testTime());
            case PERMISSION -> permission();
        };
    }

    private SetupOutcome sshTunnel() {
        if (!(connection.networking() instanceof Networking.SshTunnel(SshServer server))) {
            return SetupOutcome.skipped("No SSH tunnel is used.");
        }
        route.transport().prepare(connectTime());
        touch();
        return SetupOutcome.passed("%s lets us in and reaches %s.".formatted(server, place()));
    }

    private Duration connectTime() {
        Duration most = options.testTime().minus(LAST_WORDS);
        return most.compareTo(CONNECT_MAX) < 0 ? most : CONNECT_MAX;
    }

    private void touch() {
        step.trying("reaching " + place());
        try (Socket _ = route.transport().connect(connectTime())) {
            // That it opens is all that is asked.
        } catch (IOException e) {
            throw Failure.of(FailureCode.HOST_UNREACHABLE, place() + " ended the connection.", e);
        }
    }

    private SetupOutcome host() {
        try {
            route.transport();
            tlsOffered = route.offersTls();
        } catch (Failure failure) {
            boolean network = failure.code() == FailureCode.HOST_UNREACHABLE;
            throw network ? failure.next(firewallAdvice()) : failure;
        }
        return SetupOutcome.passed(
                "%s answers%s."
                        .formatted(place(), tlsOffered ? " and offers TLS" : ", without TLS"));
    }

    String firewallAdvice() {
        return switch (connection.networking()) {
            case Networking.Direct _ ->
                    """
                    Check host and port, and that PostgreSQL listens there (listen_addresses). \
                    In the firewall, allow incoming connections to %s from this machine, and \
                    outgoing ones from ports 1024 to 65535 back to it.\
                    """
                            .formatted(place());
            case Networking.SshTunnel(SshServer server) ->
                    "Allow %s to reach %s, and this machine to reach %s."
                            .formatted(server.host(), place(), server.place());
            case Networking.ThroughPrivateLink(var link) ->
                    "Check that the private link \"%s\" is ready and leads to the database."
                            .formatted(link.name());
            case Networking.ThroughProxyAgent _ -> "Check that the proxy agent runs.";
        };
    }

    private SetupOutcome permission() throws SQLException {
        ServerConnections.Opened session = database.session();
        try {
            return new PermissionTest(session.jdbc(), options.schema(), step, surroundings.clock())
                    .run();
        } catch (SQLException e) {
            throw database.connections().failures().of(e);
        }
    }

    private String place() {
        return DatabaseAddress.place(connection.address().host(), connection.address().port());
    }

    /// @param hostKey that the SSH server showed, null where there is none
    SetupReport report(
            List<SetupTestResult> results, @Nullable HostKey hostKey, boolean hostKeyTrusted) {
        List<PresentedCertificate> presented = certificates.presented();
        List<ApprovedCertificate> trusted =
                surroundings.approvals().certificates().stream()
                        .filter(each -> presented.contains(each.certificate()))
                        .toList();
        return new SetupReport(
                results,
                server(),
                presented,
                trusted,
                certificates.proven(),
                hostKey,
                hostKeyTrusted);
    }

    private SetupReport.@Nullable Server server() {
        return database.found(certificates.protocol());
    }

    @Override
    public void close() {
        database.close();
    }
}
