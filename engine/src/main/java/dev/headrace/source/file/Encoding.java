package dev.headrace.source.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// How an input's bytes become text.
///
/// @param markBytes bytes of the byte order mark before the text
record Encoding(Compression compression, Charset charset, int markBytes) {

    /// Whether a place in the text is a place in the file.
    boolean isPlain() {
        return compression == Compression.NONE && charset.equals(StandardCharsets.UTF_8);
    }

    /// Whether a record begins where a file ended that has grown since: its last line had a line
    /// end, or gets one now.
    boolean endsLineAt(Path path, FileState before) throws IOException {
        long at = before.position().offset() + markBytes;
        if (!before.isOpen() || !isPlain()) {
            return !before.isOpen();
        }
        ByteBuffer next = ByteBuffer.allocate(1);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            if (channel.read(next, at) <= 0) {
                return true;
            }
        }
        return next.get(0) == '\n' || next.get(0) == '\r';
    }
}
