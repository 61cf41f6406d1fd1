package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The statements of a later load, as people read them: `golden/destination/*.sql`, rewritten with
/// `-Dgolden.update`.
class MergeSqlTest {
    private static final Path GOLDEN =
            Path.of(
                    System.getProperty("headrace.root", ".."),
                    "engine/src/test/resources/golden/destination");

    /// A key of two columns, one of them cast; values that compare by themselves, as text, and byte
    /// by byte.
    private static final TableShape SHAPE =
            new TableShape(
                    List.of(
                            Column.of("id", LogicalType.STRING),
                            Column.of("Part \"b\"", LogicalType.LONG),
                            Column.of("price", LogicalType.DECIMAL),
                            Column.of("doc", LogicalType.JSON),
                            Column.of("name", LogicalType.STRING)),
                    List.of("id", "Part \"b\""));

    @ParameterizedTest
    @EnumSource
    void mergesAsTheGoldenFilesSay(SyncMode mode) throws IOException {
        MergeSql sql = sql(mode);
        Map<String, String> statements = new LinkedHashMap<>();
        statements.put(
                "staging table",
                StagingSql.create(StagingTable.STAGED, sql.columns(), layout(mode).extras()));
        statements.put("copy", StagingSql.copy(StagingTable.STAGED, layout(mode).columnNames()));
        if (mode == SyncMode.APPEND) {
            statements.put("rows that need a cast", sql.append());
        } else {
            statements.put("whole rows", sql.rows());
            statements.put("table of layers", sql.createFolded());
            statements.put("index of layers", sql.indexFolded());
            statements.put("changes into layers", sql.fold());
            statements.put("number of layers", sql.layers());
            statements.put("one layer", sql.layer());
            statements.put("truncation", sql.truncate());
            statements.put("lines beyond a file's end", sql.removeLines());
        }
        expect(mode.label(), statements);
    }

    @ParameterizedTest
    @EnumSource(names = {"SOFT_DELETE", "LIVE"})
    void takesSnapshotsAsTheGoldenFilesSay(SyncMode mode) throws IOException {
        QualifiedName seen = QualifiedName.of("_headrace", "seen_7");
        SnapshotSql sql =
                new SnapshotSql(sql(mode).target(), seen, Identifier.all(SHAPE.key()), mode);
        Map<String, String> statements = new LinkedHashMap<>();
        statements.put("begin", sql.create());
        statements.put("keys seen", sql(mode).see(seen));
        statements.put("live rows", sql.countLive());
        statements.put("vanished rows", sql.countVanished());
        statements.put("mark", sql.markVanished());
        statements.put("end", sql.drop());
        expect("snapshot-" + mode.label(), statements);
    }

    @Test
    void widensAsTheGoldenFileSays() throws IOException {
        List<Column> known = new ArrayList<>();
        List<Column> wanted = new ArrayList<>();
        Map<String, TargetColumn> found = new LinkedHashMap<>();
        for (LogicalType from : LogicalType.values()) {
            for (LogicalType with : LogicalType.values()) {
                String name = (from + " and " + with).toLowerCase(Locale.ROOT);
                boolean numbers = from.isNumber() && with.isNumber();
                if (from != from.join(with) && (numbers || with == LogicalType.STRING)) {
                    known.add(Column.of(name, from));
                    wanted.add(Column.of(name, with));
                    found.put(name, column(name, "void", "other", Optional.empty()));
                }
            }
        }
        known.add(new Column("empty", "empty", LogicalType.STRING, true));
        wanted.add(Column.of("empty", LogicalType.INSTANT));
        found.put("empty", column("empty", "text", "text", Optional.empty()));
        wanted.add(Column.of("added", LogicalType.JSON));
        TargetTable table = new TargetTable(QualifiedName.of("files", "orders"), 1, found);
        ShapeChange change =
                ShapeChange.plan(
                        new TableShape(known, List.of()), new TableShape(wanted, List.of()), table);
        String sql = change.alter(table.name()).getFirst();
        expect("widening", Map.of("all of it", sql.replace(", ALTER", ",\n    ALTER")));
    }

    private static MergeSql sql(SyncMode mode) {
        return new MergeSql(
                QualifiedName.of(new TableName("files", "orders")),
                StagingTable.STAGED,
                StagingTable.FOLDED,
                StagedColumn.of(layout(mode), target()),
                mode);
    }

    private static CopyLayout layout(SyncMode mode) {
        Set<ExtraColumn> extras =
                mode == SyncMode.APPEND
                        ? EnumSet.of(ExtraColumn.SYNCED)
                        : EnumSet.of(
                                ExtraColumn.ORDER, ExtraColumn.OPERATION, ExtraColumn.UNMODIFIED);
        return CopyLayout.of(SHAPE, extras, Instant.EPOCH);
    }

    private static TargetTable target() {
        Map<String, TargetColumn> columns = new LinkedHashMap<>();
        Optional<QualifiedName> loose = Optional.of(QualifiedName.of("public", "loose"));
        for (TargetColumn column :
                List.of(
                        column("id", "uuid", "uuid", Optional.empty()),
                        column("Part \"b\"", "bigint", "int8", Optional.empty()),
                        column("price", "numeric(10,2)", "numeric", Optional.empty()),
                        column("doc", "json", "json", Optional.empty()),
                        column("name", "text", "text", loose))) {
            columns.put(column.name().name(), column);
        }
        return new TargetTable(QualifiedName.of("files", "orders"), 1, columns);
    }

    private static TargetColumn column(
            String name, String type, String typeName, Optional<QualifiedName> collation) {
        String bare = type.replaceAll("\\(.*", "");
        return new TargetColumn(
                new Identifier(name), new Sql(type), new Sql(bare), typeName, collation);
    }

    private static void expect(String name, Map<String, String> statements) throws IOException {
        StringBuilder text = new StringBuilder();
        statements.forEach((title, sql) ->
                text.append("-- ").append(title).append('\n').append(sql).append(";\n\n"));
        Path file = GOLDEN.resolve(name + ".sql");
        String wanted = text.toString().stripTrailing() + "\n";
        if (System.getProperty("golden.update") != null) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, wanted);
        }
        assertThat(wanted).isEqualTo(Files.readString(file));
    }
}
