package dev.headrace.model;

/// Takes changes and keeps none.
public final class DiscardingSink implements ChangeSink {
    private final int rowsMax;
    private int rows;

    /// @param rowsMax at which it is full, until it is emptied
    public DiscardingSink(int rowsMax) {
        this.rowsMax = rowsMax;
    }

    public void empty() {
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
        return rows >= rowsMax;
    }
}
