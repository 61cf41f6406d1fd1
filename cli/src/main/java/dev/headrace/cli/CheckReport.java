package dev.headrace.cli;

import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.setup.SetupDetails;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What the setup tests found, as JSON: the shape that programs stand on.
record CheckReport(SetupReport report, Duration took, boolean interrupted) {

    /// The document of tests that did not come to tell anything.
    static Json.Members interruptedDocument() {
        List<SetupTestResult> results =
                Stream.of(SetupTest.values())
                        .map(test ->
                                new SetupTestResult(
                                        test,
                                        SetupStatus.SKIPPED,
                                        null,
                                        "Not run: the tests were interrupted.",
                                        null,
                                        Duration.ZERO,
                                        null))
                        .toList();
        return new CheckReport(
                        new SetupReport(results, null, List.of(), List.of(), false, null, false),
                        Duration.ZERO,
                        true)
                .json();
    }

    String status() {
        if (interrupted) {
            return "interrupted";
        }
        return report.passed() ? "passed" : "failed";
    }

    ExitStatus exitStatus() {
        if (interrupted) {
            return ExitStatus.INTERRUPTED;
        }
        if (report.results().stream().anyMatch(each -> each.status() == SetupStatus.FAILED)) {
            return ExitStatus.USER_MUST_ACT;
        }
        return report.passed() ? ExitStatus.DONE : ExitStatus.FAILED;
    }

    Json.Members json() {
        return Json.object()
                .put("status", status())
                .put("duration_ms", took.toMillis())
                .put("server", server(report.server()))
                .put("tests", report.results().stream().map(CheckReport::test).toList())
                .put("certificates", report.certificates().stream().map(this::certificate).toList())
                .put("fingerprints", fingerprints());
    }

    private static Json.@Nullable Members server(SetupReport.@Nullable Server server) {
        return server == null
                ? null
                : Json.object()
                        .put("version", server.version())
                        .put("pooler", server.pooler())
                        .put("tls", server.tls());
    }

    private static Json.Members test(SetupTestResult result) {
        return Json.object()
                .put("title", result.test().title())
                .put("group", result.test().group())
                .put("status", result.status().name())
                .put("code", result.code())
                .put("message", result.message())
                .put("next_step", result.nextStep())
                .put("duration_ms", result.duration().toMillis())
                .put("details", details(result.details()));
    }

    private static @Nullable Object details(@Nullable SetupDetails details) {
        return switch (details) {
            case null -> null;
            case SetupDetails.Certificates(List<PresentedCertificate> presented) ->
                    presented.stream().map(CheckReport::forApproval).toList();
            case SetupDetails.Fingerprint(String host, HostKey key) ->
                    Json.object()
                            .put("hash", key.hash())
                            .put("name", host)
                            .put("public_key", key.line())
                            .put("type", key.type());
        };
    }

    private static Json.Members forApproval(PresentedCertificate certificate) {
        return Json.object()
                .put("hash", certificate.hash())
                .put("name", certificate.subject())
                .put("public_key", certificate.certificate().getPublicKey().toString())
                .put("sha1", certificate.sha1())
                .put("sha256", certificate.sha256())
                .put("type", "TLS")
                .put("encoded_cert", Base64.getEncoder().encodeToString(certificate.encoded()));
    }

    private Json.Members certificate(PresentedCertificate certificate) {
        return Json.object()
                .put("sha256", certificate.sha256())
                .put("hash", certificate.hash())
                .put("subject", certificate.subject())
                .put("issuer", certificate.issuer())
                .put("names", certificate.names())
                .put("not_after", Report.instant(certificate.notAfter()))
                .put(
                        "trusted",
                        report.proven()
                                || report.trusted().stream()
                                        .anyMatch(each -> each.certificate().equals(certificate)));
    }

    private List<Json.Members> fingerprints() {
        List<Json.Members> fingerprints = new ArrayList<>();
        HostKey key = report.hostKey();
        if (key != null) {
            fingerprints.add(
                    Json.object()
                            .put("hash", key.hash())
                            .put("sha256", key.sha256())
                            .put("key_type", key.type())
                            .put("trusted", report.hostKeyTrusted()));
        }
        return fingerprints;
    }
}
