package dev.headrace.source.reference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.model.Change;
import dev.headrace.model.ChangeRecorder;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.Column;
import dev.headrace.model.InputRange;
import dev.headrace.model.LogicalType;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import dev.headrace.source.ReadOutcome;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.SourceTable;
import dev.headrace.source.TableReader;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The built-in data set gives the same rows in the same order, keyed, in many types, and its
/// editions differ in rows that come, go and change.
class ReferenceSourceTest {
    private static final int BATCH_ROWS = 1_000;

    /// A table as rows by key.
    private record Table(TableShape shape, Map<Row, Row> rows) {
        /// A row's values in the columns that `other` has, too, by name.
        Map<String, Optional<Object>> common(Row row, Table other) {
            Map<String, Optional<Object>> values = new HashMap<>();
            for (int i = 0; i < shape.columns().size(); i++) {
                String name = shape.columns().get(i).name();
                if (other.shape.indexOf(name).isPresent()) {
                    values.put(name, Optional.ofNullable(row.values().get(i)));
                }
            }
            return values;
        }
    }

    private record Row(List<@Nullable Object> values) {}

    private static final Map<Integer, Map<String, Table>> EDITIONS = new HashMap<>();

    private static synchronized Map<String, Table> edition(int number) {
        return EDITIONS.computeIfAbsent(number, ReferenceSourceTest::readAll);
    }

    private static Map<String, Table> readAll(int edition) {
        Map<String, Table> tables = new LinkedHashMap<>();
        try (ReferenceSource source = ReferenceSource.edition(edition)) {
            for (SourceTable table : source.tables()) {
                try (TableReader reader = source.open(table, ReadRequest.firstLoad())) {
                    tables.put(table.name(), keyed(reader.shape(), read(reader).changes()));
                }
            }
        }
        return tables;
    }

    private record Read(List<Change> changes, List<Checkpoint> checkpoints) {}

    private static Read read(TableReader reader) {
        Read all = new Read(new ArrayList<>(), new ArrayList<>());
        ReadOutcome outcome;
        do {
            ChangeRecorder batch = new ChangeRecorder(reader.shape(), BATCH_ROWS);
            outcome = reader.read(batch);
            all.changes().addAll(batch.changes());
            all.checkpoints().add(reader.takeCheckpoint());
        } while (outcome != ReadOutcome.ENDED);
        return all;
    }

    private static Table keyed(TableShape shape, List<Change> changes) {
        Map<Row, Row> rows = new LinkedHashMap<>();
        for (Change change : changes) {
            Row row = new Row(((Change.Upsert) change).values());
            List<@Nullable Object> key = new ArrayList<>();
            for (String column : shape.key()) {
                key.add(row.values().get(shape.indexOf(column).orElseThrow()));
            }
            assertThat(key).doesNotContainNull();
            assertThat(rows.put(new Row(key), row)).as("key %s", key).isNull();
        }
        return new Table(shape, rows);
    }

    private static Table table(int edition, String name) {
        return Objects.requireNonNull(edition(edition).get(name));
    }

    @Test
    void givesHundredsOfThousandsOfRowsOfMostTypes() {
        Set<LogicalType> types = EnumSet.noneOf(LogicalType.class);
        long rows = 0;
        for (Table table : edition(2).values()) {
            rows += table.rows().size();
            assertThat(table.rows()).isNotEmpty();
            table.shape().columns().forEach(column -> types.add(column.type()));
        }
        assertThat(rows).isBetween(200_000L, 1_000_000L);
        assertThat(types)
                .containsExactlyInAnyOrderElementsOf(
                        EnumSet.complementOf(
                                EnumSet.of(LogicalType.LONG, LogicalType.FLOAT, LogicalType.XML)));
    }

    @Test
    void givesEveryColumnSomeValue() {
        edition(2)
                .forEach((name, table) -> {
                    for (int i = 0; i < table.shape().columns().size(); i++) {
                        int index = i;
                        assertThat(table.rows().values())
                                .as("%s.%s", name, table.shape().columns().get(i).name())
                                .anyMatch(row -> row.values().get(index) != null);
                    }
                });
    }

    @Test
    void namesHangulSyllablesAsTheStandardDoes() {
        assertThat(unicode(2, 0xAC00, "name")).isEqualTo("HANGUL SYLLABLE GA");
        assertThat(unicode(2, 0xD55C, "name")).isEqualTo("HANGUL SYLLABLE HAN");
        assertThat(unicode(2, 0xD7A3, "name")).isEqualTo("HANGUL SYLLABLE HIH");
        assertThat(unicode(2, 0, "character")).isNull();
        assertThat(unicode(2, 0x1F600, "character")).isEqualTo("\uD83D\uDE00");
    }

    @Test
    void editionsDifferInRowsThatComeGoAndChange() {
        Set<String> came = new HashSet<>();
        Set<String> went = new HashSet<>();
        Set<String> changed = new HashSet<>();
        Set<String> stayed = new HashSet<>();
        for (String name : edition(1).keySet()) {
            Table older = table(1, name);
            Table newer = table(2, name);
            older.rows()
                    .forEach((key, row) -> {
                        Row now = newer.rows().get(key);
                        if (now == null) {
                            went.add(name);
                        } else if (older.common(row, newer).equals(newer.common(now, older))) {
                            stayed.add(name);
                        } else {
                            changed.add(name);
                        }
                    });
            if (!older.rows().keySet().containsAll(newer.rows().keySet())) {
                came.add(name);
            }
        }
        assertThat(came).containsExactlyInAnyOrder("time_zone_transition", "unicode_character");
        assertThat(went)
                .containsExactlyInAnyOrder(
                        "time_zone", "time_zone_rule", "time_zone_transition", "currency");
        assertThat(changed).containsExactlyInAnyOrder("time_zone", "unicode_character");
        assertThat(stayed)
                .contains("time_zone_transition", "country_name", "currency", "unicode_character");
    }

    @Test
    void editionsDifferInColumns() {
        assertThat(names(1, "locale")).contains("name").doesNotContain("english_name");
        assertThat(names(2, "locale")).contains("english_name").doesNotContain("name");
        assertThat(names(1, "unicode_character")).doesNotContain("emoji");
        assertThat(names(2, "unicode_character")).contains("emoji");
    }

    @Test
    void readsNothingOfTheSameEditionAgain() {
        try (ReferenceSource source = ReferenceSource.edition(2)) {
            SourceTable table = source.tables().getLast();
            List<Checkpoint> told;
            try (TableReader reader = source.open(table, ReadRequest.firstLoad())) {
                assertThat(reader.unchanged()).isFalse();
                read(reader);
                told = List.of(new Checkpoint(List.of(), reader.finalStates()));
            }
            ReadRequest again =
                    new ReadRequest(
                            ReadRequest.Phase.LATER_LOAD,
                            null,
                            told.getFirst().states(),
                            List.of());
            try (TableReader reader = source.open(table, again);
                    ReferenceSource first = ReferenceSource.edition(1);
                    TableReader other = first.open(table, again)) {
                assertThat(reader.unchanged()).isTrue();
                assertThat(other.unchanged()).isFalse();
            }
        }
    }

    @Test
    void laterLoadGoesOnFromItsState() {
        try (ReferenceSource source = ReferenceSource.edition(2)) {
            SourceTable table = source.tables().getFirst();
            try (TableReader reader = source.open(table, later(List.of()))) {
                reader.read(new ChangeRecorder(reader.shape(), 100));
                Checkpoint told = reader.takeCheckpoint();
                try (TableReader next = source.open(table, later(told.states()))) {
                    assertThat(next.unchanged()).isFalse();
                    assertThat(read(next).changes()).isEqualTo(read(reader).changes()).isNotEmpty();
                }
            }
        }
    }

    private static ReadRequest later(List<StateEntry> states) {
        return new ReadRequest(ReadRequest.Phase.LATER_LOAD, null, states, List.of());
    }

    @Test
    void resumedFirstLoadReadsTheGapsAlone() {
        try (ReferenceSource source = ReferenceSource.edition(2)) {
            SourceTable table = source.tables().getFirst();
            try (TableReader reader = source.open(table, ReadRequest.firstLoad())) {
                List<List<Change>> batches = new ArrayList<>();
                List<InputRange> ranges = new ArrayList<>();
                ReadOutcome outcome;
                do {
                    ChangeRecorder batch = new ChangeRecorder(reader.shape(), 50);
                    outcome = reader.read(batch);
                    batches.add(batch.changes());
                    ranges.addAll(reader.takeCheckpoint().ranges());
                } while (outcome != ReadOutcome.ENDED);
                assertThat(batches).hasSizeGreaterThan(5);
                ReadRequest resumed =
                        new ReadRequest(
                                ReadRequest.Phase.FIRST_LOAD,
                                null,
                                List.of(),
                                List.of(ranges.get(4), ranges.get(0), ranges.get(1)));
                try (TableReader next = source.open(table, resumed)) {
                    List<Change> expected = new ArrayList<>(batches.get(2));
                    expected.addAll(batches.get(3));
                    batches.subList(5, batches.size()).forEach(expected::addAll);
                    assertThat(next.continues()).isTrue();
                    assertThat(read(next).changes()).isEqualTo(expected);
                }
            }
        }
    }

    @Test
    void beginsAnewWhenTheEditionChangedUnderAFirstLoad() {
        try (ReferenceSource first = ReferenceSource.edition(1);
                ReferenceSource second = ReferenceSource.edition(2)) {
            SourceTable table = first.tables().getFirst();
            try (TableReader reader = first.open(table, ReadRequest.firstLoad())) {
                reader.read(new ChangeRecorder(reader.shape(), 50));
                List<InputRange> ranges = reader.takeCheckpoint().ranges();
                ReadRequest resumed =
                        new ReadRequest(ReadRequest.Phase.FIRST_LOAD, null, List.of(), ranges);
                try (TableReader other = second.open(table, resumed)) {
                    assertThat(other.continues()).isFalse();
                    assertThat(read(other).changes()).hasSize(table(2, table.name()).rows().size());
                }
            }
        }
    }

    private static @Nullable Object unicode(int edition, long codePoint, String column) {
        Table table = table(edition, "unicode_character");
        Row row = table.rows().get(new Row(List.of(codePoint)));
        return Objects.requireNonNull(row)
                .values()
                .get(table.shape().indexOf(column).orElseThrow());
    }

    private static List<String> names(int edition, String table) {
        return table(edition, table).shape().columns().stream().map(Column::name).toList();
    }
}
