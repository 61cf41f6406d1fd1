package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.destination.LoadCounters;
import dev.headrace.model.TableName;
import dev.headrace.source.ReadProgress;
import dev.headrace.sync.SyncProgress;
import dev.headrace.sync.SyncProgress.Stage;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The progress line says what matters most first, and never wraps.
class ProgressTextTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "120 | files.orders  [=====               ]  25 %  1,000,000 rows  25.0 MB of 100.0 MB  100,000 rows/s  0:30 left",
                " 90 | files.orders  25 %  1,000,000 rows  25.0 MB of 100.0 MB  100,000 rows/s  0:30 left",
                " 70 | files.orders  25 %  1,000,000 rows  100,000 rows/s  0:30 left",
                " 50 | files.orders  25 %  1,000,000 rows  0:30 left",
                " 35 | files.orders  25 %  1,000,000 rows",
            })
    void leavesOutWhatMattersLeast(int width, String line) {
        SyncProgress progress =
                progress(
                        "orders",
                        Stage.READING,
                        new ReadProgress(25_000_000, 100_000_000, 1_000_000, 0, 1, 0));

        assertThat(new ProgressText().line(progress, BEGIN.plusSeconds(10), width))
                .hasToString(line);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 33, 47, 60, 79, 100, 119, 200})
    void neverIsWiderThanTheScreen(int width) {
        String name = "\u6ce8\u6587\u001b[2J and quite a long name after it that nobody would type";
        for (Stage stage : Stage.values()) {
            SyncProgress progress =
                    progress(
                            name,
                            stage,
                            new ReadProgress(
                                    999_999_999_999L,
                                    9_999_999_999_999L,
                                    999_999_999_999L,
                                    0,
                                    9,
                                    9));

            String line =
                    new ProgressText().line(progress, BEGIN.plusSeconds(99_999), width).toString();

            assertThat(Printable.width(line)).isLessThanOrEqualTo(width);
            assertThat(line).doesNotContain("\u001b").doesNotContain("\n");
        }
    }

    @Test
    void followsTheRateOfTheLastSeconds() {
        ProgressText text = new ProgressText();
        for (int second = 1; second <= 60; second++) {
            long rows = second <= 40 ? second * 1_000L : 40_000 + (second - 40) * 50_000L;
            text.line(
                    progress("t", Stage.READING, new ReadProgress(rows, -1, rows, 0, 1, 0)),
                    BEGIN.plusSeconds(second),
                    120);
        }

        assertThat(
                        text.line(
                                progress(
                                        "t",
                                        Stage.READING,
                                        new ReadProgress(1_040_000, -1, 1_040_000, 0, 1, 0)),
                                BEGIN.plusSeconds(60),
                                120))
                .hasToString("files.t  1,040,000 rows  1.0 MB  50,000 rows/s");
    }

    @Test
    void isASentenceWhereThereIsNoTerminal() {
        SyncProgress progress =
                progress(
                        "orders",
                        Stage.READING,
                        new ReadProgress(25_000_000, 100_000_000, 1_000_000, 0, 1, 0));

        assertThat(new ProgressText().sentence(progress, BEGIN.plusSeconds(10)))
                .hasToString(
                        "files.orders: 25 %, 1,000,000 rows, 25.0 MB of 100.0 MB, 100,000 rows/s,"
                                + " 0:30 left");
    }

    @Test
    void saysThatOnlyTheEndIsMissing() {
        SyncProgress progress =
                progress("orders", Stage.FINISHING, new ReadProgress(1, 1, 1_000_000, 0, 1, 0));

        assertThat(new ProgressText().line(progress, BEGIN.plusSeconds(75), 80))
                .hasToString("files.orders  1,000,000 rows read  finishing the table  1:15");
    }

    private static SyncProgress progress(String table, Stage stage, ReadProgress read) {
        return new SyncProgress(
                new TableName("files", table), 1, 1, stage, read, LoadCounters.NONE, BEGIN);
    }
}
