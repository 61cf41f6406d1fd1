package dev.headrace.control;

import dev.headrace.failure.Failure;
import dev.headrace.outgoing.HttpCall;
import dev.headrace.outgoing.HttpReply;
import dev.headrace.outgoing.OutgoingHttp;
import dev.headrace.refusal.Refusal;
import java.util.List;

/// Tries whether a log service can be used.
final class LogServiceCheck {
    private static final String CONFIGURATION = "Configuration";
    private static final String CONNECTION = "Host Connection";

    private final OutgoingHttp http;

    LogServiceCheck(OutgoingHttp http) {
        this.http = http;
    }

    /// What a configuration lacks, and whether its host answers. No secret is sent.
    List<SetupOutcome> run(String service, KeyedConfig config) {
        List<String> missing = LogServiceKinds.missing(service, config);
        if (!missing.isEmpty()) {
            return List.of(
                    SetupOutcome.failed(
                            CONFIGURATION, "Missing: %s.".formatted(String.join(", ", missing))),
                    SetupOutcome.skipped(CONNECTION));
        }
        return List.of(SetupOutcome.passed(CONFIGURATION), connection(service, config));
    }

    /// A refusal by the receiver says that it is there: nobody introduced themselves.
    private SetupOutcome connection(String service, KeyedConfig config) {
        try {
            HttpReply reply = http.send(HttpCall.get(LogServiceKinds.target(service, config)));
            return reply.status() >= 500
                    ? SetupOutcome.failed(
                            CONNECTION,
                            "The host answers with status %d.".formatted(reply.status()))
                    : SetupOutcome.passed(CONNECTION);
        } catch (Failure failure) {
            return SetupOutcome.failed(CONNECTION, WebhookSender.words(failure));
        } catch (Refusal.Invalid refusal) {
            return SetupOutcome.failed(CONNECTION, refusal.message());
        }
    }
}
