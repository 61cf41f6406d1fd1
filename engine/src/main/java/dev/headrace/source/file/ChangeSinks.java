package dev.headrace.source.file;

import dev.headrace.model.BadRow;
import dev.headrace.model.ChangeSink;
import dev.headrace.model.Operation;

/// A sink for cells that are only looked at.
final class ChangeSinks {
    /// Takes everything and keeps nothing.
    static final ChangeSink NONE = new Nowhere();

    private ChangeSinks() {}

    private static final class Nowhere implements ChangeSink {
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
        public void end() {}

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
            return false;
        }
    }
}
