package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls the REST API over HTTP, as any client. Immutable.
public final class ApiCaller {
    /// A setup test may take a minute, on a busy machine more.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    private final String base;
    private final Map<String, String> headers;

    /// An anonymous one.
    public ApiCaller(String base) {
        this(base, Map.of());
    }

    private ApiCaller(String base, Map<String, String> headers) {
        this.base = base;
        this.headers = headers;
    }

    /// An answer as it came.
    public record Reply(String method, String path, int status, HttpHeaders headers, String body) {

        /// The body, which is always JSON.
        public JsonNode json() {
            try {
                return JsonMapper.shared().readTree(body);
            } catch (RuntimeException e) {
                throw new IllegalStateException("The answer is no JSON: " + this, e);
            }
        }

        public JsonNode data() {
            return json().path("data");
        }

        public String code() {
            return json().path("code").asString("");
        }

        public String message() {
            return json().path("message").asString("");
        }

        /// Itself, where it has the status.
        ///
        /// @throws IllegalStateException where it has another
        public Reply is(int expected) {
            if (status != expected) {
                throw new IllegalStateException("expected %d: %s".formatted(expected, this));
            }
            return this;
        }

        @Override
        public String toString() {
            return "%s %s -> %d %s".formatted(method, path, status, body);
        }
    }

    /// The header for a key and its secret.
    public static String basic(String key, String secret) {
        return "Basic " + Base64.getEncoder().encodeToString((key + ":" + secret).getBytes(UTF_8));
    }

    public ApiCaller as(String key, String secret) {
        return with("Authorization", basic(key, secret));
    }

    /// One header more, or another value for it.
    public ApiCaller with(String header, String value) {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(header, value);
        return new ApiCaller(base, all);
    }

    public Reply get(String path) {
        return call("GET", path, null);
    }

    public Reply post(String path, @Nullable String body) {
        return call("POST", path, body);
    }

    public Reply patch(String path, @Nullable String body) {
        return call("PATCH", path, body);
    }

    public Reply delete(String path) {
        return call("DELETE", path, null);
    }

    /// Sends it, and gives the answer, whatever it says.
    ///
    /// @param path as it goes over the wire, from the first slash on
    /// @param body null for none, which is then sent without a content type
    public Reply call(String method, String path, @Nullable String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(PATIENCE);
        headers.forEach(request::setHeader);
        if (body != null && !headers.containsKey("Content-Type")) {
            request.setHeader("Content-Type", "application/json");
        }
        request.method(
                method,
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        try {
            HttpResponse<String> response =
                    HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(
                    method, path, response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new IllegalStateException("%s %s got no answer".formatted(method, path), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
