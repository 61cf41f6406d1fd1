package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.embedded.BinariesArchive;
import dev.headrace.embedded.EmbeddedPostgres;
import dev.headrace.embedded.EmbeddedPostgresOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Other versions than the bundled one start, ask for their password, and come back, too.
class EmbeddedVersionsE2E {
    @TempDir Path home;

    @ParameterizedTest
    @ValueSource(strings = {"9.6", "15"})
    void startsOtherVersionsFromTheirJars(String major) throws SQLException, IOException {
        EmbeddedPostgresOptions options =
                EmbeddedPostgresOptions.in(home)
                        .withBinaries(BinariesArchive.ofJar(TestServer.jar(major)))
                        .withBinariesDirectory(TestServer.sharedBinaries());
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options)) {
            assertThat(postgres.version()).startsWith(major + ".");
            assertThat(rows(postgres, "SHOW server_version")).containsExactly(postgres.version());
            assertThat(rows(postgres, "SHOW server_encoding")).containsExactly("UTF8");
            try (Connection connection = connect(postgres, password(postgres));
                    Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE t AS SELECT 42 AS a");
            }
            assertThatThrownBy(() -> connect(postgres, "wrong").close())
                    .isInstanceOfSatisfying(
                            SQLException.class,
                            e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
            postgres.kill();
            postgres.restart();
            assertThat(rows(postgres, "SELECT a FROM t")).containsExactly("42");
        }
        Files.delete(home.resolve(major).resolve("password"));
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options)) {
            assertThat(rows(postgres, "SELECT a FROM t")).containsExactly("42");
        }
    }

    private static Connection connect(EmbeddedPostgres postgres, String password)
            throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("password", password);
        return DriverManager.getConnection(
                postgres.jdbcUrl(postgres.superuser(), "postgres"), properties);
    }

    private static List<String> rows(EmbeddedPostgres postgres, String sql) throws SQLException {
        try (Connection connection = connect(postgres, password(postgres))) {
            return Rows.of(connection, sql);
        }
    }

    private static String password(EmbeddedPostgres postgres) {
        return new String(postgres.password().reveal());
    }
}
