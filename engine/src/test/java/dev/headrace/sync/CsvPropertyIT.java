package dev.headrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.destination.Destination;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.postgres.PostgresDestination;
import dev.headrace.destination.postgres.PostgresOptions;
import dev.headrace.model.Naming;
import dev.headrace.model.SyncId;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.secret.Secret;
import dev.headrace.source.file.FileSource;
import dev.headrace.source.file.FileSourceOptions;
import dev.headrace.testkit.SeededRandom;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever somebody does to CSV files between two loads, the table has what the contract says of
/// them: rows, NULLs, marks and types.
class CsvPropertyIT {
    private static final int RUNS = Integer.getInteger("property.runs", 12);
    private static final int STEPS_MAX = 6;
    private static final TableName TABLE = new TableName("files", "data");

    @TempDir Path folder;

    @Test
    void tableHasWhatTheFilesSay() {
        SeededRandom.check(
                RUNS,
                random -> {
                    try (TestDatabase database = TestPostgres.database()) {
                        check(random, database);
                    }
                });
    }

    private void check(SeededRandom random, TestDatabase database) throws IOException {
        boolean keyed = random.nextBoolean();
        boolean snapshot = random.nextBoolean();
        SyncMode mode = random.oneIn(3) ? SyncMode.LIVE : SyncMode.SOFT_DELETE;
        CsvScript script = new CsvScript(random);
        CsvModel model = new CsvModel(keyed, snapshot, mode == SyncMode.LIVE);
        int steps = random.nextInt(2, STEPS_MAX + 1);
        Map<String, CsvScript.Content> written = new TreeMap<>();
        empty();
        for (int step = 1; step <= steps; step++) {
            write(script, written);
            sync(database, options(script, keyed, snapshot, mode), keyed, snapshot, mode);
            model.load(script.files());
            String as = "step %d, keyed %s, snapshot %s, %s".formatted(step, keyed, snapshot, mode);
            assertThat(columns(database)).as(as).isEqualTo(model.columns());
            assertThat(rows(database, model, keyed, mode)).as(as).isEqualTo(model.rows());
            script.edit();
        }
    }

    private void empty() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
    }

    private void write(CsvScript script, Map<String, CsvScript.Content> written)
            throws IOException {
        for (String gone : List.copyOf(written.keySet())) {
            if (!script.files().containsKey(gone)) {
                Files.delete(folder.resolve(gone));
                written.remove(gone);
            }
        }
        for (Map.Entry<String, CsvScript.Content> file : script.files().entrySet()) {
            if (!file.getValue().equals(written.put(file.getKey(), file.getValue()))) {
                Files.writeString(folder.resolve(file.getKey()), script.text(file.getValue()));
            }
        }
    }

    private FileSourceOptions options(
            CsvScript script, boolean keyed, boolean snapshot, SyncMode mode) {
        return new FileSourceOptions(
                List.of("data_*.csv"),
                folder,
                null,
                null,
                new FileSourceOptions.Text(",", "\"", null, true, 0, script.markers()),
                new FileSourceOptions.Columns(
                        List.of(),
                        List.of(),
                        Map.of(),
                        Naming.SNAKE,
                        keyed ? List.of("id") : List.of(),
                        false),
                mode,
                FileSourceOptions.OnBadRow.FAIL,
                FileSourceOptions.VALUE_BYTES_MAX,
                0,
                InputStream.nullInputStream(),
                snapshot,
                InstantSource.system());
    }

    private static void sync(
            TestDatabase database,
            FileSourceOptions options,
            boolean keyed,
            boolean snapshot,
            SyncMode mode) {
        LoadRequest request =
                new LoadRequest(
                        TABLE,
                        mode,
                        keyed ? List.of("id") : List.of("_file", "_line"),
                        snapshot,
                        true,
                        false,
                        false,
                        List.of(),
                        false,
                        false);
        try (FileSource source = new FileSource(options);
                Destination destination =
                        new PostgresDestination(
                                route(database),
                                PostgresOptions.standard("test"),
                                SyncId.random(),
                                InstantSource.system())) {
            SyncRequest wanted = SyncRequest.of(TableOrder.of(source.tables().getFirst(), request));
            assertThat(
                            new Sync(
                                            source,
                                            destination,
                                            wanted,
                                            SyncListener.NONE,
                                            InstantSource.system())
                                    .run()
                                    .failures())
                    .isEmpty();
        }
    }

    private static DatabaseRoute route(TestDatabase database) {
        return DatabaseRoute.direct(
                new DatabaseAddress(
                        database.host(),
                        database.port(),
                        database.name(),
                        database.loader(),
                        Secret.of(database.loaderPassword()),
                        null,
                        null),
                InstantSource.system());
    }

    private static Map<String, String> columns(TestDatabase database) {
        Map<String, String> columns = new TreeMap<>();
        for (List<@Nullable String> column :
                database.query(
                        """
                        SELECT attname, format_type(atttypid, atttypmod) FROM pg_attribute
                        WHERE attrelid = 'files.data'::regclass AND attnum > 0
                        AND NOT attisdropped AND attname NOT LIKE '\\_%'\
                        """)) {
            columns.put(String.valueOf(column.get(0)), String.valueOf(column.get(1)));
        }
        return columns;
    }

    private static List<String> rows(
            TestDatabase database, CsvModel model, boolean keyed, SyncMode mode) {
        List<String> names = List.copyOf(model.columns().keySet());
        List<String> selected = new ArrayList<>();
        selected.add(keyed ? "''" : "_file || ' ' || lpad(_line::text, 6, '0')");
        selected.add(mode == SyncMode.LIVE ? "false" : "_fivetran_deleted");
        names.forEach(name -> selected.add(name + "::text"));
        List<String> rows = new ArrayList<>();
        for (List<@Nullable String> row :
                database.query(
                        "SELECT %s FROM files.data".formatted(String.join(", ", selected)))) {
            Map<String, String> values = new TreeMap<>();
            for (int i = 0; i < names.size(); i++) {
                String value = row.get(i + 2);
                if (value != null) {
                    values.put(names.get(i), value);
                }
            }
            rows.add(row.get(0) + values.toString() + ("t".equals(row.get(1)) ? " deleted" : ""));
        }
        rows.sort(null);
        return rows;
    }
}
