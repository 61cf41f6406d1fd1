package dev.headrace.destination.postgres;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.Column;
import dev.headrace.model.TableName;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.postgresql.jdbc.PgConnection;

/// Alters a live table inside the caller's transaction, and says by name what stands in the way.
final class TableAlteration {
    /// An ALTER that waits blocks everyone who comes after it, readers too; the transaction is
    /// repeated instead.
    private static final String LOCK_TIMEOUT = "2s";

    private static final String VIEWS =
            """
            SELECT DISTINCT n.nspname || '.' || v.relname
            FROM pg_depend AS d
            JOIN pg_rewrite AS r ON r.oid = d.objid
            JOIN pg_class AS v ON v.oid = r.ev_class AND v.oid <> d.refobjid
            JOIN pg_namespace AS n ON n.oid = v.relnamespace
            JOIN pg_attribute AS a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
            WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
            AND d.refobjid = ? AND a.attname = ?
            ORDER BY 1 LIMIT 1\
            """;

    private final PgConnection jdbc;
    private final TargetTable target;
    private final TableName table;

    TableAlteration(PgConnection jdbc, TargetTable target, TableName table) {
        this.jdbc = jdbc;
        this.target = target;
        this.table = table;
    }

    /// Answers what it executed.
    List<String> apply(ShapeChange change) throws SQLException {
        for (Column column : change.added()) {
            if (target.columns().containsKey(column.name())) {
                throw foreignColumn(column);
            }
        }
        for (ShapeChange.Widening widening : change.widened()) {
            Optional<String> view = view(widening);
            if (view.isPresent()) {
                throw dependent(widening, view.get());
            }
        }
        return alter(target.name(), change);
    }

    List<String> alter(QualifiedName name, ShapeChange change) throws SQLException {
        List<String> done = new ArrayList<>();
        try (Statement statement = jdbc.createStatement()) {
            statement.execute("SET LOCAL lock_timeout = '" + LOCK_TIMEOUT + "'");
            // Floating-point numbers become text with all their digits, on old servers too.
            statement.execute("SET LOCAL extra_float_digits = 3");
            for (String sql : change.alter(name)) {
                statement.execute(sql);
                done.add(sql);
            }
            statement.execute("SET LOCAL lock_timeout = '" + SessionSettings.LOCK_TIMEOUT + "'");
        }
        return done;
    }

    private Optional<String> view(ShapeChange.Widening widening) throws SQLException {
        try (PreparedStatement statement = jdbc.prepareStatement(VIEWS)) {
            statement.setLong(1, target.oid());
            statement.setString(2, widening.column().name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        }
    }

    private Failure dependent(ShapeChange.Widening widening, String view) {
        return Failure.of(
                        FailureCode.DEPENDENT_VIEW,
                        "The column \"%s\" of %s has to become %s, and the view %s reads it."
                                .formatted(
                                        widening.column(),
                                        table,
                                        PostgresTypes.shortName(widening.to().type()),
                                        view))
                .next("Drop the view %s, run again, and make it again after.".formatted(view));
    }

    private Failure foreignColumn(Column column) {
        return Failure.of(
                        FailureCode.TABLE_NOT_OURS,
                        "The input has a new column \"%s\", and %s has one that Headrace did not make."
                                .formatted(column.name(), table))
                .next(
                        "Rename the table's own column, or leave the input's out with --select=-%s."
                                .formatted(column.sourceName()));
    }
}
