package dev.headrace.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.model.ChangeRecorder;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.Operation;
import dev.headrace.model.TableShape;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Text becomes the value that the JDK's own, slower readers make of it, and no text becomes a
/// value that it is not.
class ValuesPropertyTest {
    private static final long SEED = 42;
    private static final int TEXTS = 30_000;
    private static final LogicalType[] INFERRED = {
        LogicalType.LONG,
        LogicalType.DECIMAL,
        LogicalType.DOUBLE,
        LogicalType.BOOLEAN,
        LogicalType.LOCAL_DATE,
        LogicalType.LOCAL_DATE_TIME,
        LogicalType.INSTANT,
        LogicalType.JSON,
        LogicalType.STRING
    };

    private final Random random = new Random(SEED);
    private final Classifier classifier = new Classifier();

    @Test
    void wholeNumbersAreThoseWrittenBackTheSame() {
        for (int i = 0; i < TEXTS; i++) {
            String text = digits(1 + random.nextInt(21));
            BigDecimal number = new BigDecimal(text);
            boolean same = number.toPlainString().equals(text);
            boolean fits =
                    number.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0
                            && number.compareTo(BigDecimal.valueOf(Long.MIN_VALUE)) >= 0;
            assertThat(put(LogicalType.LONG, text))
                    .as(text)
                    .isEqualTo(same && fits ? number.longValueExact() : null);
            assertThat(put(LogicalType.DECIMAL, text)).as(text).isEqualTo(same ? number : null);
        }
        assertThat(put(LogicalType.LONG, "-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
        assertThat(put(LogicalType.LONG, "9223372036854775808")).isNull();
    }

    private String digits(int length) {
        StringBuilder text = new StringBuilder(random.nextInt(4) == 0 ? "-" : "");
        IntStream.range(0, length).forEach(i -> text.append(random.nextInt(10)));
        return text.toString();
    }

    @Test
    void doublesAreTheNearestOnes() {
        for (int i = 0; i < TEXTS; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                continue;
            }
            String text = String.format(Locale.ROOT, "%.16e", value);
            assertThat(put(LogicalType.DOUBLE, text)).as(text).isEqualTo(Double.parseDouble(text));
            String small =
                    "%d.%de%d".formatted(random.nextInt(1, 1000), i, random.nextInt(-30, 30));
            assertThat(put(LogicalType.DOUBLE, small))
                    .as(small)
                    .isEqualTo(Double.parseDouble(small));
        }
    }

    @Test
    void datesAreThoseOfTheCalendar() {
        for (int i = 0; i < TEXTS; i++) {
            int year = random.nextBoolean() ? random.nextInt(10_000) : 1890 + random.nextInt(300);
            String text = "%04d-%02d-%02d".formatted(year, random.nextInt(14), random.nextInt(33));
            LocalDate date = null;
            try {
                date = LocalDate.parse(text);
            } catch (DateTimeException e) {
                assertThat(put(LogicalType.LOCAL_DATE, text)).as(text).isNull();
            }
            LocalDate expected = date == null || date.getYear() == 0 ? null : date;
            assertThat(put(LogicalType.LOCAL_DATE, text)).as(text).isEqualTo(expected);
        }
    }

    @Test
    void momentsAreThoseOfTheirZone() {
        for (int i = 0; i < TEXTS; i++) {
            LocalDateTime local =
                    LocalDateTime.of(
                            1 + random.nextInt(9_998),
                            1 + random.nextInt(12),
                            1 + random.nextInt(28),
                            random.nextInt(24),
                            random.nextInt(60),
                            random.nextInt(60),
                            random.nextInt(1_000_000_000));
            String fraction =
                    "%09d"
                            .formatted(local.get(ChronoField.NANO_OF_SECOND))
                            .substring(0, 1 + random.nextInt(9));
            int nanos = Integer.parseInt((fraction + "00000000").substring(0, 9));
            LocalDateTime written = local.withNano(nanos);
            String text =
                    "%s%s%s.%s"
                            .formatted(
                                    written.toLocalDate(),
                                    random.nextBoolean() ? "T" : " ",
                                    "%02d:%02d:%02d"
                                            .formatted(
                                                    written.getHour(),
                                                    written.getMinute(),
                                                    written.getSecond()),
                                    fraction);
            LocalDateTime cut = written.truncatedTo(ChronoUnit.MICROS);
            assertThat(put(LogicalType.LOCAL_DATE_TIME, text)).as(text).isEqualTo(cut);
            int minutes = random.nextInt(-14 * 60, 14 * 60);
            ZoneOffset zone = ZoneOffset.ofTotalSeconds(minutes * 60);
            String sign = minutes < 0 ? "-" : "+";
            String suffix =
                    "%s%02d%s%02d"
                            .formatted(
                                    sign,
                                    Math.abs(minutes) / 60,
                                    random.nextBoolean() ? ":" : "",
                                    Math.abs(minutes) % 60);
            assertThat(put(LogicalType.INSTANT, text + suffix))
                    .as(text + suffix)
                    .isEqualTo(OffsetDateTime.of(cut, zone).toInstant());
        }
    }

    @Test
    void aTypeTakesACellExactlyWhereItHoldsItsClass() {
        List<String> texts = new ArrayList<>(List.of("", "-", "0", "-0", "-0.0", "1e", "1.", ".5"));
        String alphabet = "0123456789.-+eE:TZ truefalsNI{}[]\",";
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = 1 + random.nextInt(12); n > 0; n--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            texts.add(text.toString());
        }
        for (String text : texts) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            int classes = classifier.classify(bytes, 0, bytes.length, CellKind.PLAIN);
            for (LogicalType type : INFERRED) {
                boolean holds = CellClass.type(classes | classesOf(type)) == type;
                assertThat(put(type, text) != null).as("%s as %s", text, type).isEqualTo(holds);
            }
        }
    }

    private static int classesOf(LogicalType type) {
        return switch (type) {
            case LONG -> CellClass.LONG;
            case DECIMAL -> CellClass.DECIMAL;
            case DOUBLE -> CellClass.DOUBLE;
            case BOOLEAN -> CellClass.BOOLEAN;
            case LOCAL_DATE -> CellClass.DATE;
            case LOCAL_DATE_TIME -> CellClass.DATE_TIME;
            case INSTANT -> CellClass.INSTANT;
            case JSON -> CellClass.JSON;
            default -> CellClass.TEXT;
        };
    }

    /// The value that a column of the type makes of a text; null where it does not fit.
    private static @Nullable Object put(LogicalType type, String text) {
        byte[] bytes = (">" + text + "<<<<<<<<").getBytes(StandardCharsets.UTF_8);
        ChangeRecorder sink =
                new ChangeRecorder(new TableShape(List.of(Column.of("a", type)), List.of()), 1);
        sink.begin(Operation.UPSERT);
        int outcome = Cell.inferred(type).put(bytes, 1, bytes.length - 8, sink);
        if (outcome != Cell.PUT) {
            return null;
        }
        sink.end();
        return sink.upserted().getFirst().getFirst();
    }
}
