package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.destination.Batch;
import dev.headrace.destination.LoadRequest;
import dev.headrace.model.Change;
import dev.headrace.model.ChangeWriter;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import dev.headrace.testkit.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What changes do to rows, as `cases/later-load.txt` has it: mode by operation by existing row, on
/// every server version that is at hand.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LaterLoadCasesIT {
    private static final String LONG_AGO = "2020-01-01 00:00:00+00";
    private static final TableShape SHAPE =
            new TableShape(
                    List.of(
                            Column.of("id", LogicalType.LONG),
                            Column.of("name", LogicalType.STRING),
                            Column.of("note", LogicalType.STRING)),
                    List.of("id"));

    private final Map<String, LiveTableFixture> servers = new HashMap<>();

    /// A case of the file, in one mode, on one server version.
    record Case(String version, SyncMode mode, String sentence, Map<String, String> lines) {
        String line(String name) {
            return lines.getOrDefault(name, "");
        }

        String expected() {
            String own = mode == SyncMode.SOFT_DELETE ? "soft" : "live";
            return Objects.requireNonNull(lines.getOrDefault(own, lines.get("both")));
        }

        @Override
        public String toString() {
            return "%s %s: %s".formatted(version, mode.label(), sentence);
        }
    }

    static Stream<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (String version : List.of("9.6", "15", "18")) {
            if (TestPostgres.has(version)) {
                for (SyncMode mode : List.of(SyncMode.SOFT_DELETE, SyncMode.LIVE)) {
                    cases.addAll(read(version, mode));
                }
            }
        }
        return cases.stream();
    }

    private static List<Case> read(String version, SyncMode mode) throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream file =
                LaterLoadCasesIT.class.getResourceAsStream("/cases/later-load.txt")) {
            String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            for (String line : text.lines().toList()) {
                int colon = line.indexOf(':');
                if (line.startsWith("case:")) {
                    cases.add(
                            new Case(
                                    version,
                                    mode,
                                    line.substring(5).strip(),
                                    new LinkedHashMap<>()));
                } else if (!line.startsWith("#") && colon > 0) {
                    cases.getLast()
                            .lines()
                            .put(line.substring(0, colon), line.substring(colon + 1).strip());
                }
            }
        }
        return cases;
    }

    @AfterAll
    void close() {
        servers.values().forEach(LiveTableFixture::close);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void changesRowsAsTheCaseSays(Case one) throws SQLException {
        LiveTableFixture fixture = fixture(one.version());
        TableName table = fixture.create("t", SHAPE, one.mode());
        try {
            for (String row : split(one.line("before"))) {
                insert(fixture, one.mode(), row);
            }
            LoadRequest request = LoadRequest.of(table, one.mode(), List.of("id"));
            try (LaterLoad load = fixture.load(request, SHAPE)) {
                Batch batch = load.open();
                ChangeWriter writer = new ChangeWriter(batch.sink());
                split(one.line("changes")).forEach(change -> writer.write(change(change)));
                load.submit(batch, Checkpoint.NONE);
                load.finish(List.of(), List.of(), true);
            }
            assertThat(rows(fixture, one.mode())).isEqualTo(split(one.expected()));
        } finally {
            fixture.database().execute("DROP TABLE loaded.t", "DELETE FROM _headrace.stream");
        }
    }

    private LiveTableFixture fixture(String version) throws SQLException {
        LiveTableFixture known = servers.get(version);
        if (known == null) {
            known = new LiveTableFixture(TestPostgres.ofMajor(version).newDatabase());
            servers.put(version, known);
        }
        return known;
    }

    private static List<String> split(String line) {
        return line.isEmpty() ? List.of() : Arrays.asList(line.split("; ", -1));
    }

    private static void insert(LiveTableFixture fixture, SyncMode mode, String row) {
        boolean gone = row.endsWith(" gone");
        if (gone && mode == SyncMode.LIVE) {
            return;
        }
        String[] words = row.split(" ", -1);
        fixture.database()
                .execute(
                        "INSERT INTO loaded.t VALUES (%s, %s, %s, '%s'%s)"
                                .formatted(
                                        words[0],
                                        literal(words[1]),
                                        literal(words[2]),
                                        LONG_AGO,
                                        mode == SyncMode.LIVE ? "" : ", " + gone));
    }

    private static String literal(String word) {
        return word.equals(".") ? "NULL" : "'" + word + "'";
    }

    private static Change change(String text) {
        String[] words = text.split(" ", -1);
        return switch (words[0]) {
            case "upsert" -> new Change.Upsert(values(words));
            case "update" -> new Change.Update(values(words));
            case "delete" ->
                    new Change.Delete(
                            List.of(
                                    Long.parseLong(words[1]),
                                    Change.UNMODIFIED,
                                    Change.UNMODIFIED));
            case "truncate" -> new Change.Truncate();
            default -> throw new IllegalArgumentException(text);
        };
    }

    private static List<@Nullable Object> values(String[] words) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(Long.parseLong(words[1]));
        for (String word : List.of(words[2], words[3])) {
            values.add(
                    switch (word) {
                        case "." -> null;
                        case "~" -> Change.UNMODIFIED;
                        default -> word;
                    });
        }
        return values;
    }

    private static List<String> rows(LiveTableFixture fixture, SyncMode mode) throws SQLException {
        String deleted = mode == SyncMode.LIVE ? "false" : "_fivetran_deleted";
        return fixture
                .database()
                .query(
                        """
                        SELECT concat_ws(' ', id, coalesce(name, '.'), coalesce(note, '.'),
                                   CASE WHEN %s THEN 'gone' END,
                                   CASE WHEN _fivetran_synced = '%s' THEN 'now'
                                        WHEN _fivetran_synced <> '%s' THEN 'at another time' END)
                        FROM loaded.t ORDER BY id
                        """
                                .formatted(deleted, fixture.writer().syncedAt(), LONG_AGO))
                .stream()
                .map(row -> String.valueOf(row.getFirst()))
                .toList();
    }
}
