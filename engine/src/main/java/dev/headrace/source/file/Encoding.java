package dev.headrace.source.file;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/// How an input's bytes become text.
///
/// @param markBytes bytes of the byte order mark before the text
record Encoding(Compression compression, Charset charset, int markBytes) {

    /// Whether a place in the text is a place in the file.
    boolean isPlain() {
        return compression == Compression.NONE && charset.equals(StandardCharsets.UTF_8);
    }
}
