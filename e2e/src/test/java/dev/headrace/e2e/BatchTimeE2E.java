package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.Await;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a slow input has given so far is there after the time of a batch, not only at the input's
/// end.
class BatchTimeE2E {
    @TempDir private Path folder;

    @Test
    void aSlowPipesRowsAreThereBeforeItEnds() {
        LoadFixture fixture = LoadFixture.in(folder);
        fixture.loaded(fixture.file("t.csv", "id,v\n0,a\n"), "--primary-key", "id");
        Drip drip = new Drip(fixture);
        HeadraceRun run =
                fixture.command(
                                "-",
                                "--table",
                                "t",
                                "--format",
                                "csv",
                                "--primary-key",
                                "id",
                                "--batch-seconds",
                                "1")
                        .fedBy(drip::writeTo)
                        .run();
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(drip.seenWhileOpen).as(run.toString()).isEqualTo(1 + Drip.ROWS);
        assertThat(fixture.query("SELECT count(*) FROM files.t"))
                .containsExactly(Integer.toString(2 + Drip.ROWS));
    }

    /// Gives a few rows, and the last one only when the table has them.
    private static final class Drip {
        private static final int ROWS = 3;

        private final LoadFixture fixture;
        private volatile long seenWhileOpen;

        Drip(LoadFixture fixture) {
            this.fixture = fixture;
        }

        void writeTo(OutputStream out) throws IOException {
            out.write("id,v\n".getBytes(US_ASCII));
            for (int id = 1; id <= ROWS; id++) {
                out.write((id + ",b\n").getBytes(US_ASCII));
            }
            out.flush();
            Await.until(
                    "rows are there",
                    () -> {
                        seenWhileOpen =
                                Long.parseLong(
                                        fixture.query("SELECT count(*) FROM files.t").getFirst());
                        return seenWhileOpen > ROWS;
                    });
            out.write("9,c\n".getBytes(US_ASCII));
        }
    }
}
