package dev.headrace.destination.postgres;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// A name in the server, as stored there. The only way for a name into SQL text.
record Identifier(String name) implements SqlPart {

    /// The server cuts longer names, with a notice only. Bytes, not characters.
    static final int BYTES_MAX = 63;

    Identifier {
        if (name.isEmpty() || name.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("No SQL name: '" + name + "'");
        }
    }

    static List<Identifier> all(List<String> names) {
        return names.stream().map(Identifier::new).toList();
    }

    /// `name` followed by `suffix`, cut at a character's end so that both fit.
    static Identifier suffixed(String name, String suffix) {
        String kept = name;
        while (bytes(kept) + bytes(suffix) > BYTES_MAX) {
            kept = kept.substring(0, kept.offsetByCodePoints(kept.length(), -1));
        }
        return new Identifier(kept + suffix);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    @Override
    public String sql() {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    @Override
    public String toString() {
        return name;
    }
}
