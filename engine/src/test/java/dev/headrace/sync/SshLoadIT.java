package dev.headrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.connectivity.SshFixture;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.postgres.PostgresDestination;
import dev.headrace.destination.postgres.PostgresOptions;
import dev.headrace.model.SyncId;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.secret.Secret;
import dev.headrace.source.file.FileSource;
import dev.headrace.source.file.FileSourceOptions;
import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestCertificate;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import dev.headrace.testkit.TestSshServer;
import dev.headrace.testkit.TlsPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/// A load through an SSH tunnel ends with the rows that it has without one, also when the tunnel is
/// killed in the middle of it.
class SshLoadIT {
    private static final TableName TABLE = new TableName("files", "rows");

    /// Small batches, so that a load has many that can be interrupted.
    private static final int BATCH_BYTES = 256 << 10;

    @TempDir private Path folder;

    @Test
    void loadsTheSameRowsAsWithoutATunnel() throws IOException {
        write(10_000);
        try (TestDatabase database = TestPostgres.database();
                TestSshServer server = serving();
                DatabaseRoute route = fixture(server).route(server, database)) {
            assertThat(load(route).status()).isEqualTo(SyncStatus.SUCCEEDED);
            assertRows(database, 10_000);
        }
    }

    /// The server changes its session keys many times over.
    @Test
    void loadsWhileKeysAreExchangedAgain() throws IOException {
        write(50_000);
        try (TestDatabase database = TestPostgres.database();
                TestSshServer server = serving(Map.of("RekeyLimit", "256K"));
                DatabaseRoute route = fixture(server).route(server, database)) {
            assertThat(load(route).status()).isEqualTo(SyncStatus.SUCCEEDED);
            assertRows(database, 50_000);
        }
    }

    @Test
    void endsRightWhenTheTunnelIsKilledInMidLoad() throws Exception {
        int rows = 400_000;
        write(rows);
        try (TestDatabase database = TestPostgres.database();
                TestSshServer server = serving();
                DatabaseRoute route = fixture(server).route(server, database)) {
            Loading loading = start(route);
            for (int kills = 0; kills < 3; kills++) {
                long before = loading.committed();
                Await.until(
                        "the load goes on",
                        () -> loading.result.isDone() || loading.committed() > before);
                server.killSessions();
            }
            SyncResult result = loading.result.get(2, TimeUnit.MINUTES);
            assertThat(result.status()).as(result.toString()).isEqualTo(SyncStatus.SUCCEEDED);
            assertThat(server.log().split("Accepted publickey", -1).length)
                    .as("sessions and 1")
                    .isGreaterThan(2);
            assertRows(database, rows);
        }
    }

    @Test
    void waitsForAnSshServerThatRestarts() throws Exception {
        int rows = 200_000;
        write(rows);
        try (TestDatabase database = TestPostgres.database();
                TestSshServer server = serving();
                DatabaseRoute route = fixture(server).route(server, database)) {
            Loading loading = start(route);
            Await.until("the load began", () -> loading.result.isDone() || loading.committed() > 0);
            server.restart();
            SyncResult result = loading.result.get(2, TimeUnit.MINUTES);
            assertThat(result.status()).as(result.toString()).isEqualTo(SyncStatus.SUCCEEDED);
            assertRows(database, rows);
        }
    }

    @Test
    @EnabledIf("tlsAvailable")
    void loadsWithTlsInsideTheTunnel() throws IOException {
        write(10_000);
        TestCertificate certificate = TestCertificate.of("db").names("db.test").make();
        try (TlsPostgres postgres =
                        TlsPostgres.start(TlsPostgres.Setup.with(certificate).onlyTls());
                TestSshServer server = serving();
                DatabaseRoute route =
                        fixture(server)
                                .route(
                                        server.host(),
                                        server.port(),
                                        server.user(),
                                        tlsAddress(postgres))) {
            SyncResult result = load(route);
            assertThat(result.status()).as(result.toString()).isEqualTo(SyncStatus.SUCCEEDED);
            assertThat(result.tables().getFirst().counters().committed()).isEqualTo(10_000);
        }
    }

    static boolean tlsAvailable() {
        return TlsPostgres.available();
    }

    private static DatabaseAddress tlsAddress(TlsPostgres postgres) {
        return new DatabaseAddress(
                "127.0.0.1",
                postgres.port(),
                TlsPostgres.DATABASE,
                "scram",
                Secret.of(TlsPostgres.PASSWORD),
                DatabaseAddress.TlsMode.REQUIRE,
                null);
    }

    private static TestSshServer serving() {
        return serving(Map.of());
    }

    private static TestSshServer serving(Map<String, String> settings) {
        TestSshServer server = TestSshServer.start(settings);
        server.authorize(SshFixture.line(SshFixture.ED25519));
        return server;
    }

    private static SshFixture fixture(TestSshServer server) {
        return new SshFixture().approving(server.hostKey("ed25519"));
    }

    private SyncResult load(DatabaseRoute route) {
        return start(route).result.join();
    }

    /// A load in a thread of its own.
    private final class Loading {
        private final CompletableFuture<Sync> sync = new CompletableFuture<>();
        private final CompletableFuture<SyncResult> result;

        Loading(DatabaseRoute route) {
            result = CompletableFuture.supplyAsync(() -> run(route));
        }

        private SyncResult run(DatabaseRoute route) {
            try (FileSource source =
                            new FileSource(
                                    FileSourceOptions.of(
                                            List.of(folder.resolve("rows.csv").toString()),
                                            folder));
                    PostgresDestination destination = destination(route)) {
                LoadRequest request =
                        LoadRequest.of(TABLE, SyncMode.SOFT_DELETE, List.of("_file", "_line"));
                SyncRequest order =
                        SyncRequest.of(TableOrder.of(source.tables().getFirst(), request));
                sync.complete(
                        new Sync(source, destination, order, _ -> {}, InstantSource.system()));
                return sync.join().run();
            }
        }

        long committed() {
            return sync.isDone()
                    ? sync.join().progress().map(now -> now.load().committed()).orElse(0L)
                    : 0;
        }
    }

    private Loading start(DatabaseRoute route) {
        return new Loading(route);
    }

    private static PostgresDestination destination(DatabaseRoute route) {
        PostgresOptions options =
                new PostgresOptions(
                        PostgresOptions.STATE_SCHEMA,
                        2,
                        Optional.of(BATCH_BYTES),
                        Optional.empty(),
                        Duration.ofSeconds(30),
                        "test");
        return new PostgresDestination(route, options, SyncId.random(), InstantSource.system());
    }

    private void write(int rows) throws IOException {
        try (PrintWriter out =
                new PrintWriter(Files.newBufferedWriter(folder.resolve("rows.csv")))) {
            out.println("id,name,amount");
            for (int i = 0; i < rows; i++) {
                out.printf("%d,name of the row %d,%d.25%n", i, i * 7L, i % 1_000);
            }
        }
    }

    private static void assertRows(TestDatabase database, int rows) {
        assertThat(
                        database.query(
                                """
                                SELECT count(*), count(DISTINCT id), min(id), max(id),
                                    bool_and(name = 'name of the row ' || id * 7),
                                    bool_and(amount = id % 1000 + 0.25),
                                    bool_or(_fivetran_deleted)
                                FROM files.rows
                                """))
                .containsExactly(
                        List.of(
                                String.valueOf(rows),
                                String.valueOf(rows),
                                "0",
                                String.valueOf(rows - 1),
                                "t",
                                "t",
                                "f"));
    }
}
