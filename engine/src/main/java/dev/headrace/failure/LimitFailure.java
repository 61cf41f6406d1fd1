package dev.headrace.failure;

import org.jspecify.annotations.Nullable;

/// The other side has no room now.
public final class LimitFailure extends Failure {
    private static final long serialVersionUID = 1L;

    LimitFailure(Words words, @Nullable Throwable cause) {
        super(words, cause);
    }
}
