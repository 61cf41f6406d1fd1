package dev.headrace.control;

import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.setup.SetupDetails;
import dev.headrace.setup.SetupReport;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What came out of one setup test, as callers are told.
///
/// @param message what was found and what to do; empty where it passed
/// @param details what is to be approved, null where nothing is
public record SetupResult(String title, String status, String message, @Nullable JsonNode details) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static List<SetupResult> of(SetupReport report) {
        return report.results().stream().map(SetupResult::of).toList();
    }

    static SetupResult of(SetupTestResult result) {
        String next = result.nextStep();
        String message =
                switch (result.status()) {
                    case PASSED -> "";
                    case SKIPPED -> result.message();
                    case WARNING, FAILED, JOB_FAILED ->
                            next == null ? result.message() : result.message() + " " + next;
                };
        return new SetupResult(
                result.test().title(),
                result.status().name(),
                message,
                result.status() == SetupStatus.FAILED ? details(result.details()) : null);
    }

    /// All tests, of which none ran for want of something.
    ///
    /// @param test that would have met it
    static List<SetupResult> notRun(SetupTest test, SetupStatus status, String message) {
        return Stream.of(SetupTest.values())
                .map(each ->
                        each == test
                                ? new SetupResult(each.title(), status.name(), message, null)
                                : new SetupResult(
                                        each.title(),
                                        SetupStatus.SKIPPED.name(),
                                        "Not run: it needs %s.".formatted(test.title()),
                                        null))
                .toList();
    }

    static String json(List<SetupResult> results) {
        ObjectNode document = JSON.objectNode();
        ArrayNode tests = document.putArray("setup_tests");
        results.forEach(result -> tests.add(result.json()));
        return document.toString();
    }

    static List<SetupResult> parse(String json) {
        List<SetupResult> results = new ArrayList<>();
        for (JsonNode node : JsonMapper.shared().readTree(json).path("setup_tests")) {
            results.add(
                    new SetupResult(
                            node.path("title").asString(),
                            node.path("status").asString(),
                            node.path("message").asString(),
                            node.get("details")));
        }
        return List.copyOf(results);
    }

    ObjectNode json() {
        ObjectNode node = JSON.objectNode();
        node.put("title", title);
        node.put("status", status);
        node.put("message", message);
        if (details != null) {
            node.set("details", details);
        }
        return node;
    }

    private static @Nullable JsonNode details(@Nullable SetupDetails details) {
        return switch (details) {
            case null -> null;
            case SetupDetails.Certificates(List<PresentedCertificate> presented) -> {
                ArrayNode chain = JSON.arrayNode();
                presented.forEach(each -> chain.add(certificate(each)));
                yield chain;
            }
            case SetupDetails.Fingerprint(String host, HostKey key) ->
                    JSON.objectNode()
                            .put("hash", key.hash())
                            .put("name", host)
                            .put("public_key", key.line())
                            .put("type", key.type());
        };
    }

    private static ObjectNode certificate(PresentedCertificate certificate) {
        return JSON.objectNode()
                .put("hash", certificate.hash())
                .put("name", certificate.subject())
                .put("public_key", certificate.certificate().getPublicKey().toString())
                .put("sha1", certificate.sha1())
                .put("sha256", certificate.sha256())
                .put("type", "TLS")
                .put("encoded_cert", Base64.getEncoder().encodeToString(certificate.encoded()));
    }
}
