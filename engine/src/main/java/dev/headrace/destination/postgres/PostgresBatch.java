package dev.headrace.destination.postgres;

import dev.headrace.destination.Batch;
import dev.headrace.model.BadRow;
import dev.headrace.model.ChangeSink;
import java.sql.SQLException;
import java.util.List;
import org.postgresql.copy.CopyIn;

/// Rows as binary COPY tuples, with what goes with them. Filled by one thread, then handed over to
/// another; may be written any number of times until it is released.
final class PostgresBatch implements Batch {
    private final long number;
    private final CopyEncoder encoder;
    private final CopyBuffer buffer;
    private final BatchLimit limit;

    PostgresBatch(long number, CopyEncoder encoder, CopyBuffer buffer, BatchLimit limit) {
        this.number = number;
        this.encoder = encoder;
        this.buffer = buffer;
        this.limit = limit;
    }

    /// Its place among the batches of its pool, from 1.
    long number() {
        return number;
    }

    @Override
    public ChangeSink sink() {
        return encoder;
    }

    CopyLayout layout() {
        return encoder.layout();
    }

    @Override
    public long rows() {
        return encoder.rows();
    }

    @Override
    public long bytes() {
        return encoder.bytes();
    }

    @Override
    public boolean isEmpty() {
        return rows() == 0 && badRows().isEmpty() && removals().isEmpty() && !truncating();
    }

    /// Whether rows of one key have to be applied one after the other, because some change a part
    /// of a row only, or delete one. Else the last row of a key is all that counts.
    boolean folding() {
        return encoder.folding();
    }

    /// Whether everything that the table held before is gone at the source.
    boolean truncating() {
        return encoder.truncating();
    }

    List<BadRow> badRows() {
        return encoder.badRows();
    }

    List<CopyEncoder.Removal> removals() {
        return encoder.removals();
    }

    /// Sends all rows to a COPY of [CopyLayout#columnNames] in binary format; the caller ends it.
    void writeTo(CopyIn copy) throws SQLException {
        buffer.writeTo(copy);
    }

    /// Stops the clock: how long the batch takes no longer matters.
    void endTime() {
        limit.end();
    }

    /// Called by its pool.
    void release() {
        endTime();
        buffer.release();
    }
}
