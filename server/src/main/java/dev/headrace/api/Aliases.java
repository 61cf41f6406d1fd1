package dev.headrace.api;

import java.util.List;
import java.util.Map;

/// Older words in paths, which old clients still use.
final class Aliases {
    private static final Map<String, String> OLDER =
            Map.of(
                    "/connections", "/connectors",
                    "/hybrid-deployment-agents", "/local-processing-agents",
                    "/connector-types", "/connectors");

    private Aliases() {}

    /// The path with older words, where it has any.
    static List<String> of(String path) {
        String older = path;
        for (Map.Entry<String, String> word : OLDER.entrySet()) {
            older = older.replace(word.getKey(), word.getValue());
        }
        return older.equals(path) || path.startsWith("/headrace/") || path.startsWith("/public/")
                ? List.of()
                : List.of(older);
    }
}
