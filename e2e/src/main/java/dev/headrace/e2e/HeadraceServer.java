package dev.headrace.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/// A running `./headrace server`, on a metadata database and a home of its own, with a first
/// administrator whose key is known. Everything of it that a user could read is readable here.
public final class HeadraceServer implements AutoCloseable {
    public static final String ADMIN_EMAIL = "ada@example.com";
    public static final String ADMIN_PASSWORD = "hr-s3cr3t-admin-password-1";
    public static final String KEY = "e2eAdministratorKey1";
    public static final String SECRET = "hr-s3cr3t-2vWcQ0m1bK8fYt5nLx7RzJpD4sHgUa3E";

    /// A JVM that starts on a busy machine, and a database that is made.
    private static final Duration READY_PATIENCE = Duration.ofSeconds(90);

    private static final Duration PROBE_PATIENCE = Duration.ofSeconds(5);

    /// What draining may take, and something for a busy machine.
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(45);

    private final HeadraceProcess process;
    private final Path home;
    private final int port;

    private HeadraceServer(HeadraceProcess process, Path home, int port) {
        this.process = process;
        this.home = home;
        this.port = port;
    }

    /// On a new database of the PostgreSQL server.
    public static HeadraceServer start(TestServer postgres, String database) {
        return start(postgres.url(database), Map.of());
    }

    /// On the database that a URL names.
    ///
    /// @param settings variables of the environment beside those that every one gets
    public static HeadraceServer start(String databaseUrl, Map<String, String> settings) {
        Map<String, String> environment = new TreeMap<>();
        int port = freePort();
        Path home = temporaryFolder();
        environment.put("HEADRACE_HOME", home.toString());
        environment.put("HEADRACE_LISTEN", "127.0.0.1:" + port);
        environment.put("HEADRACE_DATABASE_URL", databaseUrl);
        environment.put("HEADRACE_ADMIN_EMAIL", ADMIN_EMAIL);
        environment.put("HEADRACE_ADMIN_PASSWORD", ADMIN_PASSWORD);
        environment.put("HEADRACE_API_KEY", KEY);
        environment.put("HEADRACE_API_SECRET", SECRET);
        environment.put("HEADRACE_ALLOWED_PRIVATE_RANGES", "127.0.0.0/8");
        environment.putAll(settings);
        HeadraceCommand command = HeadraceCommand.of("server");
        for (Map.Entry<String, String> variable : environment.entrySet()) {
            command = command.with(variable.getKey(), variable.getValue());
        }
        HeadraceServer server = new HeadraceServer(command.start(), home, port);
        boolean done = false;
        try {
            server.awaitReady();
            done = true;
            return server;
        } finally {
            if (!done) {
                server.close();
            }
        }
    }

    private void awaitReady() {
        boolean ready = Pause.until(READY_PATIENCE, () -> !process.isAlive() || isReady());
        if (!ready || !process.isAlive()) {
            throw new IllegalStateException("The server did not get ready:\n" + printed());
        }
    }

    /// Whether `GET /health/ready` answers 200 now.
    public boolean isReady() {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base() + "/health/ready"))
                        .timeout(PROBE_PATIENCE)
                        .build();
        try (HttpClient http =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// `http://127.0.0.1:PORT`, without a slash.
    public String base() {
        return "http://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    public Path home() {
        return home;
    }

    public HeadraceProcess process() {
        return process;
    }

    /// All that it wrote to standard output and error so far.
    public String printed() {
        return process.output() + process.errors();
    }

    /// Calls as the first administrator.
    public ApiCaller admin() {
        return new ApiCaller(base()).as(KEY, SECRET);
    }

    /// SIGTERM, and the exit status.
    public int stop() {
        process.terminate();
        if (!process.endsWithin(STOP_PATIENCE)) {
            throw new IllegalStateException("The server did not stop:\n" + printed());
        }
        return process.await().exit();
    }

    @Override
    public void close() {
        process.terminate();
        process.endsWithin(STOP_PATIENCE);
        process.close();
        TestServer.removeAll(home);
    }

    private static Path temporaryFolder() {
        try {
            return Files.createTempDirectory("headrace-e2e-server-");
        } catch (IOException e) {
            throw new IllegalStateException("no temporary folder", e);
        }
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }
}
