package dev.headrace.source.reference;

import dev.headrace.model.Column;
import dev.headrace.model.LogicalType;
import dev.headrace.model.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Supplier;

/// One table of the data set.
///
/// @param rows in a fixed order; asked for once, when the table is read
record ReferenceTable<T>(
        String name, List<String> key, List<Field<T>> fields, Supplier<List<T>> rows) {

    /// A column and how a row's value for it is put.
    record Field<T>(Column column, BiConsumer<Cells, T> put) {}

    TableShape shape() {
        return new TableShape(fields.stream().map(Field::column).toList(), key);
    }

    void write(T row, Cells cells) {
        cells.begin();
        for (Field<T> field : fields) {
            field.put().accept(cells, row);
        }
        cells.end();
    }

    static <T> Fields<T> columns() {
        return new Fields<>();
    }

    /// Collects columns in their order.
    static final class Fields<T> {
        private final List<Field<T>> all = new ArrayList<>();

        Fields<T> with(String name, LogicalType type, BiConsumer<Cells, T> put) {
            all.add(new Field<>(Column.of(name, type), put));
            return this;
        }

        ReferenceTable<T> table(String name, List<String> key, Supplier<List<T>> rows) {
            return new ReferenceTable<>(name, key, List.copyOf(all), rows);
        }
    }
}
