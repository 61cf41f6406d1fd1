package dev.headrace.e2e;

import java.util.LinkedHashMap;
import java.util.Map;

/// A type of Go, as far as the SDK's answers use them.
sealed interface GoType {
    GoType STRING = new Plain("string");
    GoType BOOL = new Plain("bool");
    GoType INT = new Plain("int");

    /// `time.Time`.
    GoType TIME = new Plain("time.Time");

    /// `interface{}`.
    GoType ANY = new Plain("interface{}");

    record Plain(String name) implements GoType {
        @Override
        public String toString() {
            return name;
        }
    }

    /// `*T`: null and absent stay nil.
    record Pointer(GoType to) implements GoType {
        @Override
        public String toString() {
            return "*" + to;
        }
    }

    record Slice(GoType of) implements GoType {
        @Override
        public String toString() {
            return "[]" + of;
        }
    }

    /// `map[string]T`.
    record Dictionary(GoType of) implements GoType {
        @Override
        public String toString() {
            return "map[string]" + of;
        }
    }

    record Struct(String name, Map<String, GoType> fields) implements GoType {

        /// A field more; it may be one that is there, with another type.
        Struct and(String name, GoType type) {
            Map<String, GoType> all = new LinkedHashMap<>(fields);
            all.put(name, type);
            return new Struct(this.name, all);
        }

        /// Fields more, all strings.
        Struct strings(String... names) {
            Struct all = this;
            for (String name : names) {
                all = all.and(name, STRING);
            }
            return all;
        }

        /// Fields more, all pointers to strings.
        Struct texts(String... names) {
            Struct all = this;
            for (String name : names) {
                all = all.and(name, new Pointer(STRING));
            }
            return all;
        }

        Struct bools(String... names) {
            Struct all = this;
            for (String name : names) {
                all = all.and(name, BOOL);
            }
            return all;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Struct struct(String name) {
        return new Struct(name, Map.of());
    }

    static GoType sliceOf(GoType type) {
        return new Slice(type);
    }

    /// What every answer is: `code`, `message` and this as `data`.
    static Struct answer(GoType data) {
        return struct("Response").strings("code", "message").and("data", data);
    }

    /// An answer that is a page of a list.
    static Struct page(GoType item) {
        return answer(struct("Page").and("items", sliceOf(item)).strings("next_cursor"));
    }

    /// An answer without data.
    static Struct acknowledgement() {
        return struct("CommonResponse").strings("code", "message");
    }
}
