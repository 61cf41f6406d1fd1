package dev.headrace.setup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What came out of one test.
///
/// @param code of what went wrong, or of the first thing to know: the name of a `FailureCode` or a
///   `WarningCode`; null where there is none
/// @param message a sentence; of a test that was skipped, why
/// @param nextStep what to do, null where nothing is to be done; may have several lines
/// @param details what is to be approved, null where nothing is
public record SetupTestResult(
        SetupTest test,
        SetupStatus status,
        @Nullable String code,
        String message,
        @Nullable String nextStep,
        Duration duration,
        @Nullable SetupDetails details) {}
