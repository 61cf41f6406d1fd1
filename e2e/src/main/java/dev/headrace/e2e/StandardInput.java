package dev.headrace.e2e;

import java.io.IOException;
import java.io.OutputStream;

/// What a child reads from its standard input.
@FunctionalInterface
public interface StandardInput {

    /// Writes all of it; the caller closes the stream. A child that stops reading makes a write
    /// fail, which is the end of it.
    void writeTo(OutputStream out) throws IOException;

    static StandardInput nothing() {
        return out -> {};
    }

    static StandardInput of(byte[] bytes) {
        return out -> out.write(bytes);
    }
}
