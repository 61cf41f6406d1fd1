package dev.headrace.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whoever owns a server may die at any instant, and several may start at the same one: the next
/// start works, with all rows, and nothing is left.
class KilledOwnerIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir Path home;

    private static Path binaries() {
        return SharedBinaries.directory();
    }

    private EmbeddedPostgresOptions options() {
        return EmbeddedPostgresOptions.in(home)
                .withBinariesDirectory(binaries())
                .withSetting("fsync", "off");
    }

    private List<Long> processes() {
        return new ServerProcesses(Cluster.of(home, "18")).find();
    }

    @Test
    void endsTheOrphanAndKeepsItsRows() throws IOException, InterruptedException, SQLException {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options())) {
            Sql.execute(postgres, "CREATE TABLE t AS SELECT 42 AS a");
        }
        long orphan;
        try (OwnerProcess owner = OwnerProcess.start(home, binaries(), "outliving")) {
            orphan = Long.parseLong(owner.line().split(" ", -1)[2]);
            owner.kill();
        }
        assertThat(processes()).contains(orphan);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options())) {
            assertThat(processes()).doesNotContain(orphan);
            assertThat(Sql.value(postgres, "SELECT a FROM t")).isEqualTo("42");
        }
        assertThat(processes()).isEmpty();
    }

    @Test
    void shutsTheServerDownWithItsOwner() throws IOException, InterruptedException {
        try (OwnerProcess owner = OwnerProcess.start(home, binaries())) {
            assertThat(owner.line()).startsWith("ready");
            assertThat(processes()).isNotEmpty();
            owner.kill();
        }
        assertThat(Deadline.in(PATIENCE).await(() -> processes().isEmpty(), "waiting")).isTrue();
        assertThat(Files.readString(home.resolve("18/postgres.log")))
                .contains("database system is shut down");
    }

    @Test
    void letsOneOfTwoStartsWin() throws IOException, InterruptedException {
        Path fresh = home.resolve("binaries");
        try (OwnerProcess one = OwnerProcess.start(home, fresh);
                OwnerProcess other = OwnerProcess.start(home, fresh)) {
            List<String> said = new ArrayList<>(List.of(one.line(), other.line()));
            said.sort(null);
            assertThat(said.getFirst()).startsWith("failed ALREADY_RUNNING");
            assertThat(said.getLast()).startsWith("ready");
            one.end();
            other.end();
        }
        assertThat(processes()).isEmpty();
    }

    @Test
    void unpacksOnceForSeveralStarts() throws IOException, InterruptedException {
        Path fresh = home.resolve("binaries");
        try (OwnerProcess one = OwnerProcess.start(home.resolve("one"), fresh);
                OwnerProcess other = OwnerProcess.start(home.resolve("other"), fresh)) {
            assertThat(one.line()).startsWith("ready");
            assertThat(other.line()).startsWith("ready");
            one.end();
            other.end();
        }
        try (var unpacked = Files.list(fresh)) {
            assertThat(unpacked.filter(Files::isDirectory)).hasSize(1);
        }
    }

    @Test
    void leavesNothingBehindWhenTheStartIsInterrupted() throws InterruptedException {
        EmbeddedPostgres.start(options()).close();
        AtomicReference<Object> outcome = new AtomicReference<>("none");
        Thread starter = Thread.ofPlatform().start(() -> outcome.set(startOrFailure()));
        assertThat(Deadline.in(PATIENCE).await(() -> !processes().isEmpty(), "waiting")).isTrue();
        starter.interrupt();
        starter.join();
        assertThat(outcome.get())
                .isInstanceOfAny(EmbeddedPostgres.class, EmbeddedPostgresFailure.class);
        if (outcome.get() instanceof EmbeddedPostgres justInTime) {
            justInTime.stop();
        }
        assertThat(processes()).isEmpty();
    }

    private Object startOrFailure() {
        try {
            return EmbeddedPostgres.start(options());
        } catch (EmbeddedPostgresFailure e) {
            return e;
        }
    }

    @Test
    void startsAfterAKillAtAnyStepOfTheFirstStart()
            throws IOException, InterruptedException, SQLException {
        Path fresh = home.resolve("binaries");
        long firstStartMillis = 2_500;
        int kills = 5;
        for (int i = 1; i <= kills; i++) {
            try (OwnerProcess owner = OwnerProcess.start(home, fresh, "outliving")) {
                ProcessHandle.of(owner.pid())
                        .orElseThrow()
                        .onExit()
                        .completeOnTimeout(
                                null, firstStartMillis * i / kills, TimeUnit.MILLISECONDS)
                        .join();
                owner.kill();
            }
        }
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.start(
                        EmbeddedPostgresOptions.in(home).withBinariesDirectory(fresh))) {
            assertThat(Sql.value(postgres, "SELECT 1")).isEqualTo("1");
        }
        assertThat(processes()).isEmpty();
        try (var left = Files.list(home.resolve("18"))) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder("data", "password", "postgres.log");
        }
    }
}
