package dev.headrace.destination.postgres;

import dev.headrace.connectivity.CertificateVerdict;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.connectivity.Networking;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.connectivity.TlsExamination;
import dev.headrace.connectivity.TlsUse;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.WarningCode;
import dev.headrace.setup.SetupDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Whether the server's certificate is one to trust; asked only where we connect directly.
final class CertificateTest {
    private final DatabaseRoute route;
    private final DatabaseConnection connection;
    private final SetupStep step;
    private volatile @Nullable TlsExamination examination;

    CertificateTest(DatabaseRoute route, SetupStep step) {
        this.route = route;
        this.connection = route.connection();
        this.step = step;
    }

    /// The chain that the server showed; empty while none was asked for.
    List<PresentedCertificate> presented() {
        TlsExamination seen = examination;
        return seen == null ? List.of() : seen.presented();
    }

    /// Whether the chain shows that it is the right server.
    boolean proven() {
        TlsExamination seen = examination;
        return seen != null
                && seen.verdict() instanceof CertificateVerdict.Trusted trusted
                && trusted.proven();
    }

    @Nullable String protocol() {
        TlsExamination seen = examination;
        return seen == null ? null : seen.protocol();
    }

    /// @param offered whether the server offers TLS
    SetupOutcome run(boolean offered) {
        String excuse = excuse();
        if (excuse != null) {
            return excused(excuse, offered);
        }
        boolean demanded =
                !route.attempts().contains(TlsUse.NEVER)
                        && route.attempts().contains(TlsUse.ALWAYS);
        TlsMode asked = connection.address().tls();
        if (asked == TlsMode.DISABLE || asked == TlsMode.ALLOW) {
            return open("sslmode=%s leaves TLS out.".formatted(asked.label()));
        }
        if (!offered && !demanded) {
            return open("%s does not offer TLS.".formatted(place()));
        }
        step.trying("looking at the certificates of " + place());
        TlsExamination seen = route.examine();
        examination = seen;
        return switch (seen.verdict()) {
            case CertificateVerdict.Trusted trusted -> trusted(seen, trusted);
            case CertificateVerdict.Refused refused -> refused(refused);
        };
    }

    /// Inside a tunnel or a private link the certificate decides nothing, but may be approved.
    private SetupOutcome excused(String excuse, boolean offered) {
        SetupOutcome skipped = SetupOutcome.skipped(excuse);
        if (!offered || connection.networking() instanceof Networking.Direct) {
            return skipped;
        }
        step.trying("looking at the certificates of " + place());
        TlsExamination seen = route.examine();
        examination = seen;
        return skipped.offering(new SetupDetails.Certificates(seen.presented()));
    }

    private @Nullable String excuse() {
        return switch (connection.networking()) {
            case Networking.SshTunnel _ -> "Not needed: the SSH tunnel leads to the database.";
            case Networking.ThroughPrivateLink _ ->
                    "Not needed: the private link leads to the database.";
            case Networking.ThroughProxyAgent _ ->
                    "Not needed: the proxy agent leads to the database.";
            case Networking.Direct _ ->
                    route.transport().loopback() && !asked()
                            ? "Not needed: the database is on this machine."
                            : null;
        };
    }

    /// Whether TLS is asked for where it would not matter.
    private boolean asked() {
        return connection.alwaysEncrypted()
                || switch (connection.address().tls()) {
                    case null -> false;
                    case DISABLE, ALLOW -> false;
                    case PREFER, REQUIRE, VERIFY_CA, VERIFY_FULL -> true;
                };
    }

    private static SetupOutcome open(String why) {
        return SetupOutcome.of(
                List.of(
                        SetupConcern.warning(
                                WarningCode.NOT_ENCRYPTED,
                                why + " Whoever is on the way can read and change what is loaded.",
                                "Turn TLS on in the server (ssl = on), or connect through an SSH tunnel.")),
                "");
    }

    private static SetupOutcome trusted(TlsExamination seen, CertificateVerdict.Trusted trusted) {
        List<SetupConcern> concerns =
                trusted.warnings().stream()
                        .map(warning ->
                                SetupConcern.warning(
                                        WarningCode.CERTIFICATE_EXPIRING,
                                        warning,
                                        "Renew the certificate on the server."))
                        .toList();
        return SetupOutcome.of(concerns, "%s. %s".formatted(seen.protocol(), trusted.sentence()))
                .offering(new SetupDetails.Certificates(seen.presented()));
    }

    private static SetupOutcome refused(CertificateVerdict.Refused refused) {
        SetupOutcome failed =
                SetupOutcome.failed(
                        Failure.of(FailureCode.CERTIFICATE_UNTRUSTED, refused.sentence())
                                .next(refused.nextStep()),
                        new SetupDetails.Certificates(refused.presented()));
        return switch (refused.reason()) {
            case EXPIRED, NOT_YET_VALID -> failed.offering(null);
            case UNKNOWN_ISSUER, CHANGED, OTHER_NAME, WEAK, OTHER_PURPOSE -> failed;
        };
    }

    private String place() {
        return DatabaseAddress.place(connection.address().host(), connection.address().port());
    }
}
