package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.api.Endpoint.Method;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Calls the API as a client would, and holds every answer against what the endpoint's table
/// declares: so each contract test also proves the description.
final class ApiClient {
    private final HttpClient http = HttpClient.newHttpClient();
    private final String base;
    private final List<Endpoint> endpoints;
    private final @Nullable String authorization;

    ApiClient(String base, List<Endpoint> endpoints) {
        this(base, endpoints, null);
    }

    private ApiClient(String base, List<Endpoint> endpoints, @Nullable String authorization) {
        this.base = base;
        this.endpoints = endpoints;
        this.authorization = authorization;
    }

    /// What came back.
    record Reply(int status, JsonNode json, HttpResponse<String> response) {

        JsonNode data() {
            return json.path("data");
        }

        String code() {
            return json.path("code").asString("");
        }

        String message() {
            return json.path("message").asString("");
        }

        /// Asserts the status, and gives itself.
        Reply is(int expected) {
            assertThat(status).as(response.body()).isEqualTo(expected);
            return this;
        }

        /// Asserts an error's status and code.
        Reply is(int expected, String code) {
            is(expected);
            assertThat(code()).as(response.body()).isEqualTo(code);
            assertThat(json.has("data")).isFalse();
            return this;
        }
    }

    ApiClient as(String key, String secret) {
        String pair = key + ":" + secret;
        return new ApiClient(
                base,
                endpoints,
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    List<Endpoint> endpoints() {
        return endpoints;
    }

    Reply get(String path) {
        return call(Method.GET, path, null);
    }

    Reply post(String path, @Nullable String body) {
        return call(Method.POST, path, body);
    }

    Reply patch(String path, @Nullable String body) {
        return call(Method.PATCH, path, body);
    }

    Reply delete(String path) {
        return call(Method.DELETE, path, null);
    }

    Reply call(Method method, String path, @Nullable String body) {
        Reply reply = probe(method, path, body);
        checkDeclared(method, path, reply);
        return reply;
    }

    /// The same without a look at the declaration.
    Reply probe(Method method, String path, @Nullable String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        request.method(
                method.name(),
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body));
        return send(request.build());
    }

    /// Sends it as it is; the answer must be a JSON object whatever the status.
    Reply send(HttpRequest request) {
        try {
            HttpResponse<String> response =
                    http.send(request, HttpResponse.BodyHandlers.ofString());
            JsonNode json = JsonMapper.shared().readTree(response.body());
            assertThat(json.isObject()).as(response.body()).isTrue();
            return new Reply(response.statusCode(), json, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The lines of a stream of events, as they come.
    ///
    /// @param after the last event that is known, null to begin at the first
    HttpResponse<Stream<String>> stream(String path, @Nullable String after) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        if (after != null) {
            request.header("Last-Event-ID", after);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void checkDeclared(Method method, String path, Reply reply) {
        if (reply.status() >= 300) {
            return;
        }
        Endpoint endpoint = endpoint(method, path);
        assertThat(reply.status()).as("%s %s", method, path).isEqualTo(endpoint.status());
        Shape shape = endpoint.data();
        if (shape == null) {
            assertThat(reply.json().has("data")).as(reply.response().body()).isFalse();
        } else if (endpoint.paged()) {
            reply.data()
                    .path("items")
                    .forEach(item -> assertThat(ShapeCheck.ofAnswer(shape, item)).isEmpty());
        } else {
            assertThat(ShapeCheck.ofAnswer(shape, reply.data()))
                    .as(reply.response().body())
                    .isEmpty();
        }
    }

    private Endpoint endpoint(Method method, String path) {
        String plain = path.split("\\?", 2)[0].replaceAll("/+$", "");
        return endpoints.stream()
                .filter(endpoint -> endpoint.method() == method)
                .filter(endpoint ->
                        endpoint.paths().stream()
                                .anyMatch(known -> pattern(known).matcher(plain).matches()))
                .findFirst()
                .orElseThrow();
    }

    private static Pattern pattern(String path) {
        return Pattern.compile(
                path.replaceAll("\\{[A-Za-z]+}", "[^/]+").replaceAll("<[A-Za-z]+>", ".+"));
    }
}
