package dev.headrace.destination.postgres;

import dev.headrace.failure.FailureCode;
import dev.headrace.failure.WarningCode;

/// One thing that a setup test found.
///
/// @param code of a [FailureCode] or a [WarningCode]
/// @param fatal whether a load would fail on account of it
/// @param sentence what it is
/// @param nextStep what to do
record SetupConcern(String code, boolean fatal, String sentence, String nextStep) {
    static SetupConcern warning(WarningCode code, String sentence, String nextStep) {
        return new SetupConcern(code.name(), false, sentence, nextStep);
    }

    static SetupConcern failure(FailureCode code, String sentence, String nextStep) {
        return new SetupConcern(code.name(), true, sentence, nextStep);
    }
}
