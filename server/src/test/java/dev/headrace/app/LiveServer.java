package dev.headrace.app;

import dev.headrace.app.Server.Role;
import dev.headrace.app.Server.Surroundings;
import dev.headrace.testkit.TestDatabase;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// A whole server in this process, on a free port, and a client of it with its first key.
final class LiveServer implements AutoCloseable {
    static final String KEY = "liveServerKey";
    static final String SECRET = "hr-s3cr3t-of-the-live-server";

    /// More than a request waits for a connection to a database that is away.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Server server;
    private final HttpClient http = HttpClient.newHttpClient();

    private LiveServer(Server server) {
        this.server = server;
    }

    /// @param more settings beside database, home, a free port and the first administrator
    static LiveServer start(TestDatabase database, Path home, Map<String, String> more) {
        Map<String, String> options = new HashMap<>(more);
        options.putIfAbsent("database-url", database.loaderUri());
        return start(Role.SERVER, home, options);
    }

    /// @param more settings beside home, a free port and the first administrator
    static LiveServer start(Role role, Path home, Map<String, String> more) {
        Map<String, String> options = new HashMap<>(more);
        options.putIfAbsent("listen", "127.0.0.1:0");
        options.putIfAbsent("home", home.toString());
        options.putIfAbsent("admin-email", "ada@example.com");
        options.putIfAbsent("admin-password", "hr-s3cr3t-of-ada");
        options.putIfAbsent("api-key", KEY);
        options.putIfAbsent("api-secret", SECRET);
        return new LiveServer(
                Server.start(
                        role,
                        SettingsReader.read(options, Map.of(), home),
                        new Surroundings(Map.of(), false, () -> false)));
    }

    String url() {
        return server.url();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(request(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path, String json) throws IOException, InterruptedException {
        return http.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(server.url() + path))
                .timeout(PATIENCE)
                .header("Authorization", authorization());
    }

    /// Stops the server alone; the client goes on.
    void stop() {
        server.close();
    }

    boolean takesConnections() {
        URI at = URI.create(server.url());
        try (Socket socket = new Socket(at.getHost(), at.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    static String authorization() {
        String pair = KEY + ":" + SECRET;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        http.close();
        server.close();
    }
}
