package dev.headrace.source.file;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One input.
///
/// @param path null for standard input
/// @param key the name that state and rows know it by: relative to the given folder or glob root
/// @param name its file name, for what names tell
record InputFile(@Nullable Path path, String key, String name) {
    static final String STDIN_KEY = "-";

    static InputFile stdin() {
        return new InputFile(null, STDIN_KEY, STDIN_KEY);
    }

    boolean isStdin() {
        return path == null;
    }
}
