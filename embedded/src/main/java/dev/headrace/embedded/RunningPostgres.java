package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A server that another process of ours runs, as who may read its home finds it.
///
/// @param port on 127.0.0.1
/// @param superuser who may everything
public record RunningPostgres(int port, String superuser, Password password) {
    private static final int PID_LINE = 0;
    private static final int PORT_LINE = 3;

    /// The one of that home, empty where none runs.
    ///
    /// @throws IOException where its files cannot be read
    public static Optional<RunningPostgres> in(Path home) throws IOException {
        if (!Files.isDirectory(home)) {
            return Optional.empty();
        }
        List<Path> directories;
        try (Stream<Path> paths = Files.list(home)) {
            directories = paths.filter(Files::isDirectory).sorted().toList();
        }
        for (Path directory : directories) {
            Cluster cluster = new Cluster(directory);
            String[] lines = cluster.pidFileLines();
            if (lines.length > PORT_LINE && lives(lines[PID_LINE])) {
                String password = Files.readString(cluster.passwordFile(), UTF_8).strip();
                return Optional.of(
                        new RunningPostgres(
                                Integer.parseInt(lines[PORT_LINE].strip()),
                                EmbeddedPostgresOptions.SUPERUSER,
                                Password.of(password)));
            }
        }
        return Optional.empty();
    }

    private static boolean lives(String pid) {
        return ProcessHandle.of(Long.parseLong(pid.strip())).isPresent();
    }
}
