package dev.headrace.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The system's own PostgreSQL, which unlike the embedded one can do TLS. It listens on every
/// address of the machine, has the database `shop` and in it, all with the password [#PASSWORD],
/// `scram`, `md5` and `plain`, named after how they sign in, and `cert`, who shows a certificate
/// for that name.
public final class TlsPostgres implements AutoCloseable {
    public static final String DATABASE = "shop";
    public static final String PASSWORD = "hr-s3cr3t-tls-4711";

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final long PROGRAM_SECONDS_MAX = 60;

    /// Enough to see why a start failed.
    private static final int LOG_SHOWN = 2_000;

    private final Path home;
    private final Path programs;
    private final @Nullable String account;
    private final int port;

    /// How the server is set up.
    ///
    /// @param certificate null for a server without TLS
    /// @param presented what it shows, its own first
    /// @param tlsOnly whether it lets nobody in without TLS
    /// @param clientAuthority whose certificates clients may show, null where it asks for none
    /// @param everybodyShows whether each client must show one, which takes TLS
    /// @param settings further lines of `postgresql.conf`
    public record Setup(
            @Nullable TestCertificate certificate,
            List<X509Certificate> presented,
            boolean tlsOnly,
            @Nullable X509Certificate clientAuthority,
            boolean everybodyShows,
            List<String> settings) {

        public static Setup without() {
            return new Setup(null, List.of(), false, null, false, List.of());
        }

        /// Shows the certificate and what is behind it but for the root, as servers should.
        public static Setup with(TestCertificate certificate) {
            List<X509Certificate> chain = certificate.chain();
            List<X509Certificate> shown =
                    chain.size() == 1 ? chain : chain.subList(0, chain.size() - 1);
            return new Setup(certificate, shown, false, null, false, List.of());
        }

        public Setup presenting(List<X509Certificate> chain) {
            return new Setup(
                    certificate, chain, tlsOnly, clientAuthority, everybodyShows, settings);
        }

        public Setup onlyTls() {
            return new Setup(
                    certificate, presented, true, clientAuthority, everybodyShows, settings);
        }

        public Setup clientsOf(TestCertificate authority, boolean everybody) {
            return new Setup(
                    certificate, presented, tlsOnly, authority.certificate(), everybody, settings);
        }

        public Setup setting(String line) {
            List<String> more = Stream.concat(settings.stream(), Stream.of(line)).toList();
            return new Setup(
                    certificate, presented, tlsOnly, clientAuthority, everybodyShows, more);
        }
    }

    private TlsPostgres(Path home, Path programs, int port) {
        this.home = home;
        this.programs = programs;
        this.port = port;
        this.account = account(home);
    }

    /// Whether the system has PostgreSQL.
    public static boolean available() {
        return programs().isPresent();
    }

    private static Optional<Path> programs() {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> versions = Files.newDirectoryStream(INSTALLED)) {
            return StreamSupport.stream(versions.spliterator(), false)
                    .map(version -> version.resolve("bin"))
                    .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// PostgreSQL refuses to run as root.
    private static @Nullable String account(Path home) {
        if (!System.getProperty("user.name").equals("root")) {
            return null;
        }
        UserPrincipalLookupService accounts = home.getFileSystem().getUserPrincipalLookupService();
        try {
            accounts.lookupPrincipalByName("postgres");
            return "postgres";
        } catch (UserPrincipalNotFoundException e) {
            return "nobody";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Makes and starts one. The caller closes it.
    public static TlsPostgres start(Setup setup) {
        Path programs =
                programs().orElseThrow(() -> new AssertionError("The system has no PostgreSQL"));
        Path home = TestDirectories.create();
        try {
            TlsPostgres server = new TlsPostgres(home, programs, freePort());
            server.create(setup);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    public int port() {
        return port;
    }

    private void create(Setup setup) throws IOException {
        Files.createDirectory(home.resolve("data"));
        own(home.resolve("data"));
        own(home);
        run("initdb", "-D", data(), "-U", "admin", "-A", "trust", "-N", "-E", "UTF8", "--locale=C");
        write(setup);
        run("pg_ctl", "-D", data(), "-l", home.resolve("log").toString(), "-w", "start");
        sql("CREATE DATABASE " + DATABASE);
        for (String role : List.of("scram", "md5", "plain", "cert")) {
            String kind = role.equals("md5") ? "md5" : "scram-sha-256";
            sql(
                    "SET password_encryption = '%s'; CREATE ROLE %s LOGIN PASSWORD '%s';"
                                    .formatted(kind, role, PASSWORD)
                            + " GRANT CREATE, TEMPORARY ON DATABASE %s TO %s"
                                    .formatted(DATABASE, role));
        }
    }

    /// Ends the server's connections and starts it anew with another setup.
    public void restart(Setup setup) {
        try {
            write(setup);
            run(
                    "pg_ctl",
                    "-D",
                    data(),
                    "-l",
                    home.resolve("log").toString(),
                    "-w",
                    "-m",
                    "fast",
                    "restart");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Runs a statement as the superuser, and gives back what it printed.
    public String sql(String statement) {
        try {
            return run(
                    "psql",
                    "-X",
                    "-A",
                    "-t",
                    "-q",
                    "-h",
                    home.toString(),
                    "-p",
                    "" + port,
                    "-U",
                    "admin",
                    "-d",
                    "postgres",
                    "-c",
                    statement);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Setup setup) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add("listen_addresses = '*'");
        lines.add("port = " + port);
        lines.add("unix_socket_directories = '%s'".formatted(home));
        lines.add("fsync = off");
        lines.add("shared_buffers = 16MB");
        lines.addAll(setup.settings());
        TestCertificate certificate = setup.certificate();
        if (certificate != null) {
            secret("server.crt", TestCertificate.pem(setup.presented()));
            secret("server.key", certificate.keyPem());
            lines.add("ssl = on");
            lines.add("ssl_cert_file = 'server.crt'");
            lines.add("ssl_key_file = 'server.key'");
        }
        if (setup.clientAuthority() != null) {
            secret("clients.crt", TestCertificate.pem(List.of(setup.clientAuthority())));
            lines.add("ssl_ca_file = 'clients.crt'");
        }
        secret("postgresql.conf", String.join("\n", lines) + "\n");
        String type = setup.tlsOnly() || setup.everybodyShows() ? "hostssl" : "host";
        String shows = setup.everybodyShows() ? " clientcert=verify-ca" : "";
        List<String> rules = new ArrayList<>(List.of("local all admin trust"));
        if (setup.clientAuthority() != null) {
            rules.add("hostssl all cert all cert");
        }
        rules.add(type + " all scram all scram-sha-256" + shows);
        rules.add(type + " all md5 all md5" + shows);
        rules.add(type + " all plain all password" + shows);
        secret("pg_hba.conf", String.join("\n", rules) + "\n");
    }

    private String data() {
        return home.resolve("data").toString();
    }

    private void secret(String name, String text) throws IOException {
        Path file = home.resolve("data").resolve(name);
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        own(file);
    }

    private void own(Path path) throws IOException {
        if (account != null) {
            UserPrincipal owner =
                    path.getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByName(account);
            Files.setOwner(path, owner);
        }
    }

    private String run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if (account != null) {
            Object user =
                    Files.getAttribute(home.resolve("data"), "unix:uid", LinkOption.NOFOLLOW_LINKS);
            command.addAll(
                    List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
        }
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("headrace-program-", ".log");
        try {
            Process process =
                    new ProcessBuilder(command)
                            .directory(Path.of("/").toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(output.toFile())
                            .start();
            process.getOutputStream().close();
            if (!process.waitFor(PROGRAM_SECONDS_MAX, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(program + " does not end");
            }
            String printed = Files.readString(output);
            if (process.exitValue() != 0) {
                throw new AssertionError(program + ": " + printed + log());
            }
            return printed.strip();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private String log() throws IOException {
        Path log = home.resolve("log");
        String all = Files.exists(log) ? Files.readString(log) : "";
        return all.substring(Math.max(0, all.length() - LOG_SHOWN));
    }

    /// Stops the server and removes its files.
    @Override
    public void close() {
        try {
            run("pg_ctl", "-D", data(), "-m", "immediate", "stop");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            TestDirectories.remove(home);
        }
    }
}
