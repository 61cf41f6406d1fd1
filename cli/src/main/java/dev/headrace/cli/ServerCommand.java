package dev.headrace.cli;

import dev.headrace.app.Server;
import dev.headrace.app.Settings;
import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.control.FirstAdministrator;
import dev.headrace.failure.Failure;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/// `headrace server` and `headrace worker`: run until a signal ends them.
final class ServerCommand {
    static final CommandDefinition SERVER =
            new CommandDefinition(
                    "headrace server",
                    "Runs Headrace as a service: its REST API, and a worker that does what is to be"
                            + " done. It keeps its metadata in a PostgreSQL of its own, or in the"
                            + " one that --database-url names.",
                    null,
                    List.of(ServerSettings.GROUP),
                    List.of(
                            new Example("Try it on this machine", "headrace server"),
                            new Example(
                                    "For others, by TLS",
                                    "headrace server --listen 0.0.0.0:8443 --tls-cert cert.pem"
                                            + " --tls-key key.pem"),
                            new Example(
                                    "What it would go by, and where that is said",
                                    "headrace config")),
                    List.of(),
                    false,
                    call -> new ServerCommand(call, Server.Role.SERVER).run());

    static final CommandDefinition WORKER =
            new CommandDefinition(
                    "headrace worker",
                    "Runs a worker alone, beside the servers of the same metadata database. It"
                            + " listens nowhere, unless --listen says where its health and metrics"
                            + " are to be read.",
                    null,
                    List.of(ServerSettings.GROUP),
                    List.of(
                            new Example(
                                    "More hands for a server",
                                    "headrace worker --database-url postgresql://headrace@db/meta"
                                            + " --master-key-file master.key")),
                    List.of(),
                    false,
                    call -> new ServerCommand(call, Server.Role.WORKER).run());

    /// What a scheduler of containers commonly waits before it kills.
    private static final Duration GRACE = Duration.ofSeconds(29);

    private final Invocation call;
    private final Server.Role role;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean stopped = new AtomicBoolean();

    private ServerCommand(Invocation call, Server.Role role) {
        this.call = call;
        this.role = role;
    }

    private ExitStatus run() {
        Settings settings = ServerSettings.of(call);
        call.interruption().endWithin(GRACE, this::stop, () -> Report.failed("interrupted", null));
        Server.Surroundings around =
                new Server.Surroundings(
                        call.environment().variables(),
                        Screen.of(Screen.ERR, call.environment().variables()).isTerminal(),
                        stopped::get);
        try (Server server = Server.start(role, settings, around)) {
            tell(server);
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Failure e) {
            // Whoever ends a start that still waits for its database has asked for no more.
            if (!stopped.get()) {
                throw e;
            }
        }
        return ExitStatus.DONE;
    }

    /// What was made up is shown this once, and stands nowhere else in clear.
    private void tell(Server server) {
        if (server.url().isEmpty()) {
            return;
        }
        Json.Members document = Json.object().put("url", server.url());
        Text text = Text.of("Headrace listens at " + server.url());
        server.firstAdministrator()
                .ifPresent(made -> {
                    text.newLine().add("The first administrator, shown this once:");
                    Json.Members first = Json.object();
                    shown(made)
                            .forEach((name, value) -> {
                                text.newLine()
                                        .add("  %-10s %s".formatted(name.replace('_', ' '), value));
                                first.put(name, value);
                            });
                    document.put("first_administrator", first);
                });
        call.output().result(text);
        call.output().document(document);
    }

    private static Map<String, String> shown(FirstAdministrator.Made made) {
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("email", made.email());
        made.password().ifPresent(password -> shown.put("password", password.reveal()));
        shown.put("api_key", made.key());
        made.secret().ifPresent(secret -> shown.put("api_secret", secret.reveal()));
        return shown;
    }

    private void stop() {
        stopped.set(true);
        ended.countDown();
    }
}
