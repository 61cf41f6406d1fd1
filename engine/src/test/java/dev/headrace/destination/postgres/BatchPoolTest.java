package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.model.BadRow;
import dev.headrace.model.Change;
import dev.headrace.model.ChangeWriter;
import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.TableShape;
import dev.headrace.testkit.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// Batches under way are bounded, and a batch closes by bytes and by time.
class BatchPoolTest {
    private static final CopyLayout LAYOUT =
            CopyLayout.of(
                    new TableShape(List.of(Column.of("c", LogicalType.STRING)), List.of()),
                    Set.of(),
                    Instant.EPOCH);

    @Test
    void opensOnlyAsManyAsMayBeUnderWay() {
        try (BatchPool pool = new BatchPool(new BatchLimits(1 << 20, Duration.ofMinutes(1), 2))) {
            PostgresBatch first = pool.open(LAYOUT, 0);
            PostgresBatch second = pool.open(LAYOUT, 0);
            CompletableFuture<PostgresBatch> third =
                    CompletableFuture.supplyAsync(() -> pool.open(LAYOUT, 0));
            assertThat(third).isNotDone();
            pool.release(first);
            assertThat(third.join().number()).isEqualTo(3);
            pool.release(second);
            pool.release(third.join());
        }
    }

    @Test
    void waitsWhileOneRowTakesAllMemory() {
        try (BatchPool pool = new BatchPool(new BatchLimits(1000, Duration.ofMinutes(1), 3))) {
            PostgresBatch large = pool.open(LAYOUT, 0);
            put(large, 5_000);
            CompletableFuture<PostgresBatch> next =
                    CompletableFuture.supplyAsync(() -> pool.open(LAYOUT, 0));
            assertThat(next).isNotDone();
            pool.release(large);
            pool.release(next.join());
        }
    }

    @Test
    void largerBatchesThanMemoryHoldsCloseEarlier() {
        PostgresOptions options =
                new PostgresOptions("s", 16, 256 << 20, Duration.ofSeconds(1), "1");
        BatchLimits first = BatchLimits.firstLoad(16).overruled(options);
        BatchLimits later = BatchLimits.laterLoad().overruled(options);
        assertThat(first.bytesMax()).isLessThanOrEqualTo(BatchLimits.UNDER_WAY_BYTES_MAX);
        assertThat(later.bytesMax()).isLessThanOrEqualTo(BatchLimits.UNDER_WAY_BYTES_MAX);
        assertThat(later.batchBytes()).isEqualTo(BatchLimits.MERGE_BYTES);
    }

    @Test
    void rowsPutAsideFillABatchToo() {
        try (BatchPool pool = new BatchPool(new BatchLimits(1000, Duration.ofMinutes(1), 1))) {
            PostgresBatch batch = pool.open(LAYOUT, 0);
            batch.sink().reject(new BadRow("f", 1, "x".repeat(2_000), "r", "c", false));
            assertThat(batch.sink().full()).isTrue();
            pool.release(batch);
        }
    }

    @Test
    void closingTellsWhoeverWaits() {
        BatchPool pool = new BatchPool(new BatchLimits(1 << 20, Duration.ofMinutes(1), 1));
        PostgresBatch batch = pool.open(LAYOUT, 0);
        CompletableFuture<PostgresBatch> waiting =
                CompletableFuture.supplyAsync(() -> pool.open(LAYOUT, 0));
        pool.close();
        assertThatThrownBy(waiting::join).hasRootCauseInstanceOf(CancellationException.class);
        pool.release(batch);
    }

    @Test
    void isFullByBytes() {
        try (BatchPool pool = new BatchPool(new BatchLimits(1000, Duration.ofMinutes(1), 1))) {
            PostgresBatch batch = pool.open(LAYOUT, 0);
            put(batch, 900);
            assertThat(batch.sink().full()).isFalse();
            put(batch, 100);
            assertThat(batch.sink().full()).isTrue();
            assertThat(batch.rows()).isEqualTo(2);
            pool.release(batch);
        }
    }

    @Test
    void isFullByTime() {
        try (BatchPool pool = new BatchPool(new BatchLimits(1 << 20, Duration.ofMillis(20), 1))) {
            PostgresBatch batch = pool.open(LAYOUT, 0);
            Await.until("the batch's time is over", batch.sink()::full);
            pool.release(batch);
        }
    }

    private static void put(PostgresBatch batch, int characters) {
        new ChangeWriter(batch.sink()).write(new Change.Upsert(List.of("x".repeat(characters))));
    }
}
