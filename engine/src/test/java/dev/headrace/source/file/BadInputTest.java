package dev.headrace.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.BadRow;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.Source;
import dev.headrace.source.SourceTable;
import dev.headrace.source.TableReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Input that cannot be loaded is refused with a code, the file, the line and what to do.
class BadInputTest {
    private static final byte[] ROWS = "id,note\n1,a\n2,b\n".getBytes(StandardCharsets.UTF_8);

    @TempDir Path folder;

    @Test
    void nothingThere() throws IOException {
        assertThat(failure("none.csv").code()).isEqualTo(FailureCode.FILE_NOT_FOUND);
        assertThat(failure("none*.csv").code()).isEqualTo(FailureCode.FILE_NOT_FOUND);
        Files.createDirectory(folder.resolve("empty"));
        Files.writeString(folder.resolve("empty/.hidden.csv"), "a\n1\n");
        assertThat(failure("empty").code()).isEqualTo(FailureCode.FILE_NOT_FOUND);
    }

    @Test
    void emptyAloneIsAFailureAmongOthersAWarning() throws IOException {
        write("part_1.csv", new byte[0]);
        write("mark.csv", new byte[] {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF});
        assertThat(failure("part_1.csv").code()).isEqualTo(FailureCode.FILE_EMPTY);
        assertThat(failure("mark.csv").code()).isEqualTo(FailureCode.FILE_EMPTY);
        write("part_2.csv", ROWS);
        LoadedTable table = LoadedTable.first(Options.of(folder, "part*.csv").build());
        assertThat(table.rows).hasSize(2);
        assertThat(table.warningCodes()).containsExactly(WarningCode.FILE_EMPTY);
    }

    @Test
    void anEmptyTableAmongOthersIsLeftOutWithAWarning() throws IOException {
        write("a.csv", new byte[0]);
        write("b.csv", ROWS);
        try (Source source = new FileSource(Options.of(folder, ".").build())) {
            assertThat(source.tables()).extracting(SourceTable::name).containsExactly("b");
            try (TableReader reader =
                    source.open(source.tables().getFirst(), ReadRequest.firstLoad())) {
                assertThat(reader.warnings())
                        .extracting(warning -> warning.message())
                        .containsExactly("'a.csv' is empty.");
            }
        }
    }

    @Test
    void aHeaderAloneIsATableOfText() throws IOException {
        write("data.csv", "id,name\n".getBytes(StandardCharsets.UTF_8));
        LoadedTable table = LoadedTable.first(Options.of(folder, "data.csv").build());
        assertThat(table.names()).containsExactly("id", "name", "_file", "_line");
        assertThat(table.rows).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "data.parquet,FORMAT_UNSUPPORTED",
        "data.json,FORMAT_UNSUPPORTED",
        "data.xlsx,FORMAT_UNSUPPORTED",
        "data.json.gz,FORMAT_UNSUPPORTED",
        "data.csv.gz,FORMAT_MISMATCH",
        "data.csv.zst,FORMAT_MISMATCH"
    })
    void namesThatPromiseSomethingElse(String name, FailureCode code) throws IOException {
        write(name, name.equals("data.json.gz") ? gzip(ROWS) : ROWS);
        Failure failure = failure(name);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.place().file()).isEqualTo(name);
    }

    @Test
    void contentThatIsSomethingElse() throws IOException {
        write("data.csv", gzip(ROWS));
        assertThat(failure("data.csv").code()).isEqualTo(FailureCode.FORMAT_MISMATCH);
        write("data.csv", new byte[] {'P', 'K', 3, 4, 0, 0});
        assertThat(failure("data.csv").code()).isEqualTo(FailureCode.FORMAT_MISMATCH);
        write("data.csv.gz", gzip(new byte[] {'P', 'A', 'R', '1', 0x15, 0}));
        assertThat(failure("data.csv.gz").code()).isEqualTo(FailureCode.FORMAT_MISMATCH);
        write("data", "[{\"a\":1}]".getBytes(StandardCharsets.UTF_8));
        assertThat(failure("data").code()).isEqualTo(FailureCode.FORMAT_UNSUPPORTED);
    }

    @Test
    void aPackedFileCutShortAtAnyPlace() throws IOException {
        byte[] gzip = gzip(rows(2_000));
        byte[] zstd = Zstd.compress(rows(2_000));
        for (int length = 3; length < gzip.length; length += 97) {
            write("data.csv.gz", Arrays.copyOf(gzip, length));
            assertThat(failure("data.csv.gz").code()).isEqualTo(FailureCode.FILE_TRUNCATED);
        }
        for (int length = 5; length < zstd.length; length += 97) {
            write("data.csv.zst", Arrays.copyOf(zstd, length));
            assertThat(failure("data.csv.zst").code()).isEqualTo(FailureCode.FILE_TRUNCATED);
        }
    }

    @Test
    void aPackedFileThatIsDamaged() throws IOException {
        byte[] gzip = gzip(rows(2_000));
        gzip[gzip.length - 6] ^= 1;
        write("data.csv.gz", gzip);
        assertThat(failure("data.csv.gz").code()).isEqualTo(FailureCode.FILE_CORRUPT);
    }

    @Test
    void packedMembersAndFramesFollowEachOther() throws IOException {
        byte[] more = "3,c\n".getBytes(StandardCharsets.UTF_8);
        write("data.csv.gz", join(gzip(ROWS), gzip(new byte[0]), gzip(more), new byte[512]));
        assertThat(LoadedTable.first(Options.of(folder, "data.csv.gz").build()).rows).hasSize(3);
        write("data.csv.zst", join(Zstd.compress(ROWS), Zstd.compress(more)));
        assertThat(LoadedTable.first(Options.of(folder, "data.csv.zst").build()).rows).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "id,note\\n1,a\\n2\\n|ROW_MALFORMED|3",
                "id,note\\n\"1\\n\",a\\n2\\n|ROW_MALFORMED|4",
                "id,note\\n1,\"a\\n2,b\\n|ROW_MALFORMED|2",
                "id,note\\n1,a\\n,b\\n|KEY_MISSING|3",
                "note\\na\\n|KEY_MISSING|0"
            })
    void rowsThatBreakTheRules(String text, FailureCode code, long line) throws IOException {
        write("data.csv", text.replace("\\n", "\n").getBytes(StandardCharsets.UTF_8));
        Failure failure = failure(Options.of(folder, "data.csv").key("id").build());
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.place().line()).isEqualTo(line);
        assertThat(failure.message()).contains("data.csv");
    }

    @Test
    void aWrongEncodingTellsItsLine() throws IOException {
        write("data.csv", "a,b\nä,1\n".getBytes(StandardCharsets.ISO_8859_1));
        Failure failure = failure("data.csv");
        assertThat(failure.code()).isEqualTo(FailureCode.ENCODING_INVALID);
        assertThat(failure.place().line()).isEqualTo(2);
        FileSourceOptions latin =
                Options.of(folder, "data.csv")
                        .text(
                                new FileSourceOptions.Text(
                                        null, null, "latin1", null, 0, java.util.List.of()))
                        .build();
        assertThat(LoadedTable.first(latin).column("a")).containsExactly("ä");
    }

    @Test
    void utf16WithoutAMarkIsFoundByItsZeros() throws IOException {
        String text = "name,n\n" + "一文测试,1\n".repeat(30) + "ä€,2\n";
        for (Charset charset : List.of(StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            write("data.csv", text.getBytes(charset));
            LoadedTable table = LoadedTable.first(Options.of(folder, "data.csv").build());
            assertThat(table.column("name")).hasSize(31).contains("一文测试", "ä€");
            assertThat(table.column("n")).contains(1L, 2L);
        }
    }

    @Test
    void zerosInUtf8DoNotMakeItUtf16() throws IOException {
        write("data.csv", "a,b\nx\0,1\ny\0\0,2\nz\0,3\n".getBytes(StandardCharsets.UTF_8));
        LoadedTable table = LoadedTable.first(Options.of(folder, "data.csv").build());
        assertThat(table.column("b")).containsExactly(1L, 2L, 3L);
        assertThat(table.warningCodes()).containsExactly(WarningCode.VALUE_REPAIRED);
    }

    @Test
    void whatAnotherEncodingDoesNotAllowMakesItsRowBad() throws IOException {
        write(
                "data.csv",
                join(
                        "a,b\n1,x\n2,".getBytes(StandardCharsets.US_ASCII),
                        new byte[] {(byte) 0xE4},
                        "\n3,y\n".getBytes(StandardCharsets.US_ASCII)));
        FileSourceOptions ascii =
                Options.of(folder, "data.csv")
                        .quarantine()
                        .text(
                                new FileSourceOptions.Text(
                                        null, null, "US-ASCII", null, 0, java.util.List.of()))
                        .build();
        LoadedTable table = LoadedTable.first(ascii);
        assertThat(table.column("a")).containsExactly(1L, 3L);
        assertThat(table.badRows).extracting(BadRow::line).containsExactly(3L);
    }

    @Test
    void aValueTooLargeIsPassedOverWithoutBeingKept() throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve("data.csv"))) {
            out.write("id,note\n1,a\n2,\"".getBytes(StandardCharsets.UTF_8));
            byte[] chunk = "x\"\",\n".repeat(200_000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 12; i++) {
                out.write(chunk);
            }
            out.write("\"\n3,b\n".getBytes(StandardCharsets.UTF_8));
        }
        LoadedTable table =
                LoadedTable.first(
                        Options.of(folder, "data.csv").valueBytesMax(1_000).quarantine().build());
        assertThat(table.column("id")).containsExactly(1L, 3L);
        assertThat(table.badRows).hasSize(1);
        assertThat(table.badRows.getFirst().code()).isEqualTo("VALUE_TOO_LARGE");
        assertThat(table.badRows.getFirst().line()).isEqualTo(3);
        assertThat(table.badRows.getFirst().raw()).startsWith("2,\"x\"\",\n").hasSize(64 * 1024);
        assertThat(table.rows.getLast()).containsEntry("_line", 3L);
    }

    @Test
    void aLineTooLargeIsPassedOverInJsonToo() throws IOException {
        String large = "{\"a\":\"" + "x".repeat(9_000_000) + "\"}\n";
        write(
                "data.jsonl",
                ("{\"a\":\"1\"}\n" + large + "{\"a\":\"2\"}\n").getBytes(StandardCharsets.UTF_8));
        LoadedTable table =
                LoadedTable.first(
                        Options.of(folder, "data.jsonl").valueBytesMax(1_000).quarantine().build());
        assertThat(table.column("a")).containsExactly("1", "2");
        assertThat(table.badRows).extracting(BadRow::code).containsExactly("VALUE_TOO_LARGE");
    }

    @Test
    @Timeout(30)
    void anInterruptEndsAReadThatWaitsForAPipe() throws InterruptedException {
        CountDownLatch reading = new CountDownLatch(1);
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        InputStream silent = new SilentPipe(reading);
        FileSourceOptions options =
                Options.of(folder, "-").table("t").format(FileFormat.CSV).stdin(silent).build();
        Thread thread =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                LoadedTable.first(options);
                            } catch (CancellationException e) {
                                thrown.set(e);
                            }
                        });
        assertThat(reading.await(20, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        thread.join(5_000);
        assertThat(thrown.get()).isInstanceOf(CancellationException.class);
    }

    private Failure failure(String source) {
        return failure(Options.of(folder, source).build());
    }

    private static Failure failure(FileSourceOptions options) {
        return catchThrowableOfType(Failure.class, () -> LoadedTable.first(options));
    }

    private void write(String name, byte[] bytes) throws IOException {
        Files.write(folder.resolve(name), bytes);
    }

    private static byte[] rows(int many) {
        StringBuilder text = new StringBuilder("id,note\n");
        for (int i = 0; i < many; i++) {
            text.append(i).append(",note ").append(i * 7919 % 1009).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] join(byte[]... parts) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            bytes.write(part);
        }
        return bytes.toByteArray();
    }

    /// A pipe that nobody writes to: deaf to interrupts.
    private static final class SilentPipe extends InputStream {
        private final CountDownLatch reading;
        private final CountDownLatch written = new CountDownLatch(1);

        SilentPipe(CountDownLatch reading) {
            this.reading = reading;
        }

        @Override
        public int read() {
            return read(new byte[1], 0, 1);
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            reading.countDown();
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
            while (System.nanoTime() < end) {
                try {
                    written.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    // Deaf on purpose.
                }
            }
            return -1;
        }
    }
}
