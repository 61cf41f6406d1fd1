package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.Change;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.ChangeWriter;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.Operation;
import dev.headrace.model.TableShape;
import dev.headrace.testkit.SeededRandom;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/// The server reads from our tuples exactly the values that were put, for every type, at its
/// limits.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CopyEncoderIT {
    private static final Instant SYNCED = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final BatchLimits LIMITS = new BatchLimits(8 << 20, Duration.ofMinutes(5), 2);

    private final BatchPool pool = new BatchPool(LIMITS);
    private TestDatabase database;
    private Connection connection;

    @BeforeAll
    void open() throws SQLException {
        database = TestPostgres.database();
        connection = database.openAdmin();
    }

    @AfterAll
    void close() throws SQLException {
        connection.close();
        database.close();
    }

    @BeforeEach
    void forget() {
        database.execute("DROP TABLE IF EXISTS t", "SET TimeZone = 'UTC'");
    }

    @Test
    void carriesTheLimitsOfEveryType() throws SQLException {
        roundTrip(LogicalType.BOOLEAN, "boolean", List.of(true, false), "t", "f");
        roundTrip(LogicalType.SHORT, "smallint", List.of(-32768L, 32767L), "-32768", "32767");
        roundTrip(
                LogicalType.INT,
                "integer",
                List.of(-2147483648L, 2147483647L, 0L),
                "-2147483648",
                "2147483647",
                "0");
        roundTrip(
                LogicalType.LONG,
                "bigint",
                List.of(Long.MIN_VALUE, Long.MAX_VALUE),
                "-9223372036854775808",
                "9223372036854775807");
        roundTrip(
                LogicalType.FLOAT,
                "real",
                List.of(1.5, -0.0, Double.NaN, Double.NEGATIVE_INFINITY),
                "1.5",
                "-0",
                "NaN",
                "-Infinity");
    }

    /// Read as numbers: up to version 11 the server writes more digits than are needed.
    @Test
    void carriesTheLimitsOfDoubles() throws SQLException {
        List<Double> values =
                List.of(
                        Double.MIN_VALUE,
                        Double.MAX_VALUE,
                        0.1,
                        -0.0,
                        Double.NaN,
                        Double.POSITIVE_INFINITY,
                        Double.NEGATIVE_INFINITY);
        load("double precision", shape(LogicalType.DOUBLE), upserts(values));
        assertThat(column().stream().map(Double::valueOf))
                .containsExactlyInAnyOrderElementsOf(values);
    }

    @Test
    void carriesTheLimitsOfTime() throws SQLException {
        roundTrip(
                LogicalType.LOCAL_DATE,
                "date",
                List.of(LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31), LocalDate.EPOCH),
                "0001-01-01",
                "9999-12-31",
                "1970-01-01");
        roundTrip(
                LogicalType.LOCAL_DATE,
                "date",
                List.of(LocalDate.of(5_874_897, 12, 31), LocalDate.of(-4712, 1, 1)),
                "5874897-12-31",
                "4713-01-01 BC");
        roundTrip(
                LogicalType.LOCAL_DATE_TIME,
                "timestamp",
                List.of(
                        LocalDateTime.of(1, 1, 1, 0, 0),
                        LocalDateTime.of(294_246, 12, 31, 23, 59, 59, 999_999_999),
                        LocalDateTime.of(1999, 12, 31, 23, 59, 59, 1_000)),
                "0001-01-01 00:00:00",
                "294246-12-31 23:59:59.999999",
                "1999-12-31 23:59:59.000001");
        roundTrip(
                LogicalType.INSTANT,
                "timestamptz",
                List.of(SYNCED, Instant.EPOCH.minusNanos(1_000)),
                "2026-01-02 03:04:05.678901+00",
                "1969-12-31 23:59:59.999999+00");
        roundTrip(
                LogicalType.LOCAL_TIME,
                "time",
                List.of(LocalTime.MIN, LocalTime.of(23, 59, 59, 999_999_000)),
                "00:00:00",
                "23:59:59.999999");
    }

    @Test
    void carriesTheLastMomentOfADay() throws SQLException {
        TableShape shape = shape(LogicalType.LOCAL_TIME);
        load(
                "time",
                shape,
                sink -> {
                    sink.begin(Operation.UPSERT);
                    sink.putTime(86_400_000_000L);
                    sink.end();
                });
        assertThat(database.value("SELECT c1 FROM t")).isEqualTo("24:00:00");
    }

    @Test
    void carriesBytesOfEveryKind() throws SQLException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        load("bytea", shape(LogicalType.BINARY), upserts(List.of(all, new byte[0])));
        assertThat(database.query("SELECT encode(c1, 'hex') FROM t"))
                .containsExactly(List.of(hex(all)), List.of(""));
    }

    @Test
    void carriesJsonWithItsText() throws SQLException {
        String json = "{ \"a\":1.50, \"a\" : [] }";
        roundTrip(LogicalType.JSON, "json", List.of(json), json);
        roundTrip(LogicalType.STRING, "varchar(40)", List.of(json, ""), json, "");
        TableShape shape = shape(LogicalType.JSON);
        CopyLayout layout = new CopyLayout(shape, List.of(WireType.JSONB), Set.of(), SYNCED);
        database.execute("DROP TABLE t");
        load("jsonb", layout, upserts(List.of(json)));
        assertThat(database.value("SELECT c1 FROM t")).isEqualTo("{\"a\": []}");
    }

    @Test
    void carriesAllOfUnicode() throws SQLException {
        StringBuilder all = new StringBuilder();
        for (int codePoint = 1; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                all.appendCodePoint(codePoint);
            }
        }
        roundTrip(LogicalType.STRING, "text", List.of(all.toString()), all.toString());
    }

    @Test
    void carriesAValueOfManyChunks() throws SQLException {
        int bytes = 64 << 20;
        byte[] text = new byte[bytes];
        Arrays.fill(text, (byte) 'x');
        text[bytes - 1] = 'y';
        load(
                "text",
                shape(LogicalType.STRING),
                sink -> {
                    sink.begin(Operation.UPSERT);
                    sink.putText(text, 0, bytes);
                    sink.end();
                });
        assertThat(database.query("SELECT octet_length(c1), strpos(c1, 'y') FROM t"))
                .containsExactly(List.of(Integer.toString(bytes), Integer.toString(bytes)));
    }

    @Test
    void carriesDecimalsWithTheirScale() throws SQLException {
        List<String> texts =
                List.of(
                        "0",
                        "-0",
                        "0.00",
                        "-0.0",
                        "1",
                        "-1",
                        "1.50",
                        "0.1",
                        "0.0001",
                        "0.00001",
                        "-0.000000012345000",
                        "10000",
                        "9999",
                        "99999999",
                        "100000000.0001",
                        "12345.6789",
                        "007.5",
                        "000",
                        "NaN",
                        "-123456789012345678901234567890.1");
        List<String> written =
                List.of(
                        "0",
                        "0",
                        "0.00",
                        "0.0",
                        "1",
                        "-1",
                        "1.50",
                        "0.1",
                        "0.0001",
                        "0.00001",
                        "-0.000000012345000",
                        "10000",
                        "9999",
                        "99999999",
                        "100000000.0001",
                        "12345.6789",
                        "7.5",
                        "0",
                        "NaN",
                        "-123456789012345678901234567890.1");
        load("numeric", shape(LogicalType.DECIMAL), decimals(texts));
        assertThat(column()).containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void carriesTheLongestDecimals() throws SQLException {
        String whole = "9".repeat(NumericWire.DIGITS_BEFORE_POINT_MAX);
        String fraction = "1" + "0".repeat(NumericWire.DIGITS_AFTER_POINT_MAX - 2) + "7";
        List<String> texts =
                List.of(whole, "-" + whole + "." + fraction, "0." + fraction, "-" + whole);
        load("numeric", shape(LogicalType.DECIMAL), decimals(texts));
        assertThat(column()).containsExactlyInAnyOrderElementsOf(texts);
    }

    @Test
    void refusesADecimalThatTheServerCannotHold() {
        String whole = "9".repeat(NumericWire.DIGITS_BEFORE_POINT_MAX + 1);
        for (String text : List.of(whole, "0." + "1".repeat(16_384))) {
            PostgresBatch batch =
                    batch(CopyLayout.of(shape(LogicalType.DECIMAL), Set.of(), SYNCED));
            assertThatThrownBy(() -> decimals(List.of(text)).accept(batch.sink()))
                    .isInstanceOfSatisfying(
                            Failure.class,
                            failure ->
                                    assertThat(failure.code())
                                            .isEqualTo(FailureCode.VALUE_TOO_LARGE));
            pool.release(batch);
        }
    }

    @Test
    void carriesRandomDecimals() {
        SeededRandom.check(
                20,
                random -> {
                    forget();
                    List<String> texts = new ArrayList<>();
                    for (int i = 0; i < 500; i++) {
                        int bits = 1 + random.nextInt(1 << random.nextInt(10));
                        byte[] magnitude = new byte[bits / 8 + 1];
                        random.nextBytes(magnitude);
                        BigInteger unscaled = new BigInteger(magnitude);
                        int scale = random.nextInt(1 << random.nextInt(8));
                        texts.add(new BigDecimal(unscaled, scale).toPlainString());
                    }
                    load("numeric", shape(LogicalType.DECIMAL), decimals(texts));
                    assertThat(column()).containsExactlyInAnyOrderElementsOf(texts);
                });
    }

    @Test
    void carriesRandomText() {
        SeededRandom.check(
                10,
                random -> {
                    forget();
                    List<String> texts = new ArrayList<>();
                    for (int i = 0; i < 200; i++) {
                        texts.add(random.text(2_000));
                    }
                    load("text", shape(LogicalType.STRING), upserts(texts));
                    assertThat(column()).containsExactlyInAnyOrderElementsOf(texts);
                });
    }

    @Test
    void forgetsAnAbandonedRowHoweverLong() throws SQLException {
        byte[] text = "x".repeat(700_000).getBytes(StandardCharsets.UTF_8);
        TableShape shape = shape(LogicalType.STRING, LogicalType.LONG);
        load(
                "text, c2 bigint",
                shape,
                sink -> {
                    for (long i = 0; i < 10_000; i++) {
                        sink.begin(Operation.UPSERT);
                        sink.putText(text, 0, (int) (i % 1000 == 7 ? text.length : i % 20));
                        if (i % 2 == 1) {
                            sink.abandon();
                        } else {
                            sink.putLong(i);
                            sink.end();
                        }
                    }
                });
        assertThat(
                        database.query(
                                """
                                SELECT count(*), min(c2), max(c2), count(DISTINCT c2),
                                       count(*) FILTER (WHERE c2 % 2 = 1)
                                FROM t
                                """))
                .containsExactly(List.of("5000", "0", "9998", "5000", "0"));
    }

    @Test
    void addsTheColumnsOfStaging() throws SQLException {
        TableShape shape = wide(20);
        Set<ExtraColumn> extras =
                EnumSet.of(ExtraColumn.ORDER, ExtraColumn.OPERATION, ExtraColumn.UNMODIFIED);
        List<@Nullable Object> full = new ArrayList<>();
        List<@Nullable Object> partial = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            full.add((long) i);
            partial.add(i == 4 || i == 19 ? Change.UNMODIFIED : null);
        }
        CopyLayout layout = CopyLayout.of(shape, extras, SYNCED);
        load(
                columns(20)
                        + ", _headrace_order bigint, _headrace_op smallint,"
                        + " _headrace_unmodified bytea",
                layout,
                sink -> {
                    ChangeWriter writer = new ChangeWriter(sink);
                    writer.write(new Change.Upsert(full));
                    writer.write(new Change.Update(partial));
                    writer.write(new Change.Delete(partial));
                });
        assertThat(
                        database.query(
                                """
                                SELECT _headrace_order, _headrace_op, get_bit(_headrace_unmodified, 3),
                                       get_bit(_headrace_unmodified, 18),
                                       get_bit(_headrace_unmodified, 4), c20
                                FROM t ORDER BY 1
                                """))
                .containsExactly(
                        Arrays.asList("100", "0", null, null, null, "20"),
                        Arrays.asList("101", "1", "1", "1", "0", null),
                        Arrays.asList("102", "2", "1", "1", "0", null));
    }

    @Test
    void addsTheSystemColumnsWhereTheyAreStored() throws SQLException {
        CopyLayout layout =
                CopyLayout.of(
                        shape(LogicalType.LONG),
                        EnumSet.of(ExtraColumn.SYNCED, ExtraColumn.DELETED),
                        SYNCED);
        load(
                "bigint, _fivetran_synced timestamptz, _fivetran_deleted boolean",
                layout,
                upserts(List.of(7L)));
        assertThat(database.query("SELECT * FROM t"))
                .containsExactly(List.of("7", "2026-01-02 03:04:05.678901+00", "f"));
    }

    @Test
    void refusesARowWithoutItsKey() {
        TableShape shape =
                new TableShape(List.of(Column.of("id", LogicalType.LONG)), List.of("id"));
        PostgresBatch batch = batch(CopyLayout.of(shape, Set.of(), SYNCED));
        batch.sink().begin(Operation.UPSERT);
        assertThatThrownBy(() -> batch.sink().putNull())
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> assertThat(failure.code()).isEqualTo(FailureCode.KEY_MISSING));
        batch.sink().abandon();
        assertThat(batch.isEmpty()).isTrue();
        pool.release(batch);
    }

    private void roundTrip(LogicalType type, String sqlType, List<?> values, String... written)
            throws SQLException {
        forget();
        List<@Nullable Object> withNull = new ArrayList<>(values);
        withNull.add(null);
        List<@Nullable String> expected = new ArrayList<>(Arrays.asList(written));
        expected.add(null);
        load(sqlType, shape(type), upserts(withNull));
        assertThat(column()).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static Consumer<ChangeSink> upserts(List<?> values) {
        return sink -> {
            ChangeWriter writer = new ChangeWriter(sink);
            for (Object value : values) {
                List<@Nullable Object> row = new ArrayList<>();
                row.add(value);
                writer.write(new Change.Upsert(row));
            }
        };
    }

    private static Consumer<ChangeSink> decimals(List<String> texts) {
        return sink -> {
            for (String text : texts) {
                byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
                sink.begin(Operation.UPSERT);
                sink.putDecimal(bytes, 0, bytes.length);
                sink.end();
            }
        };
    }

    private List<@Nullable String> column() {
        List<@Nullable String> values = new ArrayList<>();
        database.query("SELECT c1 FROM t").forEach(row -> values.add(row.getFirst()));
        return values;
    }

    private void load(String sqlTypes, TableShape shape, Consumer<ChangeSink> rows)
            throws SQLException {
        load(sqlTypes, CopyLayout.of(shape, Set.of(), SYNCED), rows);
    }

    private void load(String sqlTypes, CopyLayout layout, Consumer<ChangeSink> rows)
            throws SQLException {
        database.execute("CREATE TABLE t (c1 " + sqlTypes + ")");
        PostgresBatch batch = batch(layout);
        rows.accept(batch.sink());
        CopyIn copy =
                connection
                        .unwrap(PGConnection.class)
                        .getCopyAPI()
                        .copyIn("COPY t FROM STDIN (FORMAT binary)");
        batch.writeTo(copy);
        assertThat(copy.endCopy()).isEqualTo(batch.rows());
        pool.release(batch);
    }

    private PostgresBatch batch(CopyLayout layout) {
        return pool.open(layout, 100);
    }

    private static TableShape shape(LogicalType... types) {
        List<Column> columns = new ArrayList<>();
        for (LogicalType type : types) {
            columns.add(Column.of("c" + (columns.size() + 1), type));
        }
        return new TableShape(columns, List.of());
    }

    private static TableShape wide(int columns) {
        LogicalType[] types = new LogicalType[columns];
        Arrays.fill(types, LogicalType.LONG);
        return shape(types);
    }

    private static String columns(int count) {
        StringBuilder columns = new StringBuilder("bigint");
        for (int i = 2; i <= count; i++) {
            columns.append(", c").append(i).append(" bigint");
        }
        return columns.toString();
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }
}
