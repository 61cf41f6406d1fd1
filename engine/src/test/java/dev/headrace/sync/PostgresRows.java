package dev.headrace.sync;

import dev.headrace.destination.Destination;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.testkit.TestDatabase;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Rows of a PostgreSQL table and of its model in the same words.
final class PostgresRows {
    private static final long MICROS = 1_000_000;

    /// In two parts, since servers before 14 count in floating point.
    private static final String MICROSECONDS =
            """
            (extract(epoch FROM date_trunc('second', {}))::bigint * 1000000
                + extract(microseconds FROM {})::bigint % 1000000)::text\
            """;

    private PostgresRows() {}

    /// The model's rows. Where it leaves open when a row was written, as `found` has it.
    ///
    /// @param run names the run that an instant belongs to
    static List<String> of(MemoryTable table, Function<Instant, String> run, List<String> found) {
        Set<String> there = new HashSet<>(found);
        List<String> rows = new ArrayList<>();
        for (MemoryTable.Row row : table.rows()) {
            String first = text(table, row, run.apply(row.synced()));
            String second = text(table, row, run.apply(row.orSynced()));
            rows.add(there.contains(second) ? second : first);
        }
        rows.sort(null);
        return rows;
    }

    private static String text(MemoryTable table, MemoryTable.Row row, String written) {
        List<String> cells = new ArrayList<>();
        for (Column column : table.shape().columns()) {
            cells.add(column.name() + "=" + text(row.values().get(column.name())));
        }
        cells.add("written " + written);
        if (row.deleted()) {
            cells.add("deleted");
        }
        return cells.toString();
    }

    /// The table's rows, with the model's columns.
    static List<String> of(
            TestDatabase database,
            TableName name,
            MemoryTable model,
            Function<Instant, String> run) {
        List<Column> columns = model.shape().columns();
        List<String> selected = new ArrayList<>();
        columns.forEach(column -> selected.add(expression(column)));
        selected.add("(extract(epoch FROM _fivetran_synced) * 1000000)::bigint");
        selected.add(model.mode() == SyncMode.SOFT_DELETE ? "_fivetran_deleted::text" : "'false'");
        String sql =
                "SELECT %s FROM %s.%s"
                        .formatted(
                                String.join(", ", selected),
                                quoted(name.schema()),
                                quoted(name.table()));
        List<String> rows = new ArrayList<>();
        for (List<@Nullable String> row : database.query(sql)) {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                cells.add(column.name() + "=" + shown(column.type(), row.get(i)));
            }
            long micros = Long.parseLong(String.valueOf(row.get(columns.size())));
            cells.add("written " + run.apply(instant(micros)));
            if ("true".equals(row.get(columns.size() + 1))) {
                cells.add("deleted");
            }
            rows.add(cells.toString());
        }
        rows.sort(null);
        return rows;
    }

    /// The columns that a source fills, with the destination's types.
    static List<String> columns(TestDatabase database, TableName name) {
        return database
                .query(
                        """
                        SELECT attname || ' ' || format_type(atttypid, atttypmod)
                        FROM pg_attribute
                        WHERE attrelid = '%s.%s'::regclass AND attnum > 0 AND NOT attisdropped
                        AND attname NOT LIKE '\\_fivetran%%' ORDER BY attnum\
                        """
                                .formatted(quoted(name.schema()), quoted(name.table())))
                .stream()
                .map(row -> String.valueOf(row.getFirst()))
                .map(column -> column.replace("timestamp with time zone", "timestamptz"))
                .map(column -> column.replace(" without time zone", ""))
                .toList();
    }

    static List<String> columns(MemoryTable table, Destination destination) {
        return table.shape().columns().stream()
                .map(column -> column.name() + " " + destination.typeName(column.type()))
                .toList();
    }

    private static Instant instant(long micros) {
        return Instant.ofEpochSecond(
                Math.floorDiv(micros, MICROS), Math.floorMod(micros, MICROS) * 1_000);
    }

    private static String expression(Column column) {
        String name = quoted(column.name());
        return switch (column.type()) {
            case LOCAL_DATE_TIME, INSTANT, LOCAL_TIME -> MICROSECONDS.replace("{}", name);
            case BINARY -> "encode(" + name + ", 'hex')";
            case BOOLEAN, SHORT, INT, LONG, DECIMAL, FLOAT, DOUBLE, LOCAL_DATE, STRING, JSON, XML ->
                    name + "::text";
        };
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static String shown(LogicalType type, @Nullable String value) {
        if (value == null) {
            return "NULL";
        }
        return switch (type) {
            case FLOAT, DOUBLE -> Double.toString(Double.parseDouble(value));
            case BOOLEAN,
                    SHORT,
                    INT,
                    LONG,
                    DECIMAL,
                    LOCAL_DATE,
                    LOCAL_DATE_TIME,
                    INSTANT,
                    LOCAL_TIME,
                    STRING,
                    JSON,
                    XML,
                    BINARY ->
                    value;
        };
    }

    private static String text(@Nullable Object value) {
        return switch (value) {
            case null -> "NULL";
            case BigDecimal number -> number.toPlainString();
            case LocalDateTime moment -> micros(moment.toInstant(ZoneOffset.UTC));
            case Instant moment -> micros(moment);
            case LocalTime time -> Long.toString(time.getLong(ChronoField.MICRO_OF_DAY));
            case List<?> bytes ->
                    HexFormat.of()
                            .formatHex(
                                    bytes.getFirst()
                                            .toString()
                                            .getBytes(StandardCharsets.ISO_8859_1));
            default -> value.toString();
        };
    }

    private static String micros(Instant moment) {
        return Long.toString(moment.getEpochSecond() * MICROS + moment.getNano() / 1_000);
    }
}
