package dev.headrace.cli;

import dev.headrace.app.Server;
import dev.headrace.app.SettingsReader;
import dev.headrace.failure.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Hidden: does what a server does at its start and at its first requests, so that the JVM can note
/// it in its cache of loaded and linked classes. See [TrainCommand].
final class TrainServerCommand {
    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace aot-train-server",
                    "Loads what the start of a server needs.",
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    true,
                    call -> run());

    private static final List<String> PATHS =
            List.of("/health/ready", "/v1/groups", "/v1/groups/none", "/openapi.json", "/metrics");

    private TrainServerCommand() {}

    private static ExitStatus run() {
        try {
            Path home = Files.createTempDirectory("headrace-train");
            try (Server server = start(home);
                    HttpClient http = HttpClient.newHttpClient()) {
                for (String path : PATHS) {
                    http.send(
                            HttpRequest.newBuilder(URI.create(server.url() + path)).build(),
                            HttpResponse.BodyHandlers.ofString());
                }
            } finally {
                TrainCommand.remove(home);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return ExitStatus.FAILED;
        } catch (IOException | UncheckedIOException | Failure e) {
            // Where no PostgreSQL starts, servers start slower.
            return ExitStatus.FAILED;
        }
        return ExitStatus.DONE;
    }

    private static Server start(Path home) {
        return Server.start(
                Server.Role.SERVER,
                SettingsReader.read(Map.of("listen", "127.0.0.1:0"), Map.of(), home),
                new Server.Surroundings(Map.of(), false, () -> false));
    }
}
