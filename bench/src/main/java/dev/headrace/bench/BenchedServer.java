package dev.headrace.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// `./headrace server` with its own database, both on the first core of the machine, where it has
/// more than one.
final class BenchedServer implements AutoCloseable {
    private static final String KEY = "benchKey1";
    private static final String SECRET = "hr-s3cr3t-9fKq2mX7vB4nT1zR8wLcJd5sYpG6hE3u";
    private static final Duration READY_PATIENCE = Duration.ofMinutes(2);
    private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(30);
    private static final int STOP_SECONDS = 60;

    private final Process process;
    private final String base;
    private final HttpClient http;
    private final Duration readyAfter;

    private BenchedServer(Process process, String base, Path home) {
        this.process = process;
        this.base = base;
        this.http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        this.readyAfter = awaitReady(home);
    }

    static BenchedServer start(Path home) {
        int port = freePort();
        List<String> command = new ArrayList<>();
        if (isShared()) {
            command.addAll(List.of("taskset", "-c", "0"));
        }
        command.add(Path.of(System.getProperty("headrace.root", ""), "headrace").toString());
        command.add("server");
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(
                        Map.of(
                                "HEADRACE_HOME",
                                home.toString(),
                                "HEADRACE_LISTEN",
                                "127.0.0.1:" + port,
                                "HEADRACE_ADMIN_EMAIL",
                                "bench@example.com",
                                "HEADRACE_ADMIN_PASSWORD",
                                "hr-s3cr3t-bench-1",
                                "HEADRACE_API_KEY",
                                KEY,
                                "HEADRACE_API_SECRET",
                                SECRET));
        builder.redirectErrorStream(true).redirectOutput(home.resolve("bench.log").toFile());
        try {
            return new BenchedServer(builder.start(), "http://127.0.0.1:" + port, home);
        } catch (IOException e) {
            throw new IllegalStateException("cannot start ./headrace server", e);
        }
    }

    private static boolean isShared() {
        return Runtime.getRuntime().availableProcessors() > 1;
    }

    /// Leaves the first core to the server.
    static void pinSelf() {
        if (isShared()) {
            String own = Long.toString(ProcessHandle.current().pid());
            Child.run(List.of("taskset", "-acp", "1", own), Map.of(), _ -> {}).orFail();
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }

    private Duration awaitReady(Path home) {
        long started = System.nanoTime();
        while (!isReady()) {
            long waited = System.nanoTime() - started;
            if (!process.isAlive() || waited > READY_PATIENCE.toNanos()) {
                process.destroyForcibly();
                throw new IllegalStateException("The server did not get ready: " + log(home));
            }
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        return Duration.ofNanos(System.nanoTime() - started);
    }

    private static String log(Path home) {
        try {
            return Files.readString(home.resolve("bench.log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private boolean isReady() {
        try {
            return send("/health/ready").join().statusCode() == 200;
        } catch (java.util.concurrent.CompletionException _) {
            return false;
        }
    }

    Duration readyAfter() {
        return readyAfter;
    }

    private HttpRequest.Builder request(String path) {
        String pair = KEY + ":" + SECRET;
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(REQUEST_PATIENCE)
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)));
    }

    /// A GET whose answer comes later.
    CompletableFuture<HttpResponse<String>> send(String path) {
        return http.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    String get(String path) {
        return body(send(path).join());
    }

    String post(String path, String json) {
        HttpRequest request =
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(json))
                        .build();
        return body(http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).join());
    }

    private static String body(HttpResponse<String> reply) {
        if (reply.statusCode() >= 300) {
            throw new IllegalStateException(reply + " " + reply.body());
        }
        return reply.body();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        http.shutdownNow();
    }
}
