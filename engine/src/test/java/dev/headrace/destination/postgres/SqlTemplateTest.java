package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/// SQL reads as SQL, and a name cannot become more than a name.
class SqlTemplateTest {

    @Test
    void quotesWhateverANameHolds() {
        String sql =
                SqlTemplate.of("DROP TABLE {table}")
                        .put("table", QualifiedName.of("a\"b", "x; DROP TABLE y --"))
                        .sql();
        assertThat(sql).isEqualTo("DROP TABLE \"a\"\"b\".\"x; DROP TABLE y --\"");
    }

    @Test
    void repeatsAPatternForEachName() {
        String sql =
                SqlTemplate.of("UPDATE t SET {set} WHERE {match}")
                        .each("set", Identifier.all(List.of("a", "b")), "{} = s.{}", ", ")
                        .each("match", Identifier.all(List.of("k")), "t.{} = s.{}", " AND ")
                        .sql();
        assertThat(sql)
                .isEqualTo("UPDATE t SET \"a\" = s.\"a\", \"b\" = s.\"b\" WHERE t.\"k\" = s.\"k\"");
    }

    @Test
    void aNameThatLooksLikeASlotIsNone() {
        String sql =
                SqlTemplate.of("SELECT {column} FROM {table}")
                        .put("column", new Identifier("{table}"))
                        .put("table", new Identifier("$1\\"))
                        .sql();
        assertThat(sql).isEqualTo("SELECT \"{table}\" FROM \"$1\\\"");
    }

    @Test
    void refusesAnOpenSlot() {
        assertThatThrownBy(() -> SqlTemplate.of("SELECT {column}").sql())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("{column}");
    }

    @Test
    void literalsEndWhereTheyShould() {
        assertThat(new SqlLiteral("it's").sql()).isEqualTo("'it''s'");
    }

    @Test
    void suffixesKeepNamesWithinSixtyThreeBytes() {
        Identifier cut = Identifier.suffixed("ä".repeat(40), "_pkey");
        assertThat(cut.name()).isEqualTo("ä".repeat(29) + "_pkey");
        assertThat(Identifier.suffixed("orders", "_pkey").name()).isEqualTo("orders_pkey");
        assertThatThrownBy(() -> new Identifier("a\0b"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
