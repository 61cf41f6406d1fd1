package dev.headrace.e2e;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/// The rows of a query as lines of text.
final class Rows {
    private static final int FETCH_ROWS = 10_000;

    private Rows() {}

    /// Columns joined by `|`, NULL as `<null>`, in the query's order.
    static List<String> of(Connection connection, String sql, String... parameters)
            throws SQLException {
        List<String> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH_ROWS);
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                int columns = result.getMetaData().getColumnCount();
                while (result.next()) {
                    StringJoiner row = new StringJoiner("|");
                    for (int i = 1; i <= columns; i++) {
                        String value = result.getString(i);
                        row.add(value == null ? "<null>" : value);
                    }
                    rows.add(row.toString());
                }
            }
        }
        return rows;
    }
}
