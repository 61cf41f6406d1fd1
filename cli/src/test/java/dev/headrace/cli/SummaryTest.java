package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.cli.TableReport.Files;
import dev.headrace.cli.TableReport.Rows;
import dev.headrace.cli.TableReport.TypedColumn;
import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.model.TableName;
import dev.headrace.secret.Secret;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a run did, as a person wants to read it.
class SummaryTest {
    private static final DatabaseAddress ADDRESS =
            new DatabaseAddress(
                    "::1", 5433, "my db", "it's", Secret.of("hunter2"), TlsMode.PREFER, null);

    @Test
    void showsATableAndHowToLook() {
        String text =
                summary(
                                "succeeded",
                                table("orders", false, new Rows(1_234, 0, 1_000, 200, 30, 4, 0, 0)),
                                table("A \u001b\"B", false, new Rows(5, 0, 5, 0, 0, 0, 0, 0)))
                        .loaded()
                        .toString();

        assertThat(text)
                .isEqualTo(
                        """
                        table           inserted  updated  deleted  unchanged   time  rows/s
                        files.orders       1,000      200       30          4  0.5 s   2,460
                        files.A \\x1b"B         5        0        0          0  0.5 s      10
                        all                1,005      200       30          4  1.0 s   1,230

                        Look at it: psql 'postgresql://it%27s@[::1]:5433/my%20db' -c 'SELECT * FROM files.orders LIMIT 10'\
                        """);
    }

    @Test
    void saysThatThereIsNothingNew() {
        assertThat(summary("succeeded", table("orders", true, Rows.NONE)).loaded())
                .hasToString(
                        "Nothing new for files.orders: the file is as it was. Nothing was"
                                + " written.");
    }

    @Test
    void showsOnlyColumnsThatMatter() {
        String text =
                summary("partial", table("t", false, new Rows(9, 0, 1, 0, 0, 0, 3, 5)))
                        .loaded()
                        .toString();

        assertThat(text)
                .contains("duplicate")
                .contains("put aside")
                .contains("5 rows, with reasons");
    }

    @Test
    void leavesOutTablesThatFailed() {
        Failure failure =
                Failure.of(FailureCode.ROW_MALFORMED, "No.").at(FailurePlace.ofTable("files", "t"));
        Report report =
                new Report(
                        "failed",
                        null,
                        null,
                        false,
                        null,
                        null,
                        0,
                        List.of(table("t", false, Rows.NONE)),
                        List.of(failure));

        assertThat(new Summary(report, ADDRESS, "_headrace", 80).loaded().isEmpty()).isTrue();
    }

    @Test
    void showsWhatADryRunWouldDo() {
        assertThat(summary("planned", table("orders", false, Rows.NONE)).planned())
                .hasToString(
                        """
                        files.orders: 1 file to read, 345 B; 1 as they were

                        column  type    from
                        id      bigint  Id

                        CREATE TABLE x ();

                        Nothing was touched: this was a dry run.\
                        """);
    }

    private static Summary summary(String status, TableReport... tables) {
        return new Summary(
                new Report(status, null, null, false, null, null, 0, List.of(tables), List.of()),
                ADDRESS,
                "_headrace",
                80);
    }

    private static TableReport table(String name, boolean unchanged, Rows rows) {
        return new TableReport(
                new TableName("files", name),
                "c",
                true,
                unchanged,
                new Files(1, 1, 345),
                rows,
                List.of(new TypedColumn("id", "Id", "bigint")),
                List.of("CREATE TABLE x ();"),
                List.of(),
                Duration.ofMillis(500));
    }
}
