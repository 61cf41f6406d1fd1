package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The processes of one data directory's server, found on the process list, whoever started them.
///
/// The process id in `postmaster.pid` alone proves nothing: it may belong to another program by
/// now. A process is the server's when it is PostgreSQL by its command line and that line carries
/// the directory's mark: the postmaster's as an argument, its children's in their title. (The
/// current directory would tell too, but in containers root may not read that of another account's
/// processes.)
final class ServerProcesses {
    private static final Duration QUICK = Duration.ofSeconds(5);

    private final Cluster cluster;

    ServerProcesses(Cluster cluster) {
        this.cluster = cluster;
    }

    /// All of them, in no order. (A child that was just forked looks like the postmaster.)
    List<Long> find() {
        try (Stream<ProcessHandle> all = ProcessHandle.allProcesses()) {
            return all.map(ProcessHandle::pid).filter(this::isOurs).toList();
        }
    }

    private boolean isOurs(long pid) {
        String commandLine = commandLine(pid);
        return isPostmaster(commandLine) || isChild(commandLine);
    }

    /// Ends a server whose owner died: in order, then at once, then by force.
    ///
    /// @return whether there was one
    boolean endOrphans(Duration patience) throws IOException {
        List<Long> orphans = find();
        if (!orphans.isEmpty()) {
            end(patience);
        }
        return !orphans.isEmpty();
    }

    /// Ends what there is; nothing is left afterwards.
    void end(Duration patience) throws IOException {
        if (signalPostmaster("INT") && gone(patience)) {
            return;
        }
        if (signalPostmaster("QUIT") && gone(QUICK)) {
            return;
        }
        kill();
    }

    /// Kills all of them, as a crash of the machine would.
    void kill() throws IOException {
        Deadline deadline = Deadline.in(QUICK);
        while (true) {
            List<Long> found = find();
            if (found.isEmpty()) {
                return;
            }
            signal("KILL", found);
            if (deadline.passed()) {
                throw new IOException("processes %s do not end".formatted(found));
            }
            Deadline.pause("ending the server");
        }
    }

    /// Whether the process is there and is not ours: such a process would make PostgreSQL believe
    /// that its directory is in use.
    boolean isStranger(long pid) {
        return ProcessHandle.of(pid).isPresent() && !find().contains(pid);
    }

    private boolean gone(Duration patience) {
        return Deadline.in(patience).await(() -> find().isEmpty(), "waiting for the server to end");
    }

    private boolean signalPostmaster(String signal) throws IOException {
        List<Long> postmaster =
                find().stream().filter(pid -> isPostmaster(commandLine(pid))).toList();
        if (!postmaster.isEmpty()) {
            signal(signal, postmaster);
        }
        return !postmaster.isEmpty();
    }

    private static void signal(String signal, List<Long> pids) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("/bin/sh", "-c", "kill -" + signal + " \"$@\"", "sh"));
        pids.forEach(pid -> command.add(pid.toString()));
        Command.run(
                command, Path.of("/"), "", QUICK); // One that has ended meanwhile is no failure.
    }

    private boolean isPostmaster(String commandLine) {
        int end = commandLine.indexOf('\0');
        return end > 0
                && commandLine.substring(0, end).endsWith("/postgres")
                && commandLine.contains("\0cluster_name=" + cluster.processMark() + "\0");
    }

    private boolean isChild(String commandLine) {
        return commandLine.startsWith("postgres: " + cluster.processMark() + ": ");
    }

    /// Arguments end in NUL; a process that has ended but is not yet collected has none.
    private static String commandLine(long pid) {
        try {
            return new String(
                    Files.readAllBytes(Path.of("/proc", Long.toString(pid), "cmdline")), UTF_8);
        } catch (IOException e) {
            return ""; // It ended between the listing and this look.
        }
    }
}
