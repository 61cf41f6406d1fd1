package dev.headrace.bench;

import dev.headrace.connectivity.Approvals;
import dev.headrace.connectivity.ApprovedCertificate;
import dev.headrace.connectivity.ApprovedFingerprint;
import dev.headrace.connectivity.AuthenticationMethod;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.connectivity.DatabaseConnection;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.connectivity.Deployment;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.HostLookup;
import dev.headrace.connectivity.Networking;
import dev.headrace.connectivity.RouteListener;
import dev.headrace.connectivity.SshKeyType;
import dev.headrace.connectivity.SshKeys;
import dev.headrace.connectivity.SshServer;
import dev.headrace.connectivity.Surroundings;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.postgres.PostgresDestination;
import dev.headrace.destination.postgres.PostgresOptions;
import dev.headrace.model.SyncId;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.secret.Secret;
import dev.headrace.source.file.FileSource;
import dev.headrace.source.file.FileSourceOptions;
import dev.headrace.sync.Sync;
import dev.headrace.sync.SyncRequest;
import dev.headrace.sync.SyncResult;
import dev.headrace.sync.SyncStatus;
import dev.headrace.sync.TableOrder;
import dev.headrace.testkit.TestCertificate;
import dev.headrace.testkit.TestSshServer;
import dev.headrace.testkit.TlsPostgres;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// The same load through our SSH tunnel and through OpenSSH's own `ssh -L`, and with TLS inside our
/// tunnel and without. Both in this process, one after the other, taking turns at going first; what
/// counts is the median of the pairs' ratios.
final class TunnelBench {
    private static final double TUNNEL_RATIO_MAX = 1.1;
    private static final double TLS_RATIO_MAX = 1.25;

    /// Longer, and it does not come up at all.
    private static final Duration TUNNEL_PATIENCE = Duration.ofSeconds(10);

    private static final KeyPair KEY = SshKeys.generate(SshKeyType.ED25519);

    private final long rows;
    private final int pairs;
    private final PrintStream out;
    private boolean met = true;

    TunnelBench(long rows, int pairs, PrintStream out) {
        this.rows = rows;
        this.pairs = pairs;
        this.out = out;
    }

    /// One way to load, and the table that it loads.
    private record Way(String name, DatabaseConnection connection, TableName table) {}

    /// Measures and prints; true when both targets are met and the tables have the same rows.
    boolean run() {
        TestCertificate certificate = TestCertificate.of("db").names("db.test").make();
        TlsPostgres.Setup setup =
                TlsPostgres.Setup.with(certificate)
                        .setting("max_wal_size = '8GB'")
                        .setting("shared_buffers = '512MB'");
        try (TlsPostgres postgres = TlsPostgres.start(setup);
                TestSshServer server = TestSshServer.start()) {
            server.authorize(SshKeys.publicKey(KEY.getPublic()).line());
            Path directory = Files.createTempDirectory("headrace-bench-");
            try {
                Path file = directory.resolve("narrow.csv");
                try (OutputStream csv = new BufferedOutputStream(Files.newOutputStream(file))) {
                    new NarrowRows(false).writeTo(csv, rows, Long.MAX_VALUE);
                }
                out.printf("machine   %d cores%n", Runtime.getRuntime().availableProcessors());
                out.printf("input     %d rows, %d MB%n", rows, Files.size(file) / 1_000_000);
                measure(postgres, server, directory, file);
            } finally {
                LoadBench.removeAll(directory);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot measure", e);
        }
        return met;
    }

    private void measure(TlsPostgres postgres, TestSshServer server, Path directory, Path file)
            throws IOException {
        Networking tunnel =
                new Networking.SshTunnel(
                        new SshServer(server.host(), server.port(), server.user()));
        Way ours = way("our tunnel", postgres.port(), TlsMode.DISABLE, tunnel, "ours");
        Way inTls = way("our tunnel, TLS", postgres.port(), TlsMode.REQUIRE, tunnel, "in_tls");
        int port = freePort();
        Way theirs = way("ssh -L", port, TlsMode.DISABLE, new Networking.Direct(), "theirs");
        Way direct =
                way("direct", postgres.port(), TlsMode.DISABLE, new Networking.Direct(), "direct");
        Surroundings surroundings = surroundings(server);
        Process forward = forward(server, directory, port, postgres.port());
        try {
            // The first loads warm the JVM up and are not counted.
            for (Way each : List.of(direct, theirs, ours, inTls)) {
                Duration took = load(each, file, surroundings);
                out.printf("warm-up   %s %.2f s%n", each.name(), seconds(took));
            }
            compare("tunnel beside ssh -L", ours, theirs, file, surroundings, TUNNEL_RATIO_MAX);
            compare("TLS inside the tunnel", inTls, ours, file, surroundings, TLS_RATIO_MAX);
            compareRows(postgres, ours.table(), theirs.table());
            compareRows(postgres, inTls.table(), direct.table());
        } finally {
            forward.destroy();
        }
    }

    private void compare(
            String what, Way judged, Way rival, Path file, Surroundings around, double max) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 1; i <= pairs; i++) {
            // Whoever goes first has the cleaner machine, so they take turns.
            boolean first = i % 2 == 1;
            Duration early = load(first ? judged : rival, file, around);
            Duration late = load(first ? rival : judged, file, around);
            double mine = seconds(first ? early : late);
            double other = seconds(first ? late : early);
            ratios.add(mine / other);
            out.printf(
                    "pair %d    %s %.2f s, %s %.2f s, ratio %.3f%n",
                    i, judged.name(), mine, rival.name(), other, mine / other);
        }
        ratios.sort(Comparator.naturalOrder());
        double median = ratios.get(ratios.size() / 2);
        met &= median <= max;
        out.printf(
                "%s: median ratio %.3f (%.3f to %.3f), target <= %.2f %s%n",
                what,
                median,
                ratios.getFirst(),
                ratios.getLast(),
                max,
                median <= max ? "met" : "MISSED");
    }

    private void compareRows(TlsPostgres postgres, TableName one, TableName other) {
        String names = NarrowRows.HEADER.strip();
        String sql =
                """
                SELECT (SELECT count(*) FROM (SELECT %1$s FROM %2$s EXCEPT SELECT %1$s FROM %3$s) a)
                    + (SELECT count(*) FROM (SELECT %1$s FROM %3$s EXCEPT SELECT %1$s FROM %2$s) b)
                """
                        .formatted(names, one, other);
        String url =
                "jdbc:postgresql://127.0.0.1:%d/%s"
                        .formatted(postgres.port(), TlsPostgres.DATABASE);
        try (Connection connection =
                        DriverManager.getConnection(url, "scram", TlsPostgres.PASSWORD);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            long differing = result.getLong(1);
            met &= differing == 0;
            out.printf("rows that differ, %s and %s: %d%n", one, other, differing);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot compare", e);
        }
    }

    /// A first load, into a table that is rebuilt; fails unless every row arrived.
    private Duration load(Way way, Path file, Surroundings surroundings) {
        long start = System.nanoTime();
        try (DatabaseRoute route = DatabaseRoute.of(way.connection(), surroundings);
                FileSource source =
                        new FileSource(
                                FileSourceOptions.of(List.of(file.toString()), file.getRoot()));
                PostgresDestination destination =
                        new PostgresDestination(
                                route,
                                PostgresOptions.standard("bench"),
                                SyncId.random(),
                                InstantSource.system())) {
            SyncRequest request =
                    SyncRequest.of(TableOrder.of(source.tables().getFirst(), request(way)));
            SyncResult result =
                    new Sync(source, destination, request, _ -> {}, InstantSource.system()).run();
            long committed = result.tables().getFirst().counters().committed();
            if (result.status() != SyncStatus.SUCCEEDED || committed != rows) {
                throw new IllegalStateException(way.name() + ": " + result);
            }
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static LoadRequest request(Way way) {
        return new LoadRequest(
                way.table(),
                SyncMode.SOFT_DELETE,
                List.of("_file", "_line"),
                false,
                false,
                true,
                false,
                List.of(),
                false,
                false);
    }

    private static Way way(
            String name, int port, TlsMode tls, Networking networking, String table) {
        DatabaseAddress address =
                new DatabaseAddress(
                        "127.0.0.1",
                        port,
                        TlsPostgres.DATABASE,
                        "scram",
                        Secret.of(TlsPostgres.PASSWORD),
                        tls,
                        null);
        DatabaseConnection connection =
                new DatabaseConnection(
                        address,
                        networking,
                        Deployment.HYBRID,
                        AuthenticationMethod.PASSWORD,
                        false,
                        null,
                        null);
        return new Way(name, connection, new TableName("bench", table));
    }

    private static Surroundings surroundings(TestSshServer server) {
        HostKey key = HostKey.parse(server.hostKey("ed25519"));
        List<ApprovedFingerprint> approved =
                List.of(new ApprovedFingerprint(key.hash(), key, "bench", Instant.EPOCH));
        Approvals approvals =
                new Approvals() {
                    @Override
                    public List<ApprovedCertificate> certificates() {
                        return List.of();
                    }

                    @Override
                    public List<ApprovedFingerprint> fingerprints() {
                        return approved;
                    }
                };
        return new Surroundings(
                approvals,
                () -> List.of(KEY),
                List.of(),
                HostLookup.system(),
                RouteListener.silent(),
                InstantSource.system());
    }

    /// `ssh -L` with the same key, pinned to the same host key, reading nobody's configuration.
    private static Process forward(TestSshServer server, Path directory, int from, int to)
            throws IOException {
        Path key = directory.resolve("key");
        Files.createFile(
                key,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(key, SshKeys.write(KEY, "bench"));
        Path known = directory.resolve("known_hosts");
        Files.writeString(
                known, "[127.0.0.1]:%d %s%n".formatted(server.port(), server.hostKey("ed25519")));
        Process process =
                new ProcessBuilder(
                                "ssh",
                                "-F",
                                "none",
                                "-N",
                                "-i",
                                key.toString(),
                                "-o",
                                "IdentitiesOnly=yes",
                                "-o",
                                "BatchMode=yes",
                                "-o",
                                "UserKnownHostsFile=" + known,
                                "-o",
                                "ExitOnForwardFailure=yes",
                                "-p",
                                String.valueOf(server.port()),
                                "-L",
                                "127.0.0.1:%d:127.0.0.1:%d".formatted(from, to),
                                server.user() + "@127.0.0.1")
                        .inheritIO()
                        .start();
        awaitListening(process, from);
        return process;
    }

    private static void awaitListening(Process process, int port) throws IOException {
        long end = System.nanoTime() + TUNNEL_PATIENCE.toNanos();
        while (!listens(port)) {
            boolean ended = ended(process);
            if (ended || System.nanoTime() > end) {
                process.destroy();
                throw new IOException("ssh -L does not come up");
            }
        }
    }

    private static boolean ended(Process process) throws IOException {
        try {
            return process.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    /// What the command line asks for: `--rows N`, `--pairs N`.
    static TunnelBench parse(List<String> arguments, PrintStream out) {
        Map<String, Long> values = new HashMap<>(Map.of("--rows", 3_000_000L, "--pairs", 5L));
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!values.containsKey(arguments.get(i)) || i + 1 == arguments.size()) {
                throw new IllegalArgumentException("unknown: " + arguments.get(i));
            }
            values.put(arguments.get(i), Long.valueOf(arguments.get(i + 1)));
        }
        return new TunnelBench(
                values.getOrDefault("--rows", 0L),
                Math.toIntExact(values.getOrDefault("--pairs", 0L)),
                out);
    }
}
