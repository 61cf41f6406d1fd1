package dev.headrace.catalog;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/// A part of a list in order of creation.
///
/// @param next where the next part begins, null at the end
public record Page<T>(List<T> items, @Nullable Long next) {

    public Page {
        items = List.copyOf(items);
    }

    /// Which part is asked for.
    ///
    /// @param after the row number to go on behind; 0 at the beginning
    /// @param limit rows at most, at least one
    public record Request(long after, int limit) {

        /// How many rows a query must ask for, so that the page knows whether there are more.
        public int limitAndOne() {
            return limit + 1;
        }
    }

    /// Of rows that were asked for with [Request#limitAndOne].
    ///
    /// @param number the row's number, by which the list is in order
    public static <T> Page<T> of(List<T> rows, Request request, ToLongFunction<T> number) {
        if (rows.size() <= request.limit()) {
            return new Page<>(rows, null);
        }
        List<T> items = rows.subList(0, request.limit());
        return new Page<>(items, number.applyAsLong(items.getLast()));
    }

    public <R> Page<R> map(Function<T, R> mapping) {
        return new Page<>(items.stream().map(mapping).toList(), next);
    }
}
