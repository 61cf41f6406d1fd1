package dev.headrace.source.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.ChangeRecorder;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.InputRange;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import dev.headrace.source.ReadOutcome;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.TableReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Wherever a load ends, the next one goes on so that every record is there once.
class ResumeTest {
    private static final String TEXT =
            "id,note\n1,a\n2,\"b\nb\"\n\n3,c\n4,\"d\"\"d\"\n5,e\n6,f\n7,g\n8,h";

    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"data.csv", "data.csv.gz", "data.jsonl"})
    void aFirstLoadFillsWhateverGapsAreLeft(String name) throws IOException {
        write(name, name.contains("jsonl") ? jsonLines() : TEXT);
        write("data_2.csv", "id,note\n9,i\n10,j\n");
        boolean several = name.equals("data.csv");
        String source = several ? "data*.csv" : name;
        FileSourceOptions options = Options.of(folder, source).build();
        LoadedTable whole = LoadedTable.read(options, ReadRequest.firstLoad(), 1);
        int batches = whole.checkpoints.size();
        for (int kept = 0; kept < 1 << Math.min(batches, 11); kept++) {
            List<Map<String, @Nullable Object>> rows = new ArrayList<>();
            List<InputRange> committed = new ArrayList<>();
            int row = 0;
            for (int batch = 0; batch < batches; batch++) {
                for (InputRange range : whole.checkpoints.get(batch).ranges()) {
                    int many = (int) range.rows();
                    if ((kept >> batch & 1) != 0) {
                        committed.add(range);
                        rows.addAll(whole.rows.subList(row, row + many));
                    }
                    row += many;
                }
            }
            ReadRequest request =
                    new ReadRequest(
                            ReadRequest.Phase.FIRST_LOAD, whole.shape, List.of(), committed);
            LoadedTable rest = LoadedTable.read(options, request, 2);
            rows.addAll(rest.rows);
            assertThat(rows).as("kept %x", kept).containsExactlyInAnyOrderElementsOf(whole.rows);
            assertThat(rest.states).isEqualTo(whole.states);
        }
    }

    private static String jsonLines() {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i <= 8; i++) {
            text.append("{\"id\":").append(i).append(",\"note\":\"n").append(i).append("\"}\n");
        }
        return text.toString();
    }

    @Test
    void aFirstLoadBeginsAnewWhereTheInputChanged() throws IOException {
        write("data.csv", TEXT);
        FileSourceOptions options = Options.of(folder, "data.csv").build();
        LoadedTable whole = LoadedTable.read(options, ReadRequest.firstLoad(), 3);
        ReadRequest request =
                new ReadRequest(
                        ReadRequest.Phase.FIRST_LOAD,
                        whole.shape,
                        List.of(),
                        whole.checkpoints.getFirst().ranges());
        assertThat(continues(options, request)).isTrue();
        assertThat(continues(Options.of(folder, "data.csv").nulls("a").build(), request)).isFalse();
        write("data.csv", TEXT.replace("5,e", "5,x"));
        assertThat(continues(options, request)).isFalse();
        assertThat(LoadedTable.read(options, request, 3).rows).hasSize(8);
    }

    private static boolean continues(FileSourceOptions options, ReadRequest request) {
        FileSource source = new FileSource(options);
        try (TableReader reader = source.open(source.tables().getFirst(), request)) {
            return reader.continues();
        }
    }

    @Test
    void aLaterLoadGoesOnBehindItsLastBatch() throws IOException {
        write("data.csv", TEXT);
        FileSourceOptions options = Options.of(folder, "data.csv").build();
        LoadedTable whole = LoadedTable.read(options, later(shape(options), List.of()), 1);
        for (int batch = 0; batch < whole.checkpoints.size(); batch++) {
            Checkpoint checkpoint = whole.checkpoints.get(batch);
            LoadedTable rest =
                    LoadedTable.read(options, later(whole.shape, checkpoint.states()), 100);
            int done = Math.min(batch + 1, 8);
            assertThat(rest.rows).isEqualTo(whole.rows.subList(done, 8));
            assertThat(rest.removals)
                    .isEqualTo(
                            rest.outcomes.isEmpty() || (done == 8 && rest.removals.isEmpty())
                                    ? List.of()
                                    : List.of(new ChangeRecorder.Removal("data.csv", 8)));
        }
    }

    @Test
    void whatIsUnchangedIsNotRead() throws IOException {
        write("data.csv", TEXT);
        FileSourceOptions options = Options.of(folder, "data.csv").build();
        LoadedTable first = LoadedTable.first(options);
        ReadRequest request = later(first.shape, List.copyOf(first.states.values()));
        assertThat(unchanged(options, request)).isTrue();
        assertThat(LoadedTable.read(options, request, 9).rows).isEmpty();
        touch("data.csv");
        assertThat(unchanged(options, request)).isTrue();
        assertThat(unchanged(Options.of(folder, "data.csv").nulls("a").build(), request)).isFalse();
        write("data.csv", TEXT.replace("8,h", "8,x"));
        touch("data.csv");
        assertThat(unchanged(options, request)).isFalse();
        assertThat(LoadedTable.read(options, request, 9).rows).hasSize(8);
    }

    private static boolean unchanged(FileSourceOptions options, ReadRequest request) {
        FileSource source = new FileSource(options);
        try (TableReader reader = source.open(source.tables().getFirst(), request)) {
            return reader.unchanged();
        }
    }

    /// However alike what the file was and what it is may look from outside.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anEditThatKeepsTheSizeIsRead(boolean large) throws IOException {
        String rest = "2,pending\n".repeat(large ? 40_000 : 1);
        FileSourceOptions options = Options.of(folder, "data.csv").build();
        write("data.csv", "id,note\n" + rest + "1,pending\n" + rest);
        LoadedTable first = LoadedTable.first(options);
        FileTime modified = Files.getLastModifiedTime(folder.resolve("data.csv"));
        write("data.csv", "id,note\n" + rest + "1,shipped\n" + rest);
        if (large) {
            touch("data.csv");
        } else {
            Files.setLastModifiedTime(folder.resolve("data.csv"), modified);
        }
        ReadRequest later =
                new ReadRequest(
                        ReadRequest.Phase.LATER_LOAD,
                        first.shape,
                        List.copyOf(first.states.values()),
                        List.of());
        assertThat(LoadedTable.read(options, later, Integer.MAX_VALUE).column("note"))
                .contains("shipped");
    }

    @Test
    void linesBeyondAFilesNewEndAreRemoved() throws IOException {
        write("data.csv", TEXT);
        FileSourceOptions options = Options.of(folder, "data.csv").build();
        LoadedTable first = LoadedTable.first(options);
        assertThat(first.removals).isEmpty();
        write("data.csv", "id,note\n1,a\n2,b\n");
        LoadedTable next =
                LoadedTable.read(
                        options, later(first.shape, List.copyOf(first.states.values())), 9);
        assertThat(next.rows).hasSize(2);
        assertThat(next.removals).containsExactly(new ChangeRecorder.Removal("data.csv", 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"data.csv", "data.csv.gz"})
    void aGrownFileGoesOnWhereItEnded(String name) throws IOException {
        write(name, "id,note\n1,a\n2,b\n");
        FileSourceOptions options = Options.of(folder, name).append().build();
        LoadedTable first = LoadedTable.first(options);
        assertThat(first.names()).containsExactly("id", "note", "_file", "_line", "_modified");
        assertThat(first.shape.key()).isEmpty();
        append(name, "3,c\n4,d");
        LoadedTable second = next(options, first);
        assertThat(second.column("id")).containsExactly(3L, 4L);
        assertThat(second.column("_line")).containsExactly(3L, 4L);
        append(name, "\n5,e\n");
        LoadedTable third = next(options, second);
        assertThat(third.column("id"))
                .containsExactlyElementsOf(
                        name.endsWith("gz") ? List.of(1L, 2L, 3L, 4L, 5L) : List.of(5L));
        assertThat(unchanged(options, later(third.shape, List.copyOf(third.states.values()))))
                .isTrue();
    }

    @Test
    void aFileThatWentOnInItsLastLineIsReadAgain() throws IOException {
        write("data.csv", "id,note\n1,a\n2,b");
        FileSourceOptions options = Options.of(folder, "data.csv").append().build();
        LoadedTable first = LoadedTable.first(options);
        append("data.csv", "bb\n3,c\n");
        assertThat(next(options, first).column("note")).containsExactly("a", "bbb", "c");
    }

    @Test
    void aPipeGoesOnBehindWhatIsTheSame() {
        byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
        LoadedTable whole = LoadedTable.read(pipe(text), later(shape(pipe(text)), List.of()), 3);
        List<StateEntry> states = whole.checkpoints.getFirst().states();
        LoadedTable rest = LoadedTable.read(pipe(text), later(whole.shape, states), 3);
        assertThat(rest.rows).isEqualTo(whole.rows.subList(3, 8));
        byte[] other = TEXT.replace("3,c", "3,x").getBytes(StandardCharsets.UTF_8);
        assertThat(LoadedTable.read(pipe(other), later(whole.shape, states), 3).rows).hasSize(8);
    }

    private FileSourceOptions pipe(byte[] text) {
        return Options.of(folder, "-")
                .table("t")
                .format(FileFormat.CSV)
                .append()
                .stdin(new ByteArrayInputStream(text))
                .build();
    }

    @Test
    void aPipeThatDiffersLaterIsRefused() {
        StringBuilder text = new StringBuilder("id\n");
        for (int i = 0; i < 200_000; i++) {
            text.append(1_000_000 + i).append('\n');
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        LoadedTable whole =
                LoadedTable.read(pipe(bytes), later(shape(pipe(bytes)), List.of()), 150_000);
        List<StateEntry> states = whole.checkpoints.getFirst().states();
        assertThat(LoadedTable.read(pipe(bytes), later(whole.shape, states), 150_000).rows)
                .hasSize(50_000);
        bytes[8 * 100_000] = '5';
        assertThatThrownBy(() -> LoadedTable.read(pipe(bytes), later(whole.shape, states), 9))
                .isInstanceOfSatisfying(
                        Failure.class,
                        f -> assertThat(f.code()).isEqualTo(FailureCode.FILE_CHANGED));
    }

    @Test
    void aFileThatChangesWhileItIsReadIsNotTakenForRead() throws IOException {
        write("data.csv", TEXT);
        FileSourceOptions options = Options.of(folder, "data.csv").build();
        FileSource source = new FileSource(options);
        try (TableReader reader =
                source.open(source.tables().getFirst(), ReadRequest.firstLoad())) {
            assertThat(reader.read(new ChangeRecorder(reader.shape(), 1)))
                    .isEqualTo(ReadOutcome.FULL);
            append("data.csv", "\n9,i\n");
            ChangeRecorder sink = new ChangeRecorder(reader.shape(), 100);
            assertThatThrownBy(() -> reader.read(sink))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            f -> assertThat(f.code()).isEqualTo(FailureCode.FILE_CHANGED));
        }
    }

    @Test
    void readsTheFirstRecordsOnlyWhereToldSo() throws IOException {
        write("data.csv", "a\n1\n2\nx\n");
        LoadedTable table = LoadedTable.first(Options.of(folder, "data.csv").limit(2).build());
        assertThat(table.column("a")).containsExactly(1L, 2L);
    }

    private LoadedTable next(FileSourceOptions options, LoadedTable before) {
        return LoadedTable.read(
                options, later(before.shape, List.copyOf(before.states.values())), 100);
    }

    private static TableShape shape(FileSourceOptions options) {
        FileSource source = new FileSource(options);
        try (TableReader reader =
                source.open(source.tables().getFirst(), ReadRequest.firstLoad())) {
            return reader.shape();
        }
    }

    private static ReadRequest later(TableShape stored, List<StateEntry> states) {
        return new ReadRequest(ReadRequest.Phase.LATER_LOAD, stored, states, List.of());
    }

    private void write(String name, String text) throws IOException {
        Files.write(folder.resolve(name), packed(name, text));
    }

    private void append(String name, String text) throws IOException {
        Files.write(folder.resolve(name), packed(name, text), StandardOpenOption.APPEND);
        touch(name);
    }

    private void touch(String name) throws IOException {
        Files.setLastModifiedTime(
                folder.resolve(name), FileTime.from(Instant.parse("2030-01-01T00:00:00Z")));
    }

    private static byte[] packed(String name, String text) throws IOException {
        byte[] plain = text.getBytes(StandardCharsets.UTF_8);
        if (!name.endsWith(".gz")) {
            return plain;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(plain);
        }
        return bytes.toByteArray();
    }
}
