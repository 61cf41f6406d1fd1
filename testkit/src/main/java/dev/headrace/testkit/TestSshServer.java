package dev.headrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An OpenSSH server for one test: its own configuration, host keys, port and `authorized_keys` in
/// a temporary folder. Runs as whoever runs the test, and lets that account in alone.
public final class TestSshServer implements AutoCloseable {
    private static final Path PROGRAM = Path.of("/usr/sbin/sshd");

    /// OpenSSH as root wants it, and forgets it when the machine has no init.
    private static final Path PRIVILEGE_SEPARATION = Path.of("/run/sshd");

    private static final List<String> HOST_KEY_TYPES = List.of("ed25519", "rsa");

    private static @Nullable Path hostKeys;

    private final Path home;
    private final int port;
    private final Map<String, String> settings;
    private @Nullable Process process;
    private int generation;

    private TestSshServer(Path home, int port, Map<String, String> settings) {
        this.home = home;
        this.port = port;
        this.settings = settings;
    }

    /// A server with an Ed25519 host key that lets nobody in yet.
    public static TestSshServer start() {
        return start(Map.of());
    }

    /// The same with lines of `sshd_config` of its own, which come first and so win.
    ///
    /// @param settings keyword to arguments
    public static TestSshServer start(Map<String, String> settings) {
        TestSshServer server =
                new TestSshServer(TestDirectories.create(), freePort(), Map.copyOf(settings));
        boolean done = false;
        try {
            server.authorize();
            server.run();
            done = true;
            return server;
        } finally {
            if (!done) {
                server.close();
            }
        }
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return port;
    }

    /// The only account that may sign in.
    public String user() {
        return System.getProperty("user.name");
    }

    /// The public half of a host key: `ssh-ed25519 AAAA...`.
    ///
    /// @param type `ed25519` or `rsa`
    public String hostKey(String type) {
        return read(hostKeyFile(type).resolveSibling(type + ".pub")).strip();
    }

    /// Lets in who has the private half of one of these lines, and nobody else, from the next
    /// sign-in on.
    public void authorize(String... lines) {
        write(home.resolve("authorized_keys"), String.join("\n", lines) + "\n");
    }

    /// Kills what serves the connections that are open; the server itself goes on.
    ///
    /// @return how many processes it killed
    public long killSessions() {
        return running().descendants().filter(ProcessHandle::destroyForcibly).count();
    }

    /// How many connections it serves.
    public long sessions() {
        return running().children().count();
    }

    /// Kills it with all of its connections.
    public void kill() {
        Process running = running();
        List<ProcessHandle> children = running.descendants().toList();
        running.destroyForcibly();
        children.forEach(ProcessHandle::destroyForcibly);
        await(running);
        process = null;
    }

    /// Starts it again, on the same port.
    public void restart() {
        if (process != null) {
            kill();
        }
        run();
    }

    /// Starts it again with other host keys.
    public void restartWithOtherHostKeys() {
        kill();
        generation++;
        run();
    }

    /// What it wrote to its log.
    public String log() {
        return read(home.resolve("log"));
    }

    @Override
    public void close() {
        if (process != null) {
            kill();
        }
        TestDirectories.remove(home);
    }

    private void run() {
        Map<String, String> config = new LinkedHashMap<>(settings);
        config.putIfAbsent("ListenAddress", "127.0.0.1:" + port);
        config.putIfAbsent("AuthorizedKeysFile", home.resolve("authorized_keys").toString());
        config.putIfAbsent("StrictModes", "no");
        config.putIfAbsent("UsePAM", "no");
        config.putIfAbsent("PasswordAuthentication", "no");
        config.putIfAbsent("KbdInteractiveAuthentication", "no");
        config.putIfAbsent("PermitRootLogin", "prohibit-password");
        config.putIfAbsent("PidFile", "none");
        config.putIfAbsent("LogLevel", "VERBOSE");
        config.putIfAbsent("MaxStartups", "100");
        StringBuilder text = new StringBuilder();
        config.forEach((key, value) -> text.append(key).append(' ').append(value).append('\n'));
        for (String type : HOST_KEY_TYPES) {
            text.append("HostKey ").append(hostKeyFile(type)).append('\n');
        }
        write(home.resolve("config"), text.toString());
        makePrivilegeSeparation();
        process =
                start(
                        PROGRAM.toString(),
                        "-D",
                        "-f",
                        home.resolve("config").toString(),
                        "-E",
                        home.resolve("log").toString());
        Await.until("the SSH server listens", this::listens);
    }

    private boolean listens() {
        Process running = running();
        if (!running.isAlive()) {
            throw new AssertionError("sshd ended: " + log());
        }
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Process running() {
        Process running = process;
        if (running == null) {
            throw new AssertionError("the SSH server does not run");
        }
        return running;
    }

    private static void makePrivilegeSeparation() {
        try {
            if ("root".equals(System.getProperty("user.name"))) {
                Files.createDirectories(PRIVILEGE_SEPARATION);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// RSA keys take long to make, so one server has them as the next.
    private static synchronized Path hostKeys(int generation) {
        if (hostKeys == null) {
            hostKeys = TestDirectories.create();
        }
        Path folder = hostKeys.resolve(String.valueOf(generation));
        if (!Files.exists(folder)) {
            try {
                Files.createDirectory(folder);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            for (String type : HOST_KEY_TYPES) {
                String file = folder.resolve(type).toString();
                await(start("ssh-keygen", "-q", "-t", type, "-N", "", "-f", file));
            }
        }
        return folder;
    }

    private Path hostKeyFile(String type) {
        return hostKeys(generation).resolve(type);
    }

    private static Process start(String... command) {
        try {
            return new ProcessBuilder(command)
                    .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Process ending) {
        try {
            if (!ending.waitFor(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("does not end: " + ending);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
