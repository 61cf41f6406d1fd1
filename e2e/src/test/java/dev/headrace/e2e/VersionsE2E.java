package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One story of a table, told on every supported generation of servers, with JVM and server in
/// different time zones that both have gaps: soft delete, live mode, append, types, times.
class VersionsE2E {
    @TempDir private Path folder;

    /// The JVM's zone skips half an hour, Teheran's and Sao Paulo's days once began at 01:00.
    @ParameterizedTest
    @CsvSource({
        "9.6, America/Sao_Paulo, Asia/Tehran",
        "15, Australia/Lord_Howe, America/Sao_Paulo",
        "18, Asia/Tehran, Australia/Lord_Howe"
    })
    void tellsTheSameStory(String version, String clientZone, String serverZone) {
        try (TestServer server = TestServer.start(version, Map.of("timezone", serverZone))) {
            server.createDatabase("story");
            Story story = new Story(new LoadFixture(server, folder, "story"), clientZone);
            story.softDelete();
            story.live();
            story.append();
            story.types();
            assertThat(Leftovers.in(server, "story")).isEmpty();
        }
    }

    private record Story(LoadFixture fixture, String zone) {

        private void load(String file, String content, String... options) {
            Path path = fixture.file(file, content);
            HeadraceRun run =
                    fixture.command(path, options)
                            .with("TZ", zone)
                            .with("HEADRACE_JAVA_OPTS", "-Duser.timezone=" + zone)
                            .run();
            assertThat(run.exit()).as(run.toString()).isZero();
        }

        private Instant now() {
            String seconds =
                    fixture.query("SELECT extract(epoch FROM clock_timestamp())::text").getFirst();
            return Instant.ofEpochMilli(Math.round(Double.parseDouble(seconds) * 1000));
        }

        /// The row of a key: value, deleted, and whether it was written after a moment.
        private List<String> row(int id, Instant since) {
            return fixture.query(
                    "SELECT name, _fivetran_deleted, _fivetran_synced > '%s' FROM files.people WHERE id = %d"
                            .formatted(since, id));
        }

        void softDelete() {
            String[] options = {"--primary-key", "id", "--snapshot", "--allow-mass-delete"};
            load("people.csv", "id,name\n1,A\n2,X\n", options);
            assertThat(row(1, Instant.EPOCH)).containsExactly("A|f|t");

            Instant t2 = now();
            load("people.csv", "id,name\n1,B\n2,X\n", options);
            assertThat(row(1, t2)).containsExactly("B|f|t");
            assertThat(row(2, t2)).as("an equal row is not written").containsExactly("X|f|f");

            Instant t3 = now();
            load("people.csv", "id,name\n2,X\n", options);
            assertThat(row(1, t3)).as("values and instant are kept").containsExactly("B|t|f");

            Instant t4 = now();
            load("people.csv", "id,name\n1,C\n2,X\n", options);
            assertThat(row(1, t4)).as("back again").containsExactly("C|f|t");

            Instant t5 = now();
            load("people.csv", "id,name\n2,X\n9,C\n", options);
            assertThat(row(1, t5)).as("a key that changed: the old row").containsExactly("C|t|f");
            assertThat(row(9, t5)).as("a key that changed: the new row").containsExactly("C|f|t");

            load("people.csv", "id,name\n1,D\n2,X\n9,C\n", "--primary-key", "id", "--full-refresh");
            assertThat(row(1, Instant.EPOCH)).as("re-synced").containsExactly("D|f|t");
        }

        void live() {
            String[] options = {"--primary-key", "id", "--snapshot", "--mode", "live"};
            load("alive.csv", "id,name\n1,A\n2,B\n3,C\n", options);
            load("alive.csv", "id,name\n1,A\n3,D\n4,E\n", options);
            assertThat(fixture.query("SELECT id, name FROM files.alive ORDER BY 1"))
                    .containsExactly("1|A", "3|D", "4|E");
        }

        void append() {
            load("journal.csv", "id,name\n1,A\n1,A\n", "--mode", "append");
            load("journal.csv", "id,name\n1,A\n1,A\n1,B\n", "--mode", "append");
            assertThat(
                            fixture.query(
                                    "SELECT id, name, _file, _line FROM files.journal ORDER BY _line"))
                    .containsExactly("1|A|journal.csv|1", "1|A|journal.csv|2", "1|B|journal.csv|3");
        }

        /// Local times that one of the zones skips, and moments on both sides of a change.
        void types() {
            load(
                    "types.csv",
                    """
                    id,whole,exact,approx,yes,day,local,moment,doc,words
                    1,9223372036854775807,123456789012345678901234567890.5,1.5e10,true,0001-01-01,2018-11-04 00:30:00,2018-11-04T00:30:00Z,"{""a"": [1, 2]}",007
                    2,-9223372036854775808,-0.0001,NaN,FALSE,9999-12-31,2021-10-03T02:15:00.123456,2021-10-02 15:45:00.5+00:00,"[]",
                    3,0,10,-Infinity,True,2022-03-22,2022-03-22 00:00:00,2022-03-21T23:59:59.999999+03:30,"{}",""
                    """,
                    "--primary-key",
                    "id");
            assertThat(columnTypes())
                    .containsExactly(
                            "id bigint",
                            "whole bigint",
                            "exact numeric",
                            "approx double precision",
                            "yes boolean",
                            "day date",
                            "local timestamp without time zone",
                            "moment timestamp with time zone",
                            "doc json",
                            "words text",
                            "_fivetran_synced timestamp with time zone",
                            "_fivetran_deleted boolean");
            assertThat(typeRows())
                    .containsExactly(
                            "9223372036854775807|123456789012345678901234567890.5|15000000000|t|0001-01-01"
                                    + "|2018-11-04 00:30:00|2018-11-04 00:30:00|{\"a\": [1, 2]}|007",
                            "-9223372036854775808|-0.0001|NaN|f|9999-12-31"
                                    + "|2021-10-03 02:15:00.123456|2021-10-02 15:45:00.5|[]|<null>",
                            "0|10|-Infinity|t|2022-03-22"
                                    + "|2022-03-22 00:00:00|2022-03-21 20:29:59.999999|{}|");
        }

        private List<String> columnTypes() {
            return fixture.query(
                    """
                    SELECT attname || ' ' || format_type(atttypid, atttypmod) FROM pg_attribute
                     WHERE attrelid = 'files.types'::regclass AND attnum > 0 AND NOT attisdropped
                     ORDER BY attnum
                    """);
        }

        private List<String> typeRows() {
            return new ArrayList<>(
                    fixture.query(
                            """
                            SELECT whole, exact, approx::text, yes, day::text, local::text,
                                   (moment AT TIME ZONE 'UTC')::text, doc, words
                              FROM files.types ORDER BY id
                            """));
        }
    }
}
