package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One run of the server, from the start of its process until that is gone.
final class ServerProcess {
    private static final long LOG_BYTES_MAX = 16L * 1024 * 1024;
    private static final int LOG_TAIL_BYTES = 8 * 1024;
    private static final Duration QUICK = Duration.ofSeconds(5);

    private final Cluster cluster;
    private final ServerProcesses processes;
    private final Process process;
    private final Optional<OwnerWatch> watch;
    private final int port;

    private ServerProcess(Cluster cluster, Process process, Optional<OwnerWatch> watch, int port) {
        this.cluster = cluster;
        this.processes = new ServerProcesses(cluster);
        this.process = process;
        this.watch = watch;
        this.port = port;
    }

    /// Starts and waits until sessions are accepted. On failure nothing is left running.
    static ServerProcess start(
            Cluster cluster,
            Programs programs,
            RunAs runAs,
            int port,
            EmbeddedPostgresOptions options)
            throws IOException {
        removeMisleadingPidFile(cluster);
        long logged = prepareLog(cluster.log());
        Process process =
                Command.prepare(
                                commandLine(cluster, programs, runAs, port, options),
                                programs.directory())
                        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(cluster.log().toFile()))
                        .start();
        Optional<OwnerWatch> watch =
                options.endsWithOwner()
                        ? Optional.of(OwnerWatch.over(process.pid(), cluster))
                        : Optional.empty();
        ServerProcess server = new ServerProcess(cluster, process, watch, port);
        boolean ready = false;
        try {
            server.awaitReady(programs, logged, options.startTimeout());
            ready = true;
            return server;
        } finally {
            if (!ready) {
                Uninterrupted.run(server::kill);
            }
        }
    }

    private static List<String> commandLine(
            Cluster cluster,
            Programs programs,
            RunAs runAs,
            int port,
            EmbeddedPostgresOptions options) {
        List<String> command = new ArrayList<>();
        // A session of its own: a terminal's Ctrl-C is for us, who then stop the server in order.
        Command.find("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(runAs.prefix());
        command.add(programs.program("postgres").toString());
        command.addAll(Settings.arguments(cluster, programs, port, options.settings()));
        return command;
    }

    /// Left by a server that was killed. PostgreSQL sees through it unless its process id has gone
    /// to another program since. (The caller made sure that no process of this directory lives.)
    private static void removeMisleadingPidFile(Cluster cluster) throws IOException {
        String[] lines = cluster.pidFileLines();
        if (lines.length == 0) {
            return;
        }
        String first = lines[0].strip();
        if (!first.matches("\\d{1,18}")
                || new ServerProcesses(cluster).isStranger(Long.parseLong(first))) {
            Files.deleteIfExists(cluster.pidFile());
        }
    }

    /// Ours alone, and bounded: the one before is kept.
    private static long prepareLog(Path log) throws IOException {
        if (Files.exists(log) && Files.size(log) > LOG_BYTES_MAX) {
            Path older = log.resolveSibling(log.getFileName() + ".1");
            Files.move(log, older, StandardCopyOption.REPLACE_EXISTING);
        }
        if (!Files.exists(log)) {
            Files.createFile(log, PosixFilePermissions.asFileAttribute(Directories.PRIVATE_FILE));
        }
        return Files.size(log);
    }

    private void awaitReady(Programs programs, long logged, Duration timeout) throws IOException {
        Deadline deadline = Deadline.in(timeout);
        while (!Readiness.of(cluster, programs, process.pid(), port)) {
            if (!process.isAlive()) {
                throw StartFailure.of("PostgreSQL did not start", logSince(logged), port);
            }
            if (deadline.passed()) {
                throw new EmbeddedPostgresFailure(
                        Reason.START_TIMEOUT,
                        "PostgreSQL was not ready after %d s; its log ends: %s"
                                .formatted(
                                        timeout.toSeconds(),
                                        StartFailure.lastLines(logSince(logged))),
                        "See %s; if it says that it recovers, give it more time."
                                .formatted(cluster.log()));
            }
            Deadline.pause("waiting for PostgreSQL to start");
        }
    }

    private String logSince(long offset) throws IOException {
        try (FileChannel channel = FileChannel.open(cluster.log(), StandardOpenOption.READ)) {
            long from = Math.max(offset, channel.size() - LOG_TAIL_BYTES);
            ByteBuffer tail = ByteBuffer.allocate(Math.toIntExact(channel.size() - from));
            channel.read(tail, from);
            return UTF_8.decode(tail.flip()).toString();
        }
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    /// Sessions are ended and everything is written; a server that takes too long is ended harder,
    /// which loses nothing either: the next start recovers.
    void stop(Duration patience) throws IOException {
        processes.end(patience);
        watch.ifPresent(OwnerWatch::dismiss);
        awaitCollected();
    }

    /// All processes at once, as a power cut would.
    void kill() throws IOException {
        process.destroyForcibly();
        processes.kill();
        watch.ifPresent(OwnerWatch::dismiss);
        awaitCollected();
    }

    /// Until the runtime has taken note: a process that nobody waited for still stands on the
    /// process list.
    private void awaitCollected() {
        Deadline.in(QUICK).await(() -> !process.isAlive(), "ending the server");
    }
}
