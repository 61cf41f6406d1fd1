package dev.headrace.source.file;

import dev.headrace.model.InputPosition;
import dev.headrace.model.StateEntry;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What is remembered of a file between runs.
///
/// @param dialect how it was read, so that what is added later is read the same way
/// @param print what the file was when it was read
/// @param options of all options that change what its rows become
/// @param position how far it is read
/// @param done whether that is its end
/// @param isOpen whether its last line has no line end
/// @param sums of what lies before the position, where the input can tell it only so: see [Sums]
record FileState(
        Fingerprint print,
        Dialect dialect,
        String options,
        InputPosition position,
        boolean done,
        boolean isOpen,
        List<Long> sums) {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int VERSION = 1;

    StateEntry entry(String key) {
        ObjectNode node = JSON.createObjectNode();
        node.put("version", VERSION);
        node.put("size", print.size());
        node.put("modified", print.modifiedMicros());
        node.put("head", Long.toHexString(print.head()));
        node.put("tail", Long.toHexString(print.tail()));
        node.putArray("dialect")
                .add(dialect.delimiter())
                .add(dialect.quote())
                .add(dialect.lineEnd())
                .add(dialect.header() ? 1 : 0)
                .add(dialect.skipLines());
        node.put("options", options);
        node.put("offset", position.offset());
        node.put("record", position.record());
        node.put("line", position.line());
        node.put("done", done);
        if (isOpen) {
            node.put("open", true);
        }
        if (!sums.isEmpty()) {
            sums.forEach(node.putArray("sums")::add);
        }
        return new StateEntry(key, JSON.writeValueAsString(node));
    }

    /// What an entry says; null where it cannot be understood: the file is then read as a new one.
    static @Nullable FileState of(StateEntry entry) {
        try {
            JsonNode node = JSON.readTree(entry.json());
            if (node.path("version").asInt(0) != VERSION) {
                return null;
            }
            Fingerprint print =
                    new Fingerprint(
                            node.path("size").asLong(),
                            node.path("modified").asLong(),
                            Long.parseUnsignedLong(node.path("head").asString(), 16),
                            Long.parseUnsignedLong(node.path("tail").asString(), 16));
            InputPosition position =
                    new InputPosition(
                            node.path("offset").asLong(),
                            node.path("record").asLong(),
                            node.path("line").asLong());
            JsonNode written = node.path("dialect");
            Dialect dialect =
                    new Dialect(
                            written.path(0).asInt(),
                            written.path(1).asInt(),
                            written.path(2).asInt(),
                            written.path(3).asInt() == 1,
                            written.path(4).asInt());
            List<Long> sums = new ArrayList<>();
            node.path("sums").forEach(sum -> sums.add(sum.asLong()));
            return new FileState(
                    print,
                    dialect,
                    node.path("options").asString(),
                    position,
                    node.path("done").asBoolean(),
                    node.path("open").asBoolean(false),
                    sums);
        } catch (JacksonException | NumberFormatException e) {
            return null;
        }
    }
}
