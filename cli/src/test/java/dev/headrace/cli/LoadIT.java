package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.Await;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A load as it is typed: what lands, what is said, and with which status it ends.
class LoadIT {
    @TempDir Path folder;

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void loadsAFileAndSaysSo() throws IOException {
        write("orders.csv", "Id,Name\n1,a\n2,b\n");

        CommandRun run = load("orders.csv", "--primary-key", "id");

        assertThat(run.status()).isZero();
        assertThat(run.out()).contains("files.orders         2").contains("psql ");
        assertThat(database.query("SELECT id, name FROM files.orders ORDER BY id"))
                .isEqualTo(List.of(List.of("1", "a"), List.of("2", "b")));
        Await.until("no session is left", () -> database.loaderSessions() == 0);
    }

    @Test
    void saysThatNothingIsNew() throws IOException {
        write("orders.csv", "id\n1\n");
        load("orders.csv");

        CommandRun again = load("orders.csv");

        assertThat(again.status()).isZero();
        assertThat(again.out())
                .isEqualTo(
                        "Nothing new for files.orders: the file is as it was. Nothing was"
                                + " written.\n");
    }

    @Test
    void reportsEveryFieldInJson() throws IOException {
        write("orders.csv", "Id,Name\n1,a\n2,b\n");

        CommandRun run = load("orders.csv", "--primary-key", "id", "--json");

        JsonNode report = JsonMapper.shared().readTree(run.out());
        assertThat(run.out()).endsWith("}\n").hasLineCount(1);
        assertThat(report.at("/status").asString()).isEqualTo("succeeded");
        assertThat(report.at("/connection").asString()).isEqualTo("files.orders");
        assertThat(report.at("/started_at").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        JsonNode table = report.at("/tables/0");
        assertThat(table.at("/created").asBoolean()).isTrue();
        assertThat(table.at("/rows_read").asInt()).isEqualTo(2);
        assertThat(table.at("/rows_inserted").asInt()).isEqualTo(2);
        assertThat(table.at("/files").asInt()).isEqualTo(1);
        assertThat(table.at("/columns/0/source_name").asString()).isEqualTo("Id");
        assertThat(table.at("/columns/0/type").asString()).isEqualTo("bigint");
        assertThat(table.at("/ddl/0").asString()).startsWith("CREATE TABLE");
    }

    @Test
    void touchesNothingInADryRun() throws IOException {
        write("orders.csv", "id,name\n1,a\n");

        CommandRun run = load("orders.csv", "--dry-run", "--primary-key", "id");
        CommandRun json = load("orders.csv", "--dry-run", "--json");

        assertThat(run.status()).isZero();
        assertThat(run.out())
                .contains("1 file to read")
                .contains("CREATE TABLE")
                .contains("bigint");
        assertThat(JsonMapper.shared().readTree(json.out()).at("/status").asString())
                .isEqualTo("planned");
        assertThat(
                        database.count(
                                "SELECT count(*) FROM pg_namespace WHERE nspname IN ('files',"
                                        + " '_headrace')"))
                .isZero();
    }

    /// What each file holds stands in [#writeBadFiles].
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "missing.csv        | 3 | FILE_NOT_FOUND    | -",
                "empty.csv          | 3 | FILE_EMPTY        | -",
                "no_files           | 3 | FILE_NOT_FOUND    | -",
                "none*.csv          | 3 | FILE_NOT_FOUND    | -",
                "cut.csv.gz         | 3 | FILE_TRUNCATED    | -",
                "plain.csv.gz       | 3 | FORMAT_MISMATCH   | -",
                "x.parquet          | 3 | FORMAT_UNSUPPORTED | -",
                "ragged.csv         | 3 | ROW_MALFORMED     | 3",
                "unclosed.csv       | 3 | ROW_MALFORMED     | 2",
                "encoding.csv       | 3 | ENCODING_INVALID  | 3",
                "json.jsonl         | 3 | ROW_MALFORMED     | 3",
                "wide.csv           | 3 | TOO_MANY_COLUMNS  | -",
                "null_key.csv       | 3 | KEY_MISSING       | 3",
                "no_key.csv         | 3 | KEY_MISSING       | -",
                "bom.csv            | 0 | -                 | -",
                "header.csv         | 0 | -                 | -",
                "duplicate.csv      | 0 | -                 | -",
                "nul.csv            | 0 | -                 | -",
                "quarantine.csv     | 4 | -                 | -",
            })
    void saysWhatIsWrongWithTheInput(String name, int status, String code, Long line)
            throws IOException {
        writeBadFiles();
        List<String> words = new ArrayList<>(List.of(name));
        if (name.contains("key") || name.equals("quarantine.csv")) {
            words.addAll(List.of("--primary-key", "id"));
        }
        if (name.equals("quarantine.csv")) {
            words.addAll(List.of("--on-bad-row", "quarantine"));
        }

        CommandRun run = load(words.toArray(String[]::new));
        words.add("--json");
        CommandRun json = load(words.toArray(String[]::new));

        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err()).doesNotContain("Exception").doesNotContain("\tat ");
        if (code != null) {
            assertThat(run.err()).contains("error: ").contains(code).contains("  next  ");
            JsonNode failure = JsonMapper.shared().readTree(json.out()).at("/failures/0");
            assertThat(failure.at("/code").asString()).isEqualTo(code);
            assertThat(line == null || failure.at("/line").asLong() == line).isTrue();
        }
        Await.until("no session is left", () -> database.loaderSessions() == 0);
    }

    @Test
    void letsTheOtherTablesFinishAndTheWorstDecide() throws IOException {
        writeBadFiles();

        CommandRun run = load("bom.csv", "ragged.csv", "header.csv", "--json");

        JsonNode report = JsonMapper.shared().readTree(run.out());
        assertThat(report.at("/status").asString()).isEqualTo("partial");
        assertThat(report.at("/tables").size()).isEqualTo(3);
        assertThat(report.at("/failures").size()).isEqualTo(1);
        assertThat(run.status()).isEqualTo(3);
        assertThat(database.count("SELECT count(*) FROM files.bom")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "nobody:x, AUTHENTICATION_FAILED, 3",
        "LOADER, DATABASE_NOT_FOUND, 3",
        "UNREACHABLE, HOST_UNREACHABLE, 1",
        "UNKNOWN, HOST_UNKNOWN, 3",
    })
    void saysWhyTheDestinationIsNotReached(String who, String code, int status) throws IOException {
        write("orders.csv", "id\n1\n");
        String server = "@127.0.0.1:%d/".formatted(database.port());
        String to =
                switch (who) {
                    case "LOADER" -> database.loaderUri().replaceFirst("/[^/]+$", "/no_such");
                    case "UNREACHABLE" -> "postgresql://a:b@127.0.0.1:1/x";
                    case "UNKNOWN" -> "postgresql://a:b@no-such-host.invalid/x";
                    default -> "postgresql://" + who + server + database.name();
                };

        CommandRun run = CommandRun.of("load", folder.resolve("orders.csv").toString(), "--to", to);

        assertThat(run.err()).contains(code).doesNotContain("Exception");
        assertThat(run.status()).isEqualTo(status);
    }

    @Test
    void namesTheGrantThatIsMissing() throws IOException {
        write("orders.csv", "id\n1\n");
        database.execute(
                "REVOKE CREATE ON DATABASE \"%s\" FROM \"%s\""
                        .formatted(database.name(), database.loader()));

        CommandRun run = load("orders.csv");

        assertThat(run.err()).contains("DESTINATION_PERMISSION").contains("GRANT CREATE");
        assertThat(run.status()).isEqualTo(3);
    }

    @Test
    void listsAndForgetsState() throws IOException {
        write("orders.csv", "id\n1\n");
        load("orders.csv");

        CommandRun list = command("state", "list", "--to", database.loaderUri());
        CommandRun forget =
                command("state", "forget", "files.orders", "--to", database.loaderUri());
        CommandRun again = load("orders.csv", "--json");
        CommandRun unknown = command("state", "forget", "files.none", "--to", database.loaderUri());

        assertThat(list.out()).contains("files.orders  files.orders  live");
        assertThat(forget.status()).isZero();
        assertThat(JsonMapper.shared().readTree(again.out()).at("/tables/0/rows_read").asInt())
                .isEqualTo(1);
        assertThat(unknown.status()).isEqualTo(3);
        assertThat(unknown.err()).contains("STATE_UNKNOWN");
    }

    private CommandRun load(String... words) {
        List<String> all = new ArrayList<>(List.of("load", "--to", database.loaderUri()));
        for (String word : words) {
            boolean file = word.matches("[a-z_]+") && !word.matches("id|quarantine");
            all.add(file || word.contains(".") ? folder.resolve(word).toString() : word);
        }
        return command(all.toArray(String[]::new));
    }

    private CommandRun command(String... words) {
        return CommandRun.of(Map.of(), folder, words);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }

    private void writeBadFiles() throws IOException {
        String columns =
                IntStream.range(0, 2_000).mapToObj(i -> "c" + i).collect(Collectors.joining(","));
        write("empty.csv", "");
        Files.createDirectory(folder.resolve("no_files"));
        byte[] packed = gzip("id,name\n" + "1,some name\n".repeat(10_000));
        Files.write(folder.resolve("cut.csv.gz"), Arrays.copyOf(packed, packed.length / 2));
        write("plain.csv.gz", "id,name\n1,a\n");
        write("x.parquet", "PAR1");
        write("ragged.csv", "id,name\n1,a\n2,b,c\n3,d\n");
        write("quarantine.csv", "id,name\n1,a\n2,b,c\n3,d\n");
        write("unclosed.csv", "id,name\n1,\"a\n2,b\n");
        Files.write(
                folder.resolve("encoding.csv"),
                "id,name\n1,a\n2,\u00ff\n".getBytes(StandardCharsets.ISO_8859_1));
        write("json.jsonl", "{\"id\":1}\n{\"id\":2}\n{\"id\":\n{\"id\":4}\n");
        write("wide.csv", columns + "\n" + columns + "\n");
        write("null_key.csv", "id,name\n1,a\n,b\n");
        write("no_key.csv", "name\na\n");
        write("bom.csv", "\ufeffid,name\n1,a\n");
        write("header.csv", "id,name\n");
        write("duplicate.csv", "id,name,name,\n1,a,b,c\n");
        write("nul.csv", "id,name\n1,a\0b\n");
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
