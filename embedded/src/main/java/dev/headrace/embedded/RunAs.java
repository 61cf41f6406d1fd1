package dev.headrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// As whom the server runs. PostgreSQL refuses to run as root, so root has to become somebody else.
/// Every way is a chain of programs that replace each other, so that the process id stays that of
/// the server.
sealed interface RunAs {
    Duration PROBE_TIMEOUT = Duration.ofSeconds(10);

    /// What to put before the server's command line.
    List<String> prefix();

    /// An ordinary user, who stays that.
    record Self() implements RunAs {
        @Override
        public List<String> prefix() {
            return List.of();
        }
    }

    /// Root outside, nobody inside: in a user namespace without a mapping every id reads as the
    /// overflow id, and files that root owns belong to the server.
    record Namespace(Path unshare) implements RunAs {
        @Override
        public List<String> prefix() {
            return List.of(unshare.toString(), "--user");
        }
    }

    /// Another account of the system.
    record Account(Path setpriv, int user, int group) implements RunAs {
        @Override
        public List<String> prefix() {
            return List.of(
                    setpriv.toString(), "--reuid=" + user, "--regid=" + group, "--clear-groups");
        }

        /// Whether the account can enter the directory, its parents included.
        boolean reaches(Path directory) throws IOException {
            List<String> command =
                    Stream.concat(
                                    prefix().stream(),
                                    Stream.of(
                                            "/bin/sh",
                                            "-c",
                                            "cd \"$1\"",
                                            "sh",
                                            directory.toString()))
                            .toList();
            return Command.run(command, Path.of("/"), "", PROBE_TIMEOUT).succeeded();
        }
    }

    /// The namespace, if this system lets us make one and write to `home` from within.
    static Optional<RunAs> namespace(Path home) throws IOException {
        Optional<Path> unshare = Command.find("unshare");
        if (unshare.isEmpty()) {
            return Optional.empty();
        }
        Namespace namespace = new Namespace(unshare.get());
        Path probe = Files.createTempFile(home, ".probe-", "");
        try {
            String script = "test \"$(id -u)\" != 0 && echo x > \"$1\"";
            List<String> command =
                    Stream.concat(
                                    namespace.prefix().stream(),
                                    Stream.of("/bin/sh", "-c", script, "sh", probe.toString()))
                            .toList();
            boolean works = Command.run(command, Path.of("/"), "", PROBE_TIMEOUT).succeeded();
            return works ? Optional.of(namespace) : Optional.empty();
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    /// The account with these ids, if this system can switch to it.
    static Optional<Account> account(int user, int group) {
        return Command.find("setpriv").map(setpriv -> new Account(setpriv, user, group));
    }

    /// The account that owns nothing, which every distribution has.
    static Optional<Account> nobody() throws IOException {
        return inAccountDatabase(fields -> fields[0].equals("nobody"));
    }

    /// The account that owns the directory, unless that is root.
    static Optional<Account> ownerOf(Path directory) throws IOException {
        String owner = Integer.toString(Directories.owner(directory));
        return owner.equals("0")
                ? Optional.empty()
                : inAccountDatabase(fields -> fields[2].equals(owner));
    }

    /// PostgreSQL refuses an account without an entry there.
    private static Optional<Account> inAccountDatabase(Predicate<String[]> wanted)
            throws IOException {
        Path accounts = Path.of("/etc/passwd");
        if (!Files.isReadable(accounts)) {
            return Optional.empty();
        }
        return Files.readAllLines(accounts).stream()
                .map(line -> line.split(":", -1))
                .filter(fields -> fields.length > 3)
                .filter(wanted)
                .findFirst()
                .flatMap(fields ->
                        account(Integer.parseInt(fields[2]), Integer.parseInt(fields[3])));
    }
}
