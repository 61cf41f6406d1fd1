package dev.headrace.api;

import dev.headrace.refusal.Refusal;
import io.javalin.http.HttpResponseException;
import java.util.Map;

/// How an error is told: the HTTP status, the API's code, the sentence.
record ErrorAnswer(int status, String code, String message, Map<String, String> headers) {
    /// When it is worth asking again after the metadata database was away, in seconds.
    private static final String UNAVAILABLE_SECONDS = "5";

    static ErrorAnswer of(Refusal refusal) {
        String message = refusal.message();
        return switch (refusal) {
            case Refusal.Invalid _ -> plain(400, "InvalidInput", message);
            case Refusal.Unauthenticated _ ->
                    new ErrorAnswer(
                            401,
                            "Unauthorized",
                            message,
                            Map.of("WWW-Authenticate", "Basic realm=\"Headrace\""));
            case Refusal.Forbidden _ -> plain(403, "Forbidden", message);
            case Refusal.NotFound missing ->
                    plain(
                            404,
                            missing.kind() == null ? "NotFound" : "NotFound_" + missing.kind(),
                            message);
            case Refusal.Conflict _ -> plain(409, "Conflict", message);
            case Refusal.InUse _ -> plain(400, "BadRequest", message);
            case Refusal.IllegalState _ -> plain(409, "IllegalState", message);
            case Refusal.TooMany tooMany ->
                    new ErrorAnswer(
                            429,
                            "TooManyRequests",
                            message,
                            Map.of(
                                    "Retry-After",
                                    Long.toString(Math.max(1, tooMany.retryAfter().toSeconds()))));
            case Refusal.Unavailable _ ->
                    new ErrorAnswer(
                            503,
                            "ServiceUnavailable",
                            message,
                            Map.of("Retry-After", UNAVAILABLE_SECONDS));
        };
    }

    /// Of what the web server itself refuses.
    static ErrorAnswer ofStatus(HttpResponseException response) {
        return switch (response.getStatus()) {
            case 404 -> noSuchPath();
            case 405 -> plain(405, "MethodNotAllowed", "The path does not take this method.");
            case 413 -> plain(413, "ContentTooLarge", "The body is larger than 1 MiB.");
            case 415 -> plain(415, "UnsupportedMediaType", "Send the body as application/json.");
            default -> plain(400, "BadRequest", "The request is malformed.");
        };
    }

    static ErrorAnswer noSuchPath() {
        return plain(404, "NotFound", "There is nothing at this path.");
    }

    static ErrorAnswer defect(String requestId) {
        return plain(
                500,
                "InternalError",
                "The server failed, and it is not your doing. Its log has the details under request"
                        + " %s.".formatted(requestId));
    }

    private static ErrorAnswer plain(int status, String code, String message) {
        return new ErrorAnswer(status, code, message, Map.of());
    }
}
