package dev.headrace.sync;

import dev.headrace.model.BadRow;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.Operation;

/// Takes rows and keeps none. It is full now and then, so that its reader can be stopped.
final class DiscardingSink implements ChangeSink {
    private static final int ROWS_MAX = 10_000;

    private int rows;

    void empty() {
        rows = 0;
    }

    @Override
    public void begin(Operation operation) {}

    @Override
    public void putNull() {}

    @Override
    public void putUnmodified() {}

    @Override
    public void putBoolean(boolean value) {}

    @Override
    public void putLong(long value) {}

    @Override
    public void putDouble(double value) {}

    @Override
    public void putDecimal(byte[] bytes, int offset, int length) {}

    @Override
    public void putDate(long epochDay) {}

    @Override
    public void putTimestamp(long epochMicros) {}

    @Override
    public void putTime(long microsOfDay) {}

    @Override
    public void putText(byte[] utf8, int offset, int length) {}

    @Override
    public void putBinary(byte[] bytes, int offset, int length) {}

    @Override
    public void end() {
        rows++;
    }

    @Override
    public void abandon() {}

    @Override
    public void reject(BadRow row) {}

    @Override
    public void truncate() {}

    @Override
    public void removeLinesBeyond(String file, long lastLine) {}

    @Override
    public boolean full() {
        return rows >= ROWS_MAX;
    }
}
