package dev.headrace.api;

import dev.headrace.catalog.Page;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;

/// What a call that succeeded is answered with; the status is the endpoint's.
///
/// @param data null where there is none, such as after a deletion
record Answer(String message, @Nullable JsonNode data) {

    static Answer of(String message) {
        return new Answer(message, null);
    }

    static Answer of(String message, Members data) {
        return new Answer(message, data.json());
    }

    /// A part of a list. `next_cursor` is left out at the end, as some clients want it.
    static <T> Answer list(String message, Page<T> page, Function<T, Members> item) {
        ArrayNode items = JsonNodeFactory.instance.arrayNode();
        page.items().forEach(row -> items.add(item.apply(row).json()));
        Members data = new Members().put("items", items);
        Long next = page.next();
        if (next != null) {
            data.put("next_cursor", Cursor.text(next));
        }
        return of(message, data);
    }
}
