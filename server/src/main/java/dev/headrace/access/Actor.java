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

    /// Somebody unknown, who may read what is everybody's.
    ///
    /// @param id the address that the call comes from
    record Anonymous(String id) implements Actor {
        @Override
        public String name() {
            return id;
        }
    }

    /// The word for audit lines.
    default String kind() {
        return switch (this) {
            case User _ -> "user";
            case SystemKey _ -> "system_key";
            case Operator _ -> "operator";
            case Anonymous _ -> "anonymous";
        };
    }
}
