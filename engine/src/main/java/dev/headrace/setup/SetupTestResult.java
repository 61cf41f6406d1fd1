package dev.headrace.setup;

import dev.headrace.failure.FailureCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What came out of one test.
///
/// @param code of what went wrong, null where nothing did
/// @param message a sentence; of a test that was skipped, why
/// @param nextStep what to do, null where nothing is to be done; may have several lines
/// @param details what is to be approved, null where nothing is
public record SetupTestResult(
        SetupTest test,
        SetupStatus status,
        @Nullable FailureCode code,
        String message,
        @Nullable String nextStep,
        Duration duration,
        @Nullable SetupDetails details) {}
