package dev.headrace.refusal;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The product will not do what was asked, and nothing has changed. The message is a sentence for
/// whoever asked; it holds no secret.
public abstract sealed class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Refusal(String message) {
        super(message, null, false, false);
    }

    /// Never null, unlike [#getMessage].
    public String message() {
        return String.valueOf(getMessage());
    }

    /// What was sent is wrong in itself.
    public static final class Invalid extends Refusal {
        private static final long serialVersionUID = 1L;

        public Invalid(String message) {
            super(message);
        }

        /// A field that must be there is not; the API's own sentence.
        public static Invalid required(String field) {
            return new Invalid("Field '%s' is required".formatted(field));
        }
    }

    /// Nobody is known by what was shown.
    public static final class Unauthenticated extends Refusal {
        private static final long serialVersionUID = 1L;

        public Unauthenticated(String message) {
            super(message);
        }
    }

    /// Known, and not allowed. Only told to those who may see the thing; others get [NotFound].
    public static final class Forbidden extends Refusal {
        private static final long serialVersionUID = 1L;

        public Forbidden(String message) {
            super(message);
        }
    }

    /// Not there, or not for the caller to see: the two read the same.
    public static final class NotFound extends Refusal {
        private static final long serialVersionUID = 1L;
        private final @Nullable String kind;

        /// @param kind the API's word for what is missing, such as `Destination`; null for a plain
        ///   not-found
        public NotFound(@Nullable String kind, String message) {
            super(message);
            this.kind = kind;
        }

        public @Nullable String kind() {
            return kind;
        }
    }

    /// It contradicts what is there.
    public static final class Conflict extends Refusal {
        private static final long serialVersionUID = 1L;

        public Conflict(String message) {
            super(message);
        }
    }

    /// Something else needs it.
    public static final class InUse extends Refusal {
        private static final long serialVersionUID = 1L;

        public InUse(String message) {
            super(message);
        }
    }

    /// It cannot be done in the state that the thing is in just now.
    public static final class IllegalState extends Refusal {
        private static final long serialVersionUID = 1L;

        public IllegalState(String message) {
            super(message);
        }
    }

    /// Too much at once.
    public static final class TooMany extends Refusal {
        private static final long serialVersionUID = 1L;
        private final Duration retryAfter;

        /// @param retryAfter when it is worth trying again, at least a second
        public TooMany(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }

    /// The product itself cannot work just now, such as without its metadata database.
    public static final class Unavailable extends Refusal {
        private static final long serialVersionUID = 1L;

        public Unavailable(String message) {
            super(message);
        }
    }
}
