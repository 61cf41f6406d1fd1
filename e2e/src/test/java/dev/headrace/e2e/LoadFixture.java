package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/// A folder and a database, and what loads from the one to the other are expected to say.
final class LoadFixture {
    private static final List<String> NEVER_SHOWN =
            List.of("Exception", "dev.headrace", "\tat ", "org.postgresql", "java.", "picocli");

    private final TestServer server;
    private final Path folder;
    private final String database;

    LoadFixture(TestServer server, Path folder, String database) {
        this.server = server;
        this.folder = folder;
        this.database = database;
    }

    static LoadFixture in(Path folder) {
        return new LoadFixture(SharedServer.get(), folder, SharedServer.newDatabase());
    }

    String database() {
        return database;
    }

    String url() {
        return server.url(database);
    }

    Path file(String name, String content) {
        return file(name, content.getBytes(UTF_8));
    }

    Path file(String name, byte[] content) {
        try {
            Path file = folder.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.write(file, content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    HeadraceCommand command(Path source, String... options) {
        return command(source.toString(), options);
    }

    HeadraceCommand command(String source, String... options) {
        List<String> all = new ArrayList<>(List.of("load", source, "--to", url(), "--json"));
        all.addAll(List.of(options));
        return HeadraceCommand.of(all);
    }

    HeadraceRun load(Path source, String... options) {
        return command(source, options).run();
    }

    /// A load that must go well.
    HeadraceRun loaded(Path source, String... options) {
        HeadraceRun run = load(source, options);
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.json().path("status").asString()).isEqualTo("succeeded");
        assertPlain(run);
        return run;
    }

    /// A load that must be refused and change nothing that people read.
    HeadraceRun refused(int exit, String code, Path source, String... options) {
        return refused(exit, code, command(source, options));
    }

    HeadraceRun refused(int exit, String code, HeadraceCommand command) {
        TableSnapshot before = snapshot();
        HeadraceRun run = command.run();
        assertFailure(run, exit, code);
        assertThat(before.differenceTo(snapshot())).as(run.toString()).isEmpty();
        assertNobodyLeft();
        return run;
    }

    static void assertFailure(HeadraceRun run, int exit, String code) {
        assertThat(run.exit()).as(run.toString()).isEqualTo(exit);
        JsonNode failure = run.failure();
        assertThat(failure.path("code").asString("")).as(run.toString()).isEqualTo(code);
        assertThat(failure.path("kind").asString(""))
                .as(run.toString())
                .isIn(exit == 1 ? List.of("transient", "limit", "internal") : List.of("user"));
        assertThat(failure.path("message").asString("")).as(run.toString()).isNotBlank();
        assertThat(failure.path("next_step").asString("")).as(run.toString()).isNotBlank();
        assertPlain(run);
    }

    /// The failure's place, and that a person is told it too.
    static void assertPlace(HeadraceRun run, Path file, long line) {
        JsonNode failure = run.failure();
        String name = String.valueOf(file.getFileName());
        assertThat(failure.path("file").asString("")).as(run.toString()).endsWith(name);
        assertThat(run.stderr() + failure.path("message").asString("")).contains(name);
        if (line > 0) {
            assertThat(failure.path("line").asLong(0)).as(run.toString()).isEqualTo(line);
            assertThat(run.stderr()).contains(Long.toString(line));
        }
    }

    /// Sentences for people: no stack trace, no class name, no control character.
    static void assertPlain(HeadraceRun run) {
        String said = run.stdout() + run.stderr();
        assertThat(NEVER_SHOWN).as(run.toString()).noneMatch(said::contains);
        assertThat(said.chars().filter(c -> c < ' ' && c != '\n' && c != '\t' && c != '\r'))
                .as(run.toString())
                .isEmpty();
    }

    static List<String> warningCodes(HeadraceRun run) {
        List<String> codes = new ArrayList<>();
        for (JsonNode warning : run.table().path("warnings")) {
            codes.add(warning.path("code").asString());
        }
        return codes;
    }

    List<String> query(String sql) {
        return server.query(database, sql);
    }

    void execute(String... sql) {
        server.execute(database, sql);
    }

    TableSnapshot snapshot() {
        return snapshot(Instant.EPOCH);
    }

    TableSnapshot snapshot(Instant since) {
        try (Connection connection = server.connect(database)) {
            return TableSnapshot.of(connection, since);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// No session, temporary table or lock. A build under way may stay, to be resumed.
    void assertNobodyLeft() {
        List<String> left = new ArrayList<>(Leftovers.in(server, database));
        left.removeIf(line -> line.startsWith("table|") || line.startsWith("piece|"));
        assertThat(left).isEmpty();
    }
}
