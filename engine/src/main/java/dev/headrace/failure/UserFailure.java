package dev.headrace.failure;

import org.jspecify.annotations.Nullable;

/// The user must act first.
public final class UserFailure extends Failure {
    private static final long serialVersionUID = 1L;

    UserFailure(Words words, @Nullable Throwable cause) {
        super(words, cause);
    }
}
