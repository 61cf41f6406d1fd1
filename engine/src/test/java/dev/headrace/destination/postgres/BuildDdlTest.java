package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.failure.WarningCode;
import dev.headrace.model.Column;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.LogicalType;
import dev.headrace.model.SyncId;
import dev.headrace.model.SyncMode;
import dev.headrace.model.TableShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The statements of a first load, as people read them.
class BuildDdlTest {
    private static final QualifiedName LOAD = QualifiedName.of("_headrace", "load_7");
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final ServerVersion NEW = new ServerVersion(150_018, "15.18");
    private static final ServerVersion OLD = new ServerVersion(90_624, "9.6.24");
    private static final TableShape SHAPE =
            new TableShape(
                    List.of(
                            Column.of("id", LogicalType.LONG),
                            Column.of("a \"b\"", LogicalType.JSON)),
                    List.of("id"));

    @Test
    void systemColumnsComeLastAndCostNothingWhereTheServerCan() {
        BuildDdl ddl = new BuildDdl(LOAD, new StoredShape(SHAPE, SyncMode.SOFT_DELETE), NEW);
        assertThat(ddl.create(false, AT))
                .isEqualTo(
                        "CREATE TABLE \"_headrace\".\"load_7\""
                                + " (\"id\" bigint NOT NULL, \"a \"\"b\"\"\" json)");
        assertThat(ddl.addSystemColumns(AT))
                .containsExactly(
                        "ALTER TABLE \"_headrace\".\"load_7\" ADD COLUMN \"_fivetran_synced\""
                                + " timestamp with time zone NOT NULL DEFAULT"
                                + " '2026-01-02T03:04:05.678Z', ADD COLUMN \"_fivetran_deleted\""
                                + " boolean NOT NULL DEFAULT false",
                        "ALTER TABLE \"_headrace\".\"load_7\" ALTER COLUMN \"_fivetran_synced\""
                                + " DROP DEFAULT, ALTER COLUMN \"_fivetran_deleted\" DROP DEFAULT");
    }

    @Test
    void systemColumnsAreStoredFromTheStartWhereTheServerWouldRewrite() {
        BuildDdl ddl = new BuildDdl(LOAD, new StoredShape(SHAPE, SyncMode.LIVE), OLD);
        assertThat(ddl.create(false, AT))
                .endsWith(
                        "\"_fivetran_synced\" timestamp with time zone NOT NULL"
                                + " DEFAULT '2026-01-02T03:04:05.678Z')");
        assertThat(ddl.addSystemColumns(AT))
                .containsExactly(
                        "ALTER TABLE \"_headrace\".\"load_7\" ALTER COLUMN \"_fivetran_synced\""
                                + " DROP DEFAULT");
    }

    @Test
    void allWideningsAreOneStatement() {
        TableShape from =
                new TableShape(
                        List.of(
                                Column.of("d", LogicalType.DOUBLE),
                                new Column("n", "n", LogicalType.STRING, true),
                                Column.of("b", LogicalType.BOOLEAN)),
                        List.of());
        TableShape to =
                new TableShape(
                        List.of(
                                Column.of("d", LogicalType.DECIMAL),
                                Column.of("n", LogicalType.LOCAL_DATE),
                                Column.of("b", LogicalType.STRING),
                                Column.of("x", LogicalType.BINARY)),
                        List.of());
        ColumnDdl change = ColumnDdl.between(LOAD, from, to);
        assertThat(change.statements())
                .containsExactly(
                        "ALTER TABLE \"_headrace\".\"load_7\""
                                + " ALTER COLUMN \"d\" TYPE numeric USING CASE WHEN"
                                + " \"d\"::numeric::double precision = \"d\" THEN \"d\"::numeric"
                                + " ELSE \"d\"::text::numeric END,"
                                + " ALTER COLUMN \"n\" TYPE date USING \"n\"::date,"
                                + " ALTER COLUMN \"b\" TYPE text USING \"b\"::text,"
                                + " ADD COLUMN \"x\" bytea");
        assertThat(change.warnings())
                .singleElement()
                .satisfies(w -> assertThat(w.code()).isEqualTo(WarningCode.COLUMN_WIDENED));
        assertThat(ColumnDdl.between(LOAD, to, to).statements()).isEmpty();
    }

    @Test
    void everyTypeComesBackFromTheCatalogAsItWent() {
        List<LogicalType> unknown = new ArrayList<>();
        for (LogicalType type : LogicalType.values()) {
            if (LogicalType.find(PostgresTypes.shortName(type)).filter(type::equals).isEmpty()) {
                unknown.add(type);
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void applicationNamesFitTheServersSixtyThreeBytes() {
        LockKey key = LockKey.of(new Identifier("_headrace"), new ConnectionName("ä".repeat(200)));
        String label = key.label(new Fence(99_999_999_999_999L, SyncId.random()));
        assertThat(label).matches("[ -~]{1,63}").startsWith(key.label());
    }

    @Test
    void aShapeComesBackFromTheLedgerAsItWent() {
        StoredShape stored = new StoredShape(SHAPE, SyncMode.APPEND);
        assertThat(StoredShape.parse(stored.toJson())).isEqualTo(stored);
    }
}
