package dev.headrace.embedded;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A waiting shell that shuts the server down when our process dies without doing so, by whatever
/// signal. It reads from a pipe whose other end we hold: the kernel closes that when we die. In a
/// session of its own, so that a terminal's Ctrl-C, or a kill of our process group, does not reach
/// it.
final class OwnerWatch {
    /// Woken by a word it lets go; woken by the end of the pipe it acts, if that process is still
    /// the server.
    private static final String SCRIPT =
            """
            read -r word && exit 0
            case "$(tr '\\0' ' ' < "/proc/$1/cmdline" 2>/dev/null)" in
              *postgres*"cluster_name=$2"*) kill -INT "$1" ;;
            esac
            """;

    private final Process shell;

    private OwnerWatch(Process shell) {
        this.shell = shell;
    }

    static OwnerWatch over(long postmaster, Cluster cluster) throws IOException {
        List<String> command = new ArrayList<>();
        Command.find("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(
                List.of(
                        "/bin/sh",
                        "-c",
                        SCRIPT,
                        "headrace-watch",
                        Long.toString(postmaster),
                        cluster.processMark()));
        Process shell =
                Command.prepare(command, Path.of("/"))
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        return new OwnerWatch(shell);
    }

    /// The server is stopped by its owner: no more watching.
    void dismiss() {
        try (OutputStream pipe = shell.getOutputStream()) {
            pipe.write('\n');
        } catch (IOException e) {
            return; // It is gone already, which is what we want.
        }
    }
}
