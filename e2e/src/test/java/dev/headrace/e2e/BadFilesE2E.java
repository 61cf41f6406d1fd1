package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A bad file is refused with a code, its place and the next step, and changes nothing; an odd one
/// is loaded with a word of warning.
class BadFilesE2E {
    @TempDir private Path folder;

    private LoadFixture fixture;

    @BeforeEach
    void database() {
        fixture = LoadFixture.in(folder);
    }

    @Test
    void aMissingFile() {
        Path file = folder.resolve("absent.csv");
        HeadraceRun run = fixture.refused(3, "FILE_NOT_FOUND", file);
        assertThat(run.failure().path("message").asString()).contains("absent.csv");
    }

    @Test
    void aGlobWithoutMatch() {
        HeadraceRun run =
                fixture.refused(3, "FILE_NOT_FOUND", fixture.command(folder.resolve("none_*.csv")));
        assertThat(run.failure().path("message").asString()).contains("none_*.csv");
    }

    @Test
    void aFolderWithoutFiles() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty_folder"));
        HeadraceRun run = fixture.refused(3, "FILE_NOT_FOUND", empty);
        assertThat(run.failure().path("message").asString()).contains("empty_folder");
    }

    @Test
    void anEmptyFile() {
        Path file = fixture.file("void.csv", "");
        LoadFixture.assertPlace(fixture.refused(3, "FILE_EMPTY", file), file, 0);
    }

    @Test
    void anEmptyFileAmongOthersIsAWarning() {
        fixture.file("many/full_1.csv", "id,v\n1,a\n");
        fixture.file("many/full_2.csv", "");
        HeadraceRun run = fixture.loaded(folder.resolve("many/full_*.csv"), "--primary-key", "id");
        assertThat(LoadFixture.warningCodes(run)).containsExactly("FILE_EMPTY");
        assertThat(fixture.query("SELECT id, v FROM files.full")).containsExactly("1|a");
    }

    @Test
    void aHeaderOnlyMakesATableOfText() {
        fixture.loaded(fixture.file("heads.csv", "id,v\n"));
        assertThat(
                        fixture.query(
                                """
                                SELECT column_name, data_type FROM information_schema.columns
                                 WHERE table_name = 'heads' AND column_name IN ('id', 'v')
                                 ORDER BY 1
                                """))
                .containsExactly("id|text", "v|text");
    }

    @Test
    void aGzipThatIsCutShort() {
        byte[] whole = Orders.zipped("id,v\n1,a\n".repeat(10_000).getBytes(UTF_8));
        Path file = fixture.file("cut.csv.gz", Arrays.copyOf(whole, whole.length - 20));
        LoadFixture.assertPlace(fixture.refused(3, "FILE_TRUNCATED", file), file, 0);
    }

    @Test
    void aGzipThatIsNone() {
        Path file = fixture.file("plain.csv.gz", "id,v\n1,a\n");
        LoadFixture.assertPlace(fixture.refused(3, "FORMAT_MISMATCH", file), file, 0);
    }

    @Test
    void anotherFormatUnderCsvsName() {
        byte[] parquet = "PAR1\u0015\u0004\u0015\u0010PAR1".getBytes(ISO_8859_1);
        Path file = fixture.file("really.csv", parquet);
        LoadFixture.assertPlace(fixture.refused(3, "FORMAT_MISMATCH", file), file, 0);
    }

    @Test
    void aFormatNotBuiltYet() {
        Path file = fixture.file("later.parquet", "PAR1xxxxPAR1");
        HeadraceRun run = fixture.refused(3, "FORMAT_UNSUPPORTED", file);
        assertThat(run.failure().path("message").asString().toLowerCase(java.util.Locale.ROOT))
                .contains("parquet");
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "3,c,x"})
    void aRaggedRow(String row) {
        Path file = fixture.file("ragged.csv", "id,v\n1,a\n2,\"b\nb\"\n" + row + "\n4,d\n");
        // Line 3 and 4 are one record.
        LoadFixture.assertPlace(fixture.refused(3, "ROW_MALFORMED", file), file, 5);
    }

    @Test
    void anUnclosedQuote() {
        Path file = fixture.file("quote.csv", "id,v\n1,a\n2,\"b\n3,c\n4,d\n");
        LoadFixture.assertPlace(fixture.refused(3, "ROW_MALFORMED", file), file, 3);
    }

    @Test
    void badRowsArePutAsideWhenAsked() {
        Path file = fixture.file("ragged.csv", "id,v\n1,a\n2\n3,c\n4,d,e\n");
        HeadraceRun run = fixture.load(file, "--primary-key", "id", "--on-bad-row", "quarantine");
        assertThat(run.exit()).as(run.toString()).isEqualTo(4);
        assertThat(run.json().path("status").asString()).isEqualTo("partial");
        assertThat(run.table().path("rows_quarantined").asInt()).isEqualTo(2);
        assertThat(fixture.query("SELECT id, v FROM files.ragged ORDER BY 1"))
                .containsExactly("1|a", "3|c");
        assertThat(
                        fixture.query(
                                "SELECT file, line, raw, code FROM _headrace.quarantine ORDER BY 2"))
                .containsExactly(
                        "ragged.csv|3|2|ROW_MALFORMED", "ragged.csv|5|4,d,e|ROW_MALFORMED");
    }

    @Test
    void bytesOutsideTheEncoding() {
        byte[] latin = "id,v\n1,a\n2,caf\u00e9\n".getBytes(ISO_8859_1);
        Path file = fixture.file("latin.csv", latin);
        HeadraceRun run = fixture.refused(3, "ENCODING_INVALID", file, "--encoding", "UTF-8");
        LoadFixture.assertPlace(run, file, 3);
    }

    @Test
    void anEncodingThatIsNamedIsRead() {
        byte[] latin = "id,v\n1,a\n2,caf\u00e9\n".getBytes(ISO_8859_1);
        fixture.loaded(fixture.file("latin.csv", latin), "--encoding", "ISO-8859-1");
        assertThat(fixture.query("SELECT v FROM files.latin WHERE id = 2"))
                .containsExactly("caf\u00e9");
    }

    @Test
    void aByteOrderMarkIsNoPartOfTheFirstName() {
        fixture.loaded(fixture.file("bom.csv", "\ufeffid,v\n1,a\n"), "--primary-key", "id");
        assertThat(fixture.query("SELECT id, v FROM files.bom")).containsExactly("1|a");
    }

    @Test
    void duplicateAndEmptyHeadersAreRenamed() {
        HeadraceRun run =
                fixture.loaded(
                        fixture.file("heads.csv", "id,name,name,,\n1,a,b,c,d\n"),
                        "--primary-key",
                        "id");
        assertThat(LoadFixture.warningCodes(run)).contains("COLUMN_RENAMED");
        assertThat(fixture.query("SELECT id, name, name_1 FROM files.heads"))
                .containsExactly("1|a|b");
        assertThat(
                        fixture.query(
                                "SELECT count(*) FROM information_schema.columns"
                                        + " WHERE table_name = 'heads' AND column_name NOT LIKE '\\_%'"))
                .isNotEqualTo(List.of("0"));
    }

    @Test
    void invalidJsonAtALine() {
        Path file = fixture.file("events.jsonl", "{\"id\":1}\n{\"id\":2}\n{\"id\":3\n{\"id\":4}\n");
        LoadFixture.assertPlace(
                fixture.refused(3, "ROW_MALFORMED", file, "--primary-key", "id"), file, 3);
    }

    @Test
    void aNulCharacterIsRepaired() {
        HeadraceRun run =
                fixture.loaded(
                        fixture.file("nul.csv", "id,v\n1,a\u0000b\n2,c\n"), "--primary-key", "id");
        assertThat(LoadFixture.warningCodes(run)).containsExactly("VALUE_REPAIRED");
        assertThat(fixture.query("SELECT id, length(v) > 1 FROM files.nul ORDER BY 1"))
                .containsExactly("1|t", "2|f");
    }

    @Test
    void aNullInTheKey() {
        Path file = fixture.file("keys.csv", "id,v\n1,a\n,b\n3,c\n");
        LoadFixture.assertPlace(
                fixture.refused(3, "KEY_MISSING", file, "--primary-key", "id"), file, 3);
    }

    @Test
    void aKeyColumnThatTheFileLacks() {
        Path file = fixture.file("keys.csv", "id,v\n1,a\n");
        HeadraceRun run = fixture.refused(3, "KEY_MISSING", file, "--primary-key", "code");
        LoadFixture.assertPlace(run, file, 0);
        assertThat(run.failure().path("message").asString()).contains("code");
    }

    @Test
    void aLaterLoadThatFailsKeepsWhatWasThere() {
        Path file = fixture.file("orders.csv", "id,v\n1,a\n2,b\n");
        fixture.loaded(file, "--primary-key", "id");
        fixture.file("orders.csv", "id,v\n1,a\n2\n");
        fixture.refused(3, "ROW_MALFORMED", file, "--primary-key", "id");
        assertThat(fixture.query("SELECT id, v FROM files.orders ORDER BY 1"))
                .containsExactly("1|a", "2|b");
    }

    @Test
    void othersFinishWhenOneFails() {
        fixture.file("mixed/good.csv", "id,v\n1,a\n");
        fixture.file("mixed/bad.csv", "id,v\n1\n");
        HeadraceRun run = fixture.load(folder.resolve("mixed"), "--primary-key", "id");
        LoadFixture.assertFailure(run, 3, "ROW_MALFORMED");
        assertThat(run.json().path("status").asString()).isEqualTo("partial");
        assertThat(fixture.query("SELECT id, v FROM files.good")).containsExactly("1|a");
        assertThat(fixture.query("SELECT to_regclass('files.bad')")).containsExactly("<null>");
    }

    /// Line feeds, escape sequences and a terminal's own controls: [LoadFixture] sees to it that
    /// none is printed.
    @Test
    void aNameThatATerminalWouldObey() {
        fixture.file("odd/fine\n\u001b[31m\u0007.csv", "id,v\n1,a\n");
        fixture.file("odd/ragged\n\u001b[2J\u009b1m.csv", "id\n1,2\n");
        HeadraceRun run = fixture.load(folder.resolve("odd"));
        LoadFixture.assertFailure(run, 3, "ROW_MALFORMED");
        assertThat(run.stderr()).contains("ragged\\n\\x1b[2J").doesNotContain("\u009b");
        assertThat(
                        fixture.query(
                                "SELECT _file = E'fine\\n\\x1b[31m\\x07.csv' FROM files.fine_31_m_"))
                .containsExactly("t");
    }

    @Test
    void aFolderThatHoldsALinkToItself() throws IOException {
        fixture.file("loop/people.csv", "id,v\n1,a\n");
        Files.createSymbolicLink(folder.resolve("loop/self"), Path.of("."));
        fixture.loaded(folder.resolve("loop"), "--primary-key", "id");
        assertThat(fixture.query("SELECT id, v FROM files.people")).containsExactly("1|a");
    }

    @Test
    void aFileFromTheFuture() throws IOException {
        Path file = fixture.file("future.csv", "id,v\n1,a\n");
        FileTime modified = FileTime.from(Instant.parse("2099-01-01T00:00:00Z"));
        Files.setLastModifiedTime(file, modified);
        fixture.loaded(file, "--primary-key", "id");
        fixture.file("future.csv", "id,v\n1,b\n");
        Files.setLastModifiedTime(file, modified);
        fixture.loaded(file, "--primary-key", "id");
        assertThat(fixture.query("SELECT id, v FROM files.future")).containsExactly("1|b");
    }

    /// Another file by the same name, a shorter one, or none, while a load is in the middle of it.
    @ParameterizedTest
    @ValueSource(strings = {"replaced", "cut", "deleted"})
    void aFileThatChangesWhileItIsRead(String how) throws IOException {
        Path file = fixture.file("moving.csv", "id,v\n" + lines(300_000, "a"));
        HeadraceCommand command =
                fixture.command(file, "--primary-key", "id", "--batch-bytes", "100000");
        try (HeadraceProcess process = command.start()) {
            assertThat(
                            Pause.until(
                                    Duration.ofSeconds(30),
                                    () ->
                                            !fixture.query(
                                                            """
                                                            SELECT 1 FROM pg_stat_activity
                                                             WHERE application_name LIKE 'headrace%'
                                                               AND datname = current_database()
                                                               AND query LIKE 'COPY%'
                                                            """)
                                                    .isEmpty()))
                    .isTrue();
            Path other = fixture.file("other", "id,v\n" + lines(10, "b"));
            switch (how) {
                case "replaced" -> Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
                case "cut" -> Files.write(file, Files.readAllBytes(other));
                default -> Files.delete(file);
            }
            HeadraceRun run = process.await();
            if (how.equals("deleted")) {
                LoadFixture.assertFailure(run, 3, "FILE_NOT_FOUND");
                assertThat(fixture.query("SELECT to_regclass('files.moving')"))
                        .containsExactly("<null>");
            } else {
                assertThat(run.exit()).as(run.toString()).isZero();
                assertThat(fixture.query("SELECT count(*), min(v), max(v) FROM files.moving"))
                        .containsExactly("10|b|b");
            }
        }
    }

    private static String lines(int count, String value) {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= count; i++) {
            text.append(i).append(',').append(value).append('\n');
        }
        return text.toString();
    }
}
