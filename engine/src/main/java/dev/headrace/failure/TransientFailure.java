package dev.headrace.failure;

import org.jspecify.annotations.Nullable;

/// May vanish by itself; retried until a deadline, then told.
public final class TransientFailure extends Failure {
    private static final long serialVersionUID = 1L;

    TransientFailure(Words words, @Nullable Throwable cause) {
        super(words, cause);
    }
}
