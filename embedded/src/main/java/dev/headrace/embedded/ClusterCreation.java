package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Makes a cluster that is not there yet, and keeps its superuser's password. Killed at any step,
/// the next start goes on: the password is there before the data, and the data appears by a rename.
///
/// @param superuser name of the bootstrap superuser
/// @param durable whether it is waited for until all of it is on disk
record ClusterCreation(
        Cluster cluster, Programs programs, RunAs runAs, String superuser, boolean durable) {
    private static final Duration INITDB_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration RESET_TIMEOUT = Duration.ofMinutes(5);
    private static final int FIRST_WITH_SCRAM = 10;
    private static final int FIRST_WITH_BUILTIN_LOCALE = 17;

    /// Makes what is missing.
    Password ensure() throws IOException {
        Directories.make(cluster.directory());
        removeLeftovers();
        refuseOtherVersion();
        boolean passwordKnown =
                Files.exists(cluster.passwordFile()) && Files.size(cluster.passwordFile()) > 0;
        Password password = passwordKnown ? readPassword() : Password.random();
        if (cluster.exists()) {
            if (!passwordKnown) {
                resetTo(password);
                write(password);
            }
            return password;
        }
        write(password);
        initialise(password);
        return password;
    }

    private void removeLeftovers() throws IOException {
        try (DirectoryStream<Path> leftovers =
                Files.newDirectoryStream(cluster.directory(), "data.new-*")) {
            for (Path leftover : leftovers) {
                Directories.remove(leftover);
            }
        }
    }

    private void refuseOtherVersion() throws IOException {
        String found = cluster.madeBy().orElse(programs.major());
        if (!found.equals(programs.major())) {
            throw new EmbeddedPostgresFailure(
                    Reason.OTHER_VERSION,
                    "%s was made by PostgreSQL %s, this is %s."
                            .formatted(cluster.data(), found, programs.major()),
                    "Move it away, or start it with the version that made it.");
        }
    }

    private Password readPassword() throws IOException {
        return Password.of(Files.readString(cluster.passwordFile(), UTF_8).strip());
    }

    private void write(Password password) throws IOException {
        Path fresh = cluster.directory().resolve("password.new");
        Files.deleteIfExists(fresh);
        writePrivately(fresh, password);
        Files.move(fresh, cluster.passwordFile(), StandardCopyOption.ATOMIC_MOVE);
        Directories.sync(cluster.directory());
    }

    private static void writePrivately(Path file, Password password) throws IOException {
        try (FileChannel channel =
                FileChannel.open(
                        file,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(Directories.PRIVATE_FILE))) {
            channel.write(UTF_8.encode(new String(password.reveal())));
            channel.force(true);
        }
    }

    private void initialise(Password password) throws IOException {
        Path fresh = Files.createTempDirectory(cluster.directory(), "data.new-");
        Path passwordFile = cluster.directory().resolve("password.initdb");
        Files.deleteIfExists(passwordFile);
        try {
            writePrivately(passwordFile, password);
            if (runAs instanceof RunAs.Account account) {
                Directories.giveTo(fresh, account.user(), account.group());
                Directories.giveTo(passwordFile, account.user(), account.group());
            }
            run(
                    initdb(fresh, passwordFile),
                    "",
                    INITDB_TIMEOUT,
                    "Creating the database in " + cluster.data());
            Files.move(fresh, cluster.data(), StandardCopyOption.ATOMIC_MOVE);
            Directories.sync(cluster.directory());
        } finally {
            Files.deleteIfExists(passwordFile);
            Directories.remove(fresh);
        }
    }

    private List<String> initdb(Path data, Path passwordFile) {
        List<String> command = new ArrayList<>(runAs.prefix());
        command.addAll(
                List.of(
                        programs.program("initdb").toString(),
                        "--pgdata=" + data,
                        "--username=" + superuser,
                        "--pwfile=" + passwordFile,
                        "--auth=" + authentication(),
                        "--encoding=UTF8",
                        "--locale=C"));
        if (programs.generation() >= FIRST_WITH_BUILTIN_LOCALE) {
            command.addAll(List.of("--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        }
        if (!durable) {
            command.add("-N");
        }
        return command;
    }

    private String authentication() {
        return programs.generation() >= FIRST_WITH_SCRAM ? "scram-sha-256" : "md5";
    }

    /// The data is there and its password is not: the single-user server asks for none.
    private void resetTo(Password password) throws IOException {
        List<String> command = new ArrayList<>(runAs.prefix());
        command.addAll(
                List.of(
                        programs.program("postgres").toString(),
                        "--single",
                        "-D",
                        cluster.data().toString()));
        if (programs.generation() >= FIRST_WITH_SCRAM) {
            command.addAll(List.of("-c", "password_encryption=scram-sha-256"));
        }
        command.add("postgres");
        String role = superuser.replace("\"", "\"\"");
        String statement =
                "ALTER ROLE \"%s\" PASSWORD '%s'\n".formatted(role, new String(password.reveal()));
        run(command, statement, RESET_TIMEOUT, "Setting a new password in " + cluster.data());
    }

    private void run(List<String> command, String input, Duration timeout, String doing)
            throws IOException {
        Command.Result result = Command.run(command, programs.directory(), input, timeout);
        if (!result.succeeded()) {
            throw StartFailure.of(doing + " failed", result.output(), 0);
        }
    }
}
