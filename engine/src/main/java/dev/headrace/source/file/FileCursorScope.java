package dev.headrace.source.file;

import java.io.IOException;

/// A cursor that is closed when its block is left.
record FileCursorScope(FileCursor cursor) implements AutoCloseable {
    @Override
    public void close() throws IOException {
        cursor.close();
    }
}
