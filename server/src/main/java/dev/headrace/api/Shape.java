package dev.headrace.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The form of a JSON value, as data: requests are checked by it, answers are tested by it, and the
/// API's description is made of it.
public sealed interface Shape {
    /// Longer than every name, address or key that somebody types, short enough for any index.
    int TEXT_MAX = 16_384;

    Shape TEXT = new Text(TEXT_MAX, null);
    Shape FLAG = new Flag();
    Shape ANYTHING = new Anything();

    /// RFC 3339, UTC, with microseconds. Only in answers.
    Shape MOMENT = new Moment();

    /// A string of at most `lengthMax` characters.
    ///
    /// @param example for the description, null for none
    record Text(int lengthMax, @Nullable String example) implements Shape {}

    /// One of these strings, matched by case.
    record Choice(List<String> values) implements Shape {
        public Choice {
            values = List.copyOf(values);
        }
    }

    record Whole(long min, long max) implements Shape {}

    /// A whole number, or the same as a string: clients send ports both ways.
    record WholeOrText(long min, long max) implements Shape {}

    record Flag() implements Shape {}

    record Moment() implements Shape {}

    record ListOf(Shape item, int lengthMax) implements Shape {}

    /// An object with keys of any name.
    record MapOf(Shape value) implements Shape {}

    /// An object with these fields. In requests others are ignored; in answers there are no others.
    ///
    /// @param name of the type, for the description; unique
    record Fields(String name, List<Field> fields) implements Shape {
        public Fields {
            fields = List.copyOf(fields);
        }
    }

    record Anything() implements Shape {}

    static Shape choice(String... values) {
        return new Choice(List.of(values));
    }

    static Shape listOf(Shape item) {
        return new ListOf(item, 1_000);
    }

    static Fields fields(String name, Field... fields) {
        return new Fields(name, List.of(fields));
    }
}
