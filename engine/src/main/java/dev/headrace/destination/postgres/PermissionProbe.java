package dev.headrace.destination.postgres;

import dev.headrace.failure.FailureCode;
import dev.headrace.model.LogicalType;
import java.io.IOException;
import java.io.StringReader;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.postgresql.jdbc.PgConnection;

/// Does once, with a table nobody needs, everything that loads do with tables. All of it is one
/// transaction that ends with the schema dropped: whenever we die, nothing is left.
final class PermissionProbe {
    private static final String FEATURE_NOT_SUPPORTED = "0A000";

    /// Columns beside the key stay NULL: that the server knows the types is what is asked.
    private static final String ROWS = "1\n2\n";

    private final PgConnection jdbc;
    private final ServerVersion version;
    private final SetupStep step;
    private String phrase = "";

    PermissionProbe(PgConnection jdbc, SetupStep step) throws SQLException {
        this.jdbc = jdbc;
        this.version = ServerConnections.version(jdbc);
        this.step = step;
    }

    /// What the probe does, a phrase, and how.
    private record Deed(String phrase, String sql) {}

    /// Whether XML is more than a name there.
    boolean knowsXml() throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            statement.execute("SELECT '<a/>'::xml");
            return true;
        } catch (SQLException e) {
            if (SqlFailures.is(e, FEATURE_NOT_SUPPORTED)) {
                return false;
            }
            throw e;
        }
    }

    Optional<SetupConcern> temporaryTable() throws SQLException {
        QualifiedName table = QualifiedName.temporary("headrace_probe");
        return inTransaction(() ->
                perform(
                        List.of(
                                deed(
                                        "creating a temporary table",
                                        "CREATE TEMPORARY TABLE {table} (id bigint) ON COMMIT DROP",
                                        table),
                                deed(
                                        "writing to a temporary table",
                                        "INSERT INTO {table} VALUES (1)",
                                        table))));
    }

    Optional<SetupConcern> schema(Identifier schema) throws SQLException {
        QualifiedName table = new QualifiedName(schema, new Identifier("probe"));
        return inTransaction(() -> {
            perform(
                    List.of(
                            deed("creating a schema", "CREATE SCHEMA {schema}", schema),
                            creation(table)));
            copy(table);
            perform(changes(table));
            perform(List.of(deed("dropping a schema", "DROP SCHEMA {schema} CASCADE", schema)));
        });
    }

    private static Deed creation(QualifiedName table) {
        List<SqlPart> columns =
                Stream.of(LogicalType.values())
                        .map(type ->
                                (SqlPart)
                                        SqlTemplate.of("{name} {type}")
                                                .put("name", column(type))
                                                .put("type", new Sql(PostgresTypes.ddl(type)))
                                                .toSql())
                        .toList();
        return new Deed(
                "creating a table with a column of every type",
                SqlTemplate.of("CREATE TABLE {table} (id bigint PRIMARY KEY, {columns})")
                        .put("table", table)
                        .list("columns", columns)
                        .sql());
    }

    private static Identifier column(LogicalType type) {
        return new Identifier("a_" + type.name().toLowerCase(Locale.ROOT));
    }

    private void copy(QualifiedName table) throws SQLException {
        begin("copying rows");
        try {
            jdbc.getCopyAPI()
                    .copyIn(
                            SqlTemplate.of("COPY {table} (id) FROM STDIN")
                                    .put("table", table)
                                    .sql(),
                            new StringReader(ROWS));
        } catch (IOException e) {
            throw new IllegalStateException("Reading from memory", e);
        }
    }

    private List<Deed> changes(QualifiedName table) {
        QualifiedName renamed = new QualifiedName(table.schema(), new Identifier("probe_renamed"));
        List<Deed> deeds = new ArrayList<>();
        deeds.add(
                version.hasOnConflict()
                        ? deed(
                                "merging rows",
                                "INSERT INTO {table} (id) VALUES (2), (3) ON CONFLICT (id) DO UPDATE SET a_long = 1",
                                table)
                        : deed("changing rows", "UPDATE {table} SET a_long = 1", table));
        deeds.add(deed("adding a column", "ALTER TABLE {table} ADD COLUMN more text", table));
        deeds.add(
                deed(
                        "changing a column's type",
                        "ALTER TABLE {table} ALTER COLUMN a_int TYPE bigint",
                        table));
        deeds.add(
                new Deed(
                        "renaming a table",
                        SqlTemplate.of("ALTER TABLE {table} RENAME TO {name}")
                                .put("table", table)
                                .put("name", renamed.name())
                                .sql()));
        deeds.add(deed("deleting rows", "DELETE FROM {table} WHERE id = 1", renamed));
        deeds.add(deed("emptying a table", "TRUNCATE TABLE {table}", renamed));
        return deeds;
    }

    private static Deed deed(String phrase, String sql, QualifiedName table) {
        return new Deed(phrase, SqlTemplate.of(sql).put("table", table).sql());
    }

    private static Deed deed(String phrase, String sql, Identifier schema) {
        return new Deed(phrase, SqlTemplate.of(sql).put("schema", schema).sql());
    }

    private void perform(List<Deed> deeds) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            for (Deed deed : deeds) {
                begin(deed.phrase());
                statement.execute(deed.sql());
            }
        }
    }

    private void begin(String what) {
        phrase = what;
        step.trying(what);
    }

    /// Statements of one transaction.
    private interface Deeds {
        void run() throws SQLException;
    }

    /// @return what the server refused; its other errors are thrown
    private Optional<SetupConcern> inTransaction(Deeds deeds) throws SQLException {
        jdbc.setAutoCommit(false);
        try {
            deeds.run();
            begin("committing");
            jdbc.commit();
            return Optional.empty();
        } catch (SQLException e) {
            if (SqlFailures.server(e) == null || !jdbc.isValid(1)) {
                throw e;
            }
            jdbc.rollback();
            return Optional.of(refused(e));
        } finally {
            if (!jdbc.isClosed()) {
                jdbc.setAutoCommit(true);
            }
        }
    }

    private SetupConcern refused(SQLException error) {
        FailureCode code =
                switch (String.valueOf(error.getSQLState())) {
                    case "42501" -> FailureCode.DESTINATION_PERMISSION;
                    case "25006" -> FailureCode.DESTINATION_READ_ONLY;
                    case "53100", "58030" -> FailureCode.DISK_FULL;
                    case SqlFailures.LOCK_NOT_AVAILABLE -> FailureCode.LOCK_TIMEOUT;
                    default -> FailureCode.WRITE_REFUSED;
                };
        return SetupConcern.failure(
                code,
                "The server refuses %s: %s".formatted(phrase, SqlFailures.words(error)),
                code.advice());
    }
}
