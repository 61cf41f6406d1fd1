package dev.headrace.failure;

import org.jspecify.annotations.Nullable;

/// A defect of ours.
public final class InternalFailure extends Failure {
    private static final long serialVersionUID = 1L;

    InternalFailure(Words words, @Nullable Throwable cause) {
        super(words, cause);
    }
}
