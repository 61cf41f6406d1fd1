package dev.headrace.control;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.outgoing.HttpCall;
import dev.headrace.outgoing.HttpReply;
import dev.headrace.outgoing.OutgoingHttp;
import dev.headrace.outgoing.TargetUrl;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Tells receivers of webhooks of events.
final class WebhookSender {
    private static final String ALGORITHM = "HmacSHA256";
    private static final String SIGNATURE = "X-Fivetran-Signature-256";
    private static final DateTimeFormatter CREATED =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final OutgoingHttp http;
    private final InstantSource clock;

    WebhookSender(OutgoingHttp http, InstantSource clock) {
        this.http = http;
        this.clock = clock;
    }

    /// Who is told.
    ///
    /// @param groupId null for a webhook of the account
    /// @param secret to sign with, null for no signature
    record Receiver(
            String url, @Nullable String groupId, @Nullable Secret secret, boolean upperCase) {}

    /// What came of it.
    ///
    /// @param status the receiver's, 0 where there was none
    /// @param message for people
    record Outcome(boolean succeeded, int status, String message) {}

    /// Sends an event of a connection that does not exist, as a try.
    Outcome test(Receiver receiver, String event) {
        String body = JsonMapper.shared().writeValueAsString(sample(receiver, event));
        try {
            HttpReply reply =
                    http.send(
                            new HttpCall(
                                    HttpCall.Method.POST,
                                    TargetUrl.https("url", receiver.url()),
                                    headers(receiver, body),
                                    Map.of(),
                                    body));
            return reply.succeeded()
                    ? new Outcome(true, reply.status(), "Success")
                    : new Outcome(
                            false,
                            reply.status(),
                            "The receiver answered with status %d.".formatted(reply.status()));
        } catch (Failure failure) {
            return new Outcome(false, 0, words(failure));
        } catch (Refusal.Invalid refusal) {
            return new Outcome(false, 0, refusal.message());
        }
    }

    /// What went wrong, and for an address that is closed, who can open it.
    static String words(Failure failure) {
        return failure.code() == FailureCode.HOST_PRIVATE
                ? failure.message()
                        + " Whoever operates this installation can open a range with"
                        + " allowed-private-ranges."
                : failure.message();
    }

    private Map<String, Object> sample(Receiver receiver, String event) {
        String groupId = receiver.groupId();
        Map<String, Object> sample = new LinkedHashMap<>();
        sample.put("event", event);
        sample.put("created", CREATED.format(now()));
        sample.put("connector_type", "_service_1");
        sample.put("connector_id", "_connection_1");
        sample.put("connector_name", "_connection_1");
        sample.put("sync_id", UUID.randomUUID().toString());
        sample.put("destination_group_id", groupId == null ? "_destination_1" : groupId);
        sample.put("data", event.equals("sync_end") ? Map.of("status", "SUCCESSFUL") : Map.of());
        return sample;
    }

    private Instant now() {
        return clock.instant();
    }

    private static Map<String, String> headers(Receiver receiver, String body) {
        Secret secret = receiver.secret();
        return secret == null
                ? Map.of()
                : Map.of(SIGNATURE, signature(secret, body, receiver.upperCase()));
    }

    private static String signature(Secret secret, String body, boolean upperCase) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(
                    new SecretKeySpec(secret.reveal().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] digest = mac.doFinal(body.getBytes(StandardCharsets.UTF_8));
            HexFormat hex = upperCase ? HexFormat.of().withUpperCase() : HexFormat.of();
            return hex.formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
