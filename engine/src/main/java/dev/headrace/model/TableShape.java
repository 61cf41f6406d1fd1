package dev.headrace.model;

import java.util.List;
import java.util.OptionalInt;

/// The columns of a table that a source fills, in the order in which it puts values, and its key.
/// System columns that the destination adds by itself are not among them; `_file`, `_line` and
/// `_modified` are, because the source knows their values.
///
/// @param key names of the key columns in key order (destination names); empty where rows are only
///   ever appended
public record TableShape(List<Column> columns, List<String> key) {

    public TableShape {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
    }

    public OptionalInt indexOf(String name) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).name().equals(name)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    public boolean isKey(Column column) {
        return key.contains(column.name());
    }
}
