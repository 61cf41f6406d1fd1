package dev.headrace.cli;

import dev.headrace.failure.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Hidden: does what a start does, so that the JVM can note it in its cache of loaded and linked
/// classes (JEP 483). What is not passed here is loaded the slow way at every start.
final class TrainCommand {
    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace aot-train",
                    "Loads what a start needs.",
                    null,
                    List.of(),
                    List.of(),
                    List.of(),
                    true,
                    call -> new TrainCommand(call).run());

    private final Invocation call;

    private TrainCommand(Invocation call) {
        this.call = call;
    }

    private ExitStatus run() {
        for (CommandDefinition command : call.root().commands()) {
            HelpText.of(command, call.output().outWidth());
        }
        try {
            Path home = Files.createTempDirectory("headrace-train");
            try {
                trainLoading(home);
            } finally {
                remove(home);
            }
        } catch (IOException | UncheckedIOException | Failure e) {
            // Where no PostgreSQL starts, the cache holds what help needs, and loads start slower.
            return ExitStatus.FAILED;
        }
        return ExitStatus.DONE;
    }

    /// A first load, a later one, and a run with nothing new, of both kinds of file.
    private void trainLoading(Path home) throws IOException {
        Path csv = home.resolve("train.csv");
        Path lines = home.resolve("train.jsonl");
        Files.writeString(
                csv,
                """
                id,amount,ratio,day,at,moment,flag,note
                1,1.50,1e3,2026-01-31,2026-01-31 10:00:00,2026-01-31T10:00:00Z,true,"a ""b"" c"
                2,,,,,,,
                """);
        Files.writeString(
                lines, "{\"id\":1,\"a\":1.5,\"b\":\"x\",\"c\":true,\"d\":[1,{\"e\":null}]}\n");
        try (DemoDatabase database = DemoDatabase.start(home, 0)) {
            for (String output : List.of("--json", "--progress=plain")) {
                load(csv, database, output);
                load(lines, database, output);
                Files.writeString(
                        csv, "3,2.50,1,2026-02-01,,,false,x\n", StandardOpenOption.APPEND);
            }
        }
    }

    private void load(Path file, DemoDatabase database, String output) {
        Output nowhere =
                new Output(
                        OutputStream.nullOutputStream(),
                        OutputStream.nullOutputStream(),
                        Screen.ofFile(call.environment().variables()),
                        Screen.ofFile(call.environment().variables()),
                        call.output().options());
        new Headrace(call.environment(), nowhere)
                .run(
                        new String[] {
                            "load",
                            file.toString(),
                            "--to",
                            database.url(),
                            "--primary-key=id",
                            output
                        });
    }

    static void remove(Path directory) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
