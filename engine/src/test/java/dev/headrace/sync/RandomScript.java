package dev.headrace.sync;

import dev.headrace.destination.LoadRequest;
import dev.headrace.model.Change;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import dev.headrace.testkit.SeededRandom;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a source goes through in a few syncs, at random: rows that come, change, vanish and come
/// twice, columns that are new, widen or have no value yet.
final class RandomScript {
    static final TableName TABLE = new TableName("random rows", "t");

    private static final List<LogicalType> TYPES =
            List.of(
                    LogicalType.BOOLEAN,
                    LogicalType.LONG,
                    LogicalType.DECIMAL,
                    LogicalType.DOUBLE,
                    LogicalType.LOCAL_DATE,
                    LogicalType.LOCAL_DATE_TIME,
                    LogicalType.INSTANT,
                    LogicalType.LOCAL_TIME,
                    LogicalType.STRING,
                    LogicalType.JSON,
                    LogicalType.BINARY);
    private static final List<String> NAMES =
            List.of(
                    "name",
                    "select",
                    "two words",
                    "Quote\"d",
                    "\u00fcml\u00e4ut",
                    "a'b",
                    "_x",
                    "{t}");

    private final SeededRandom random;
    private final SyncMode mode;
    private final boolean whole;
    private final int keys;

    /// Whether equal decimals look equal, too. Where they do not, a row that becomes 1.0 after 1
    /// may stay as it is; as text the two would differ.
    private final boolean exact;

    private final List<List<FakeSource.Entry>> steps = new ArrayList<>();
    private final Map<Long, Change.Upsert> content = new LinkedHashMap<>();
    private TableShape shape;

    RandomScript(SeededRandom random) {
        this.random = random;
        this.mode = random.pick(List.of(SyncMode.SOFT_DELETE, SyncMode.LIVE, SyncMode.APPEND));
        this.whole = mode != SyncMode.APPEND && random.nextBoolean();
        this.keys = mode == SyncMode.APPEND ? 0 : random.nextInt(1, 3);
        this.exact = random.nextBoolean();
        this.shape = firstShape();
        int count = random.nextInt(2, 6);
        for (int step = 0; step < count; step++) {
            steps.add(step(step));
        }
    }

    /// Whether each step's rows are all that there is.
    boolean whole() {
        return whole;
    }

    /// What each sync finds new; where [#whole], everything there is.
    List<List<FakeSource.Entry>> steps() {
        return steps;
    }

    LoadRequest request() {
        return new LoadRequest(
                TABLE, mode, shape.key(), whole, true, false, false, List.of(), false, false);
    }

    private TableShape firstShape() {
        List<Column> columns = new ArrayList<>();
        List<String> key = new ArrayList<>();
        if (keys >= 1) {
            columns.add(Column.of("id", LogicalType.LONG));
            key.add("id");
        }
        if (keys == 2) {
            columns.add(Column.of("Second Key", LogicalType.STRING));
            key.add("Second Key");
        }
        int more = random.nextInt(1, 5);
        for (int i = 0; i < more; i++) {
            columns.add(newColumn(i));
        }
        return new TableShape(columns, key);
    }

    private Column newColumn(int number) {
        String name = number < NAMES.size() ? NAMES.get(number) : "c" + number;
        return random.oneIn(5)
                ? new Column(name, name, LogicalType.STRING, true)
                : Column.of(name, random.pick(TYPES));
    }

    private List<FakeSource.Entry> step(int number) {
        if (number > 0 && random.oneIn(3)) {
            addColumn();
        }
        return whole ? everything() : news(number == 0);
    }

    private void addColumn() {
        List<Column> columns = new ArrayList<>(shape.columns());
        columns.add(newColumn(columns.size() - keys));
        shape = new TableShape(columns, shape.key());
    }

    /// A log's next changes. What a first load reads are rows alone.
    private List<FakeSource.Entry> news(boolean first) {
        List<FakeSource.Entry> entries = new ArrayList<>();
        int count = random.oneIn(8) ? 0 : random.nextInt(150);
        for (int i = 0; i < count || (first && entries.isEmpty()); i++) {
            if (random.oneIn(60)) {
                widen();
            }
            boolean rowsOnly = first || mode == SyncMode.APPEND;
            Change change = rowsOnly ? upsert(anyKey()) : change();
            entries.add(new FakeSource.Entry(shape, change, random.oneIn(40)));
        }
        return entries;
    }

    private Change change() {
        return switch (random.nextInt(20)) {
            case 0 -> random.oneIn(3) ? new Change.Truncate() : upsert(anyKey());
            case 1, 2, 3 -> new Change.Delete(keyOnly(anyKey()));
            case 4, 5, 6 -> new Change.Update(partly(row(anyKey())));
            case 7, 8 -> new Change.Upsert(partly(row(anyKey())));
            default -> upsert(anyKey());
        };
    }

    /// Few keys, so that rows meet.
    private long anyKey() {
        return random.nextInt(60);
    }

    private Change.Upsert upsert(long id) {
        return new Change.Upsert(row(id));
    }

    /// The whole of a table that has changed a little, in any order, some rows twice.
    private List<FakeSource.Entry> everything() {
        int changes = random.oneIn(6) ? 0 : random.nextInt(1, 40);
        for (int i = 0; i < changes || content.isEmpty(); i++) {
            long id = anyKey();
            if (random.oneIn(3)) {
                content.remove(id);
            } else {
                content.put(id, upsert(id));
            }
        }
        List<FakeSource.Entry> entries = new ArrayList<>();
        content.forEach((id, row) -> {
            if (random.oneIn(10)) {
                entries.add(new FakeSource.Entry(shape, upsert(id), false));
            }
            entries.add(
                    new FakeSource.Entry(shape, new Change.Upsert(fitted(row.values())), false));
        });
        return entries;
    }

    /// A row of before in the shape of now.
    private List<@Nullable Object> fitted(List<@Nullable Object> row) {
        List<@Nullable Object> fitted = new ArrayList<>(row);
        while (fitted.size() < shape.columns().size()) {
            fitted.add(null);
        }
        return fitted;
    }

    private List<@Nullable Object> row(long id) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < shape.columns().size(); i++) {
            row.add(i < keys ? key(i, id) : value(shape.columns().get(i)));
        }
        return row;
    }

    private @Nullable Object key(int at, long id) {
        if (at == 1) {
            return id % 3 == 0 ? "" : "k\u00e9y '" + id % 3 + "\\";
        }
        return Widening.convert(id, shape.columns().get(at).type());
    }

    private List<@Nullable Object> keyOnly(long id) {
        List<@Nullable Object> row = new ArrayList<>();
        for (int i = 0; i < shape.columns().size(); i++) {
            row.add(i < keys ? key(i, id) : Change.UNMODIFIED);
        }
        return row;
    }

    private List<@Nullable Object> partly(List<@Nullable Object> row) {
        for (int i = keys; i < row.size(); i++) {
            if (random.nextBoolean()) {
                row.set(i, Change.UNMODIFIED);
            }
        }
        return row;
    }

    /// Few different values, so that equal ones meet.
    private @Nullable Object value(Column column) {
        if (column.nullOnly() || random.oneIn(6)) {
            return null;
        }
        return switch (column.type()) {
            case BOOLEAN -> random.nextBoolean();
            case SHORT, INT, LONG ->
                    random.oneIn(4) ? random.nextLong() : (long) random.nextInt(-2, 3);
            case DECIMAL -> exact ? decimal().stripTrailingZeros() : decimal();
            case FLOAT, DOUBLE -> floating();
            case LOCAL_DATE -> date();
            case LOCAL_DATE_TIME -> dateTime();
            case INSTANT -> instant();
            case LOCAL_TIME ->
                    random.oneIn(3)
                            ? LocalTime.MIDNIGHT
                            : LocalTime.ofNanoOfDay(1_000 * random.nextLong(86_400_000_000L));
            case STRING, XML -> random.oneIn(3) ? random.text(30) : "t" + random.nextInt(3);
            case JSON -> random.oneIn(2) ? "{\"a\": [1, null, \"\u20ac\"]}" : "[]";
            case BINARY ->
                    random.oneIn(3) ? new byte[0] : new byte[] {0, (byte) random.nextInt(), -1};
        };
    }

    private BigDecimal decimal() {
        BigDecimal small = new BigDecimal(random.nextInt(-3, 4));
        return switch (random.nextInt(4)) {
            case 0 -> small.setScale(random.nextInt(4));
            case 1 -> new BigDecimal(random.nextLong() + "." + random.nextInt(1_000_000));
            case 2 -> BigDecimal.TEN.pow(random.nextInt(1, 60)).add(small);
            default -> small.scaleByPowerOfTen(-random.nextInt(30));
        };
    }

    private double floating() {
        return switch (random.nextInt(6)) {
            case 0 -> Double.NaN;
            case 1 -> Double.NEGATIVE_INFINITY;
            case 2 -> -0.0;
            case 3 -> random.nextInt(3);
            default -> random.nextGaussian() * 1e12;
        };
    }

    private LocalDate date() {
        return LocalDate.of(
                random.nextInt(1, 10_000), random.nextInt(1, 13), random.nextInt(1, 29));
    }

    private LocalDateTime dateTime() {
        LocalDateTime midnight = date().atStartOfDay();
        return random.oneIn(3)
                ? midnight
                : midnight.plusNanos(1_000 * random.nextLong(86_400_000_000L));
    }

    private Instant instant() {
        return dateTime().toInstant(ZoneOffset.UTC);
    }

    /// Gives a column a type that holds more.
    private void widen() {
        int at = random.nextInt(shape.columns().size());
        Column column = shape.columns().get(at);
        List<LogicalType> wider = at < keys ? widerKey(column) : wider(column);
        if (wider.isEmpty()) {
            return;
        }
        List<Column> columns = new ArrayList<>(shape.columns());
        columns.set(at, Column.of(column.name(), random.pick(wider)));
        shape = new TableShape(columns, shape.key());
    }

    private static List<LogicalType> widerKey(Column column) {
        return column.type() == LogicalType.LONG ? List.of(LogicalType.DECIMAL) : List.of();
    }

    private List<LogicalType> wider(Column column) {
        if (column.nullOnly()) {
            return TYPES;
        }
        return switch (column.type()) {
            case LONG -> List.of(LogicalType.DECIMAL, LogicalType.STRING);
            case LOCAL_DATE ->
                    List.of(LogicalType.LOCAL_DATE_TIME, LogicalType.INSTANT, LogicalType.STRING);
            case LOCAL_DATE_TIME -> List.of(LogicalType.INSTANT, LogicalType.STRING);
            case DECIMAL -> exact ? List.of(LogicalType.STRING) : List.of();
            case BOOLEAN, INSTANT, LOCAL_TIME, JSON, BINARY -> List.of(LogicalType.STRING);
            case SHORT, INT, FLOAT, DOUBLE, STRING, XML -> List.of();
        };
    }
}
