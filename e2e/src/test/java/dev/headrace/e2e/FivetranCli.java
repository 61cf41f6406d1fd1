package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The vendor's command line client, and which of its commands were run. Every answer that it
/// prints is held against the contract.
final class FivetranCli implements AutoCloseable {
    private final PythonClient client;
    private final Contract contract;
    private final Map<String, Command> commands = new TreeMap<>();
    private final Set<String> done = new TreeSet<>();

    private record Command(String method, String path, List<String> ids, boolean destructive) {}

    FivetranCli(HeadraceServer server) {
        String key = HeadraceServer.KEY + ":" + HeadraceServer.SECRET;
        client =
                PythonClient.start(
                        "fivetran_cli_driver.py",
                        Map.of(
                                "HEADRACE_BASE",
                                server.base(),
                                "FIVETRAN_API_KEY",
                                Base64.getEncoder().encodeToString(key.getBytes(UTF_8))));
        contract = Contract.of(server);
        for (JsonNode each : client.ask(List.of())) {
            List<String> ids = new ArrayList<>();
            each.path("ids").forEach(id -> ids.add(id.asString("")));
            commands.put(
                    each.path("words").asString(""),
                    new Command(
                            each.path("method").asString(""),
                            each.path("path").asString(""),
                            ids,
                            each.path("destructive").asBoolean(false)));
        }
    }

    /// All commands of the client, such as `group user add`.
    Set<String> commands() {
        return commands.keySet();
    }

    /// Those that were run.
    Set<String> done() {
        return done;
    }

    /// Runs a command that must succeed, and gives the `data` that it printed.
    ///
    /// @param words such as `group user remove`, then the ids in the order of the path, each with a
    ///   slash before it: `group get /amber_lantern`
    /// @param options as the client takes them
    JsonNode run(String words, String... options) {
        JsonNode result = ask(words, options);
        String said = "%s: %s".formatted(words, result);
        assertThat(result.path("exit").asInt(-1)).as(said).isZero();
        assertThat(result.path("stderr").asString("")).as(said).isEmpty();
        JsonNode printed = JsonMapper.shared().readTree(result.path("stdout").asString(""));
        List<String> parts = parts(words);
        Command command = command(parts.getFirst());
        String path = command.path();
        for (String id : parts.subList(1, parts.size())) {
            path = path.replaceFirst("\\{[a-z_]+}", id);
        }
        int status =
                contract.description()
                        .find(command.method(), path)
                        .map(ApiDescription.Operation::success)
                        .orElse(200);
        contract.check(command.method(), path, status, printed);
        return printed.path("data");
    }

    /// Runs a command that the server must refuse, and gives the reason that it printed.
    String refused(String words, String... options) {
        JsonNode result = ask(words, options);
        String said = "%s: %s".formatted(words, result);
        assertThat(result.path("exit").asInt(-1)).as(said).isEqualTo(1);
        assertThat(result.path("stdout").asString("")).as(said).isEmpty();
        String error = result.path("stderr").asString("");
        assertThat(error).as(said).contains("Reason: ").doesNotContain("failed: HTTPConnection");
        assertThat(error).as(said).contains("Request ID: ");
        return error.substring(error.indexOf("Reason: ") + 8, error.indexOf("Request ID: "))
                .strip();
    }

    private static List<String> parts(String words) {
        return List.of(words.split(" /", -1));
    }

    private Command command(String words) {
        Command command = commands.get(words);
        if (command == null) {
            throw new AssertionError("The client has no command " + words);
        }
        return command;
    }

    private JsonNode ask(String words, String... options) {
        List<String> parts = parts(words);
        Command command = command(parts.getFirst());
        List<String> arguments = new ArrayList<>(List.of("beta"));
        arguments.addAll(List.of(parts.getFirst().split(" ", -1)));
        for (int i = 0; i < command.ids().size(); i++) {
            arguments.add("--" + command.ids().get(i).replace('_', '-'));
            arguments.add(parts.get(i + 1));
        }
        arguments.addAll(List.of(options));
        arguments.addAll(List.of("--output", "json"));
        if (command.destructive()) {
            arguments.add("--yes");
        }
        done.add(parts.getFirst());
        return client.ask(arguments);
    }

    @Override
    public void close() {
        client.close();
    }
}
