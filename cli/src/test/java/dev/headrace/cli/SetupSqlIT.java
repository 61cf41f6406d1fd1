package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is printed is SQL that prepares a database, whatever the names and the password are and
/// whatever the server has already; after it a check passes.
class SetupSqlIT {
    private static final String PASSWORD =
            "hr-s3cr3t 'quoted' \\back\\ \"double\" $$ \u00e4\u4fa1 %;--";

    @TempDir Path home;

    private TestDatabase database;

    @BeforeEach
    void open() {
        database = TestPostgres.database();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"plain_new", "Upper Case", "quo\"ted'; DROP", "back\\slash", "\u00e4rger"})
    void preparesAUserOfAnyName(String user) {
        run(sql(PASSWORD, user));
        try {
            assertThat(check(user, PASSWORD).out()).endsWith("\nready\n");
        } finally {
            drop(user);
        }
    }

    @Test
    void holdsWhereBackslashesMeanSomethingByThemselves() {
        database.execute(
                "ALTER DATABASE %s SET standard_conforming_strings = off"
                        .formatted(database.name()));
        try {
            reconnect();
            run(sql(PASSWORD, "other"));
            assertThat(check("other", PASSWORD).out()).endsWith("\nready\n");
        } finally {
            drop("other");
        }
    }

    @Test
    void leavesOutWhatTheServerHas() {
        String again = sql(null, database.loader(), "--to", database.adminUri());

        assertThat(again)
                .contains("is there already")
                .contains("has CREATE and TEMPORARY on the database already")
                .doesNotContain("CREATE USER")
                .doesNotContain("<password>");
        run(again);
        database.execute(
                "REVOKE CREATE ON DATABASE %s FROM %s"
                        .formatted(database.name(), database.loader()),
                "ALTER ROLE %s NOLOGIN CONNECTION LIMIT 0".formatted(database.loader()));
        String mended = sql(PASSWORD, database.loader(), "--to", database.adminUri());
        assertThat(mended)
                .contains("GRANT CREATE ON DATABASE \"%s\"".formatted(database.name()))
                .contains("LOGIN;")
                .contains("CONNECTION LIMIT -1;");
        run(mended);
        assertThat(check(database.loader(), PASSWORD).out()).endsWith("\nready\n");
    }

    @Test
    void saysWhoOwnsTheDatabaseAndThatOneIsMissing() {
        database.execute(
                "ALTER DATABASE %s OWNER TO %s".formatted(database.name(), database.loader()));
        assertThat(sql(null, database.loader(), "--to", database.adminUri()))
                .contains("owns the database: no grant is needed.");
        database.execute("ALTER DATABASE %s OWNER TO %s".formatted(database.name(), "postgres"));

        CommandRun run =
                of("--user", "someone", "--database", "not there", "--to", database.adminUri());
        assertThat(run.out()).contains("-- CREATE DATABASE \"not there\";");
    }

    @Test
    void cannotBeRunByMistakeWithoutAPassword() {
        String sql = sql(null, "someone");

        assertThat(sql)
                .contains("CREATE USER \"someone\" PASSWORD <password>;")
                .contains(
                        "GRANT CREATE, TEMPORARY ON DATABASE \"%s\" TO \"someone\";"
                                .formatted(database.name()));
    }

    @Test
    void refusesWhatCannotBe() {
        for (List<String> words :
                List.of(
                        List.of("--user", "u"),
                        List.of("--database", "d"),
                        List.of("--user", "u".repeat(64), "--database", "d"),
                        List.of("--user", "a\u202eb", "--database", "d"))) {
            assertThat(of(words.toArray(String[]::new)).status()).as(words.toString()).isEqualTo(2);
        }
    }

    private void reconnect() {
        try {
            database.admin().close();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /// As a person would who pastes it.
    private void run(String sql) {
        for (String statement : sql.split("(?<=;)\n", -1)) {
            database.execute(statement);
        }
    }

    private void drop(String user) {
        String quoted = "\"" + user.replace("\"", "\"\"") + "\"";
        database.execute("DROP OWNED BY " + quoted, "DROP ROLE " + quoted);
    }

    private String sql(@Nullable String password, String user, String... more) {
        List<String> words = new ArrayList<>(List.of("--user", user));
        words.addAll(List.of("--database", database.name()));
        words.addAll(Arrays.asList(more));
        InputStream before = System.in;
        try {
            if (password != null) {
                words.add("--password-stdin");
                System.setIn(
                        new ByteArrayInputStream(
                                (password + "\n").getBytes(StandardCharsets.UTF_8)));
            }
            CommandRun run = of(words.toArray(String[]::new));
            assertThat(run.status()).as(run.err()).isZero();
            return run.out();
        } finally {
            System.setIn(before);
        }
    }

    private CommandRun of(String... words) {
        String[] all = new String[words.length + 1];
        all[0] = "setup-sql";
        System.arraycopy(words, 0, all, 1, words.length);
        return CommandRun.of(Map.of("HEADRACE_HOME", home.toString()), home, all);
    }

    private CommandRun check(String user, String password) {
        String to =
                "postgresql://%s@127.0.0.1:%d/%s"
                        .formatted(encoded(user), database.port(), database.name());
        return CommandRun.of(
                Map.of("HEADRACE_HOME", home.toString(), "PGPASSWORD", password),
                home,
                "check",
                "--to",
                to);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
