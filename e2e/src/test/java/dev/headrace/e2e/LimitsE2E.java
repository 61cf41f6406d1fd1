package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Memory stays flat whatever the size of file or value, and whatever a compressed file claims.
class LimitsE2E {
    private static final long PEAK_BYTES_MAX = 384L << 20;
    private static final int MIB = 1 << 20;

    @TempDir private Path folder;

    private LoadFixture fixture;

    @BeforeEach
    void database() {
        fixture = LoadFixture.in(folder);
    }

    /// 4 GB of one value in 4 MB: gzip members one after another are one file.
    @Test
    void aGzipBombOfOneValue() {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.writeBytes(Orders.zipped("id,v\n1,a\n2,".getBytes(UTF_8)));
        byte[] member = Orders.zipped(letters(16 * MIB));
        for (int i = 0; i < 256; i++) {
            bomb.writeBytes(member);
        }
        bomb.writeBytes(Orders.zipped("\n3,c\n".getBytes(UTF_8)));
        Path file = fixture.file("bomb.csv.gz", bomb.toByteArray());
        HeadraceRun run = fixture.refused(3, "VALUE_TOO_LARGE", file, "--primary-key", "id");
        LoadFixture.assertPlace(run, file, 3);
        assertThat(run.peakBytes()).as(run.toString()).isLessThan(PEAK_BYTES_MAX);
    }

    /// 2 GB of rows in 2 MB: every row counts, none is kept in memory.
    @Test
    void aGzipBombOfEqualRows() {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.writeBytes(Orders.zipped("id,v\n".getBytes(UTF_8)));
        byte[] rows = ("7," + "x".repeat(8000) + "\n").repeat(2000).getBytes(UTF_8);
        byte[] member = Orders.zipped(rows);
        for (int i = 0; i < 20; i++) {
            bomb.writeBytes(member);
        }
        HeadraceRun run =
                fixture.loaded(
                        fixture.file("equal.csv.gz", bomb.toByteArray()), "--primary-key", "id");
        assertThat(run.table().path("rows_read").asInt()).isEqualTo(40_000);
        assertThat(run.table().path("rows_duplicate").asInt()).isEqualTo(39_999);
        assertThat(run.peakBytes()).as(run.toString()).isLessThan(PEAK_BYTES_MAX);
    }

    /// What is looked at before anything is loaded is 4 MB; a first record may be longer.
    @Test
    void aLongFirstRecordHasItsKeyAllTheSame() {
        HeadraceRun run = fixture.loaded(records("long.jsonl", 30), "--primary-key", "id");
        assertThat(run.table().path("rows_inserted").asInt()).isEqualTo(2);
        assertThat(run.peakBytes()).as(run.toString()).isLessThan(PEAK_BYTES_MAX);

        Path longer = records("longer.jsonl", 40);
        HeadraceRun refused = fixture.refused(3, "VALUE_TOO_LARGE", longer, "--primary-key", "id");
        assertThat(refused.failure().path("next_step").asString()).contains("shorter record first");
        assertThat(refused.peakBytes()).as(refused.toString()).isLessThan(PEAK_BYTES_MAX);
    }

    private Path records(String name, int megabytes) {
        String letters = new String(letters(megabytes * MIB), UTF_8);
        String text = "{\"id\":1,\"v\":\"%s\"}\n{\"id\":2,\"v\":\"b\"}\n".formatted(letters);
        return fixture.file(name, text);
    }

    @Test
    void aValueOf600MegabytesFromThePipe() {
        HeadraceRun run =
                fixture.refused(
                        3,
                        "VALUE_TOO_LARGE",
                        fixture.command("-", "--table", "huge", "--format", "csv")
                                .fedBy(LimitsE2E::hugeValue));
        assertThat(run.failure().path("line").asInt()).isEqualTo(3);
        assertThat(run.peakBytes()).as(run.toString()).isLessThan(PEAK_BYTES_MAX);
    }

    @Test
    void aValueOf600MegabytesIsPutAsideWhenAsked() {
        HeadraceRun run =
                fixture.command(
                                "-",
                                "--table",
                                "huge",
                                "--format",
                                "csv",
                                "--primary-key",
                                "id",
                                "--on-bad-row",
                                "quarantine")
                        .fedBy(LimitsE2E::hugeValue)
                        .run();
        assertThat(run.exit()).as(run.toString()).isEqualTo(4);
        assertThat(fixture.query("SELECT id FROM files.huge ORDER BY 1")).containsExactly("1", "3");
        assertThat(fixture.query("SELECT line, code FROM _headrace.quarantine"))
                .containsExactly("3|VALUE_TOO_LARGE");
        assertThat(run.peakBytes()).as(run.toString()).isLessThan(PEAK_BYTES_MAX);
    }

    /// Each is shorter than what is taken, has to be decoded, and is there three times at once: as
    /// text, decoded, encoded.
    @Test
    void severalLargeValuesOneAfterTheOther() {
        HeadraceRun run =
                fixture.command("-", "--table", "large", "--format", "csv", "--primary-key", "id")
                        .fedBy(out -> largeValues(out, 6))
                        .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(fixture.query("SELECT count(*), min(length(v)) FROM files.large"))
                .containsExactly("6|" + (60 * MIB + 2));
        assertThat(run.peakBytes()).as(run.toString()).isLessThan(PEAK_BYTES_MAX);
    }

    /// Large batches, many of them, and a large value among the rows that fill them.
    @Test
    void batchesThatAreAskedToBeLargerThanMemory() {
        Path begun = fixture.file("rows.csv", "id,v\n-1,a\n");
        fixture.loaded(begun, "--primary-key", "id");
        HeadraceRun later = largeBatches("rows");
        assertThat(later.table().path("rows_inserted").asInt()).isEqualTo(200_001);
        assertThat(later.peakBytes()).as(later.toString()).isLessThan(PEAK_BYTES_MAX);
        HeadraceRun first = largeBatches("others");
        assertThat(first.table().path("rows_inserted").asInt()).isEqualTo(200_001);
        assertThat(first.peakBytes()).as(first.toString()).isLessThan(PEAK_BYTES_MAX);
    }

    private HeadraceRun largeBatches(String table) {
        HeadraceRun run =
                fixture.command(
                                "-",
                                "--table",
                                table,
                                "--format",
                                "csv",
                                "--primary-key",
                                "id",
                                "--batch-bytes",
                                "256MB",
                                "--parallel",
                                "16")
                        .fedBy(LimitsE2E::rowsAroundALargeValue)
                        .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        return run;
    }

    private static void rowsAroundALargeValue(OutputStream out) throws java.io.IOException {
        out.write("id,v\n".getBytes(US_ASCII));
        byte[] filler = ("," + "y".repeat(1_000) + "\n").getBytes(US_ASCII);
        for (int id = 0; id < 200_000; id++) {
            if (id == 100_000) {
                out.write("200000,".getBytes(US_ASCII));
                largeValue(out);
            }
            out.write(Integer.toString(id).getBytes(US_ASCII));
            out.write(filler);
        }
    }

    private static void largeValues(OutputStream out, int count) throws java.io.IOException {
        out.write("id,v\n".getBytes(US_ASCII));
        for (int id = 0; id < count; id++) {
            out.write((id + ",").getBytes(US_ASCII));
            largeValue(out);
        }
    }

    /// 60 MiB and two characters, once decoded.
    private static void largeValue(OutputStream out) throws java.io.IOException {
        out.write("\"a\"\"".getBytes(US_ASCII));
        byte[] block = letters(MIB);
        for (int i = 0; i < 60; i++) {
            out.write(block);
        }
        out.write("\"\n".getBytes(US_ASCII));
    }

    private static void hugeValue(OutputStream out) throws java.io.IOException {
        out.write("id,v\n1,a\n2,".getBytes(US_ASCII));
        byte[] block = letters(MIB);
        for (int i = 0; i < 600; i++) {
            out.write(block);
        }
        out.write("\n3,c\n".getBytes(US_ASCII));
    }

    private static byte[] letters(int count) {
        byte[] block = new byte[count];
        Arrays.fill(block, (byte) 'x');
        return block;
    }
}
