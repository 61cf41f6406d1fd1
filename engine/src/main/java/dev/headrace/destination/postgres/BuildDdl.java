package dev.headrace.destination.postgres;

import dev.headrace.model.Column;
import dev.headrace.model.SyncMode;
import dev.headrace.model.SystemColumn;
import dev.headrace.model.TableShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The statements that make a table being built. Pure: decides, runs nothing.
final class BuildDdl {
    private final QualifiedName load;
    private final StoredShape stored;
    private final boolean lateSystemColumns;

    /// @param load the table being built
    BuildDdl(QualifiedName load, StoredShape stored, ServerVersion version) {
        this.load = load;
        this.stored = stored;
        this.lateSystemColumns = version.hasConstantDefaults();
    }

    /// The columns that the encoder adds to each row of a build: a complete one has its system
    /// columns already, and takes what a resumed load still finds.
    static Set<ExtraColumn> extras(StreamRow.Build build) {
        if (build.stage() == StreamRow.Stage.LOADING) {
            return extras(build.ordered());
        }
        return build.shape().mode() == SyncMode.SOFT_DELETE
                ? EnumSet.of(ExtraColumn.SYNCED, ExtraColumn.DELETED)
                : EnumSet.of(ExtraColumn.SYNCED);
    }

    private static Set<ExtraColumn> extras(boolean ordered) {
        return ordered
                ? EnumSet.of(ExtraColumn.ORDER, ExtraColumn.UNMODIFIED)
                : EnumSet.noneOf(ExtraColumn.class);
    }

    /// The table without a key. Key columns are NOT NULL from the start: the key would have to look
    /// for NULLs first.
    String create(boolean ordered, Instant syncedAt) {
        List<Sql> definitions = new ArrayList<>();
        TableShape shape = stored.shape();
        for (Column column : shape.columns()) {
            definitions.add(
                    definition(
                            column.name(),
                            PostgresTypes.ddl(column.type()),
                            shape.isKey(column) ? " NOT NULL" : ""));
        }
        for (ExtraColumn extra : extras(ordered)) {
            definitions.add(definition(extra.columnName(), extra.type(), ""));
        }
        if (!lateSystemColumns) {
            systemColumns(syncedAt).forEach(definitions::add);
        }
        return SqlTemplate.of("CREATE TABLE {load} ({columns})")
                .put("load", load)
                .list("columns", definitions)
                .sql();
    }

    private static Sql definition(String name, String type, String rest) {
        return SqlTemplate.of("{name} {type}{rest}")
                .put("name", new Identifier(name))
                .put("type", new Sql(type))
                .put("rest", new Sql(rest))
                .toSql();
    }

    private List<Sql> systemColumns(Instant syncedAt) {
        List<Sql> columns = new ArrayList<>();
        columns.add(
                SqlTemplate.of("{name} {type} NOT NULL DEFAULT {value}")
                        .put("name", new Identifier(SystemColumn.SYNCED.columnName()))
                        .put("type", new Sql(PostgresTypes.ddl(SystemColumn.SYNCED.type())))
                        .put("value", new SqlLiteral(syncedAt.toString()))
                        .toSql());
        if (stored.mode() == SyncMode.SOFT_DELETE) {
            columns.add(
                    definition(
                            SystemColumn.DELETED.columnName(),
                            PostgresTypes.ddl(SystemColumn.DELETED.type()),
                            " NOT NULL DEFAULT false"));
        }
        return columns;
    }

    /// Puts the system columns at the end, stored nowhere: a constant default costs nothing where
    /// the server can; elsewhere they are there already. The default goes again.
    List<String> addSystemColumns(Instant syncedAt) {
        List<String> statements = new ArrayList<>();
        if (lateSystemColumns) {
            statements.add(
                    SqlTemplate.of("ALTER TABLE {load} {columns}")
                            .put("load", load)
                            .each("columns", systemColumns(syncedAt), "ADD COLUMN {}", ", ")
                            .sql());
        }
        statements.add(
                SqlTemplate.of("ALTER TABLE {load} {columns}")
                        .put("load", load)
                        .each(
                                "columns",
                                Identifier.all(systemNames()),
                                "ALTER COLUMN {} DROP DEFAULT",
                                ", ")
                        .sql());
        return statements;
    }

    private List<String> systemNames() {
        return stored.mode() == SyncMode.SOFT_DELETE
                ? List.of(SystemColumn.SYNCED.columnName(), SystemColumn.DELETED.columnName())
                : List.of(SystemColumn.SYNCED.columnName());
    }

    /// Where the system columns are stored from the start, those of a resumed load get the instant
    /// of its last run.
    List<String> changeSyncedAt(Instant syncedAt) {
        return lateSystemColumns
                ? List.of()
                : List.of(
                        SqlTemplate.of("ALTER TABLE {load} ALTER COLUMN {name} SET DEFAULT {value}")
                                .put("load", load)
                                .put("name", new Identifier(SystemColumn.SYNCED.columnName()))
                                .put("value", new SqlLiteral(syncedAt.toString()))
                                .sql());
    }

    /// The primary key, under a name that is free in the ledger's schema.
    String addKey(Identifier constraint) {
        return SqlTemplate.of("ALTER TABLE {load} ADD CONSTRAINT {constraint} PRIMARY KEY ({key})")
                .put("load", load)
                .put("constraint", constraint)
                .list("key", Identifier.all(stored.shape().key()))
                .sql();
    }

    String dropExtras() {
        return SqlTemplate.of("ALTER TABLE {load} {columns}")
                .put("load", load)
                .each(
                        "columns",
                        extras(true).stream()
                                .map(extra -> new Identifier(extra.columnName()))
                                .toList(),
                        "DROP COLUMN {}",
                        ", ")
                .sql();
    }

    /// The statement that takes rows.
    static String copy(QualifiedName load, List<String> columns) {
        return SqlTemplate.of("COPY {load} ({columns}) FROM STDIN (FORMAT binary)")
                .put("load", load)
                .list("columns", Identifier.all(columns))
                .sql();
    }
}
