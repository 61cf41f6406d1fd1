package dev.headrace.access;

/// Who acts, for audit lines and for what is recorded as somebody's doing.
public sealed interface Actor {

    String id();

    /// For people.
    String name();

    /// A person or a service account.
    record User(String id, String name) implements Actor {}

    /// A key of its own, tied to no user.
    record SystemKey(String id, String name) implements Actor {}

    /// Whoever runs the program, through its command line or settings.
    record Operator(String name) implements Actor {
        @Override
        public String id() {
            return "operator";
        }
    }

    /// The word for audit lines.
    default String kind() {
        return switch (this) {
            case User _ -> "user";
            case SystemKey _ -> "system_key";
            case Operator _ -> "operator";
        };
    }
}
