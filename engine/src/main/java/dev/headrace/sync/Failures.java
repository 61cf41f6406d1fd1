package dev.headrace.sync;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;

/// Makes a failure of whatever was thrown.
final class Failures {
    private Failures() {}

    /// What is no failure of ours already is a defect of ours.
    static Failure of(Throwable thrown) {
        return thrown instanceof Failure failure
                ? failure
                : Failure.of(FailureCode.INTERNAL, "The load met a defect of ours.", thrown);
    }
}
