package dev.headrace.embedded;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/// Sessions of the superuser, for tests of this room, which the fixtures of others stand on.
final class Sql {
    private Sql() {}

    static Connection connect(EmbeddedPostgres postgres, String password) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("password", password);
        return DriverManager.getConnection(
                postgres.jdbcUrl(postgres.superuser(), "postgres"), properties);
    }

    static void execute(EmbeddedPostgres postgres, String... statements) throws SQLException {
        try (Connection connection = connect(postgres, new String(postgres.password().reveal()));
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    static String value(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres, new String(postgres.password().reveal()));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
