package dev.headrace.destination.postgres;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureKind;
import dev.headrace.setup.SetupDetails;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import dev.headrace.setup.SetupTestResult;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What came out of a test, before it is known how long that took.
///
/// @param offer what somebody may approve, null where that would change nothing
record SetupOutcome(
        SetupStatus status,
        @Nullable String code,
        String message,
        @Nullable String nextStep,
        @Nullable SetupDetails details,
        @Nullable SetupDetails offer) {
    static SetupOutcome passed(String message) {
        return new SetupOutcome(SetupStatus.PASSED, null, message, null, null, null);
    }

    static SetupOutcome skipped(String reason) {
        return new SetupOutcome(SetupStatus.SKIPPED, null, reason, null, null, null);
    }

    static SetupOutcome failed(Failure failure, @Nullable SetupDetails details) {
        return new SetupOutcome(
                failure.kind() == FailureKind.INTERNAL
                        ? SetupStatus.JOB_FAILED
                        : SetupStatus.FAILED,
                failure.code().name(),
                withServersWords(failure),
                failure.nextStep(),
                details,
                details);
    }

    /// The worst of what was found decides; all of it is told, the worst first.
    ///
    /// @param message what is said where nothing was found
    static SetupOutcome of(List<SetupConcern> concerns, String message) {
        boolean failed = concerns.stream().anyMatch(SetupConcern::fatal);
        List<SetupConcern> told =
                concerns.stream().filter(concern -> concern.fatal() || !failed).toList();
        if (told.isEmpty()) {
            return passed(message);
        }
        return new SetupOutcome(
                failed ? SetupStatus.FAILED : SetupStatus.WARNING,
                told.getFirst().code(),
                told.stream().map(SetupConcern::sentence).collect(Collectors.joining(" ")),
                told.stream()
                        .map(SetupConcern::nextStep)
                        .distinct()
                        .collect(Collectors.joining("\n")),
                null,
                null);
    }

    /// The same with something else to approve.
    SetupOutcome offering(@Nullable SetupDetails other) {
        return new SetupOutcome(status, code, message, nextStep, details, other);
    }

    SetupTestResult result(SetupTest test, Duration duration) {
        return new SetupTestResult(test, status, code, message, nextStep, duration, details);
    }

    private static String withServersWords(Failure failure) {
        SQLException error = serversError(failure);
        String words = failure.reason();
        return error == null || words == null || failure.message().contains(words)
                ? failure.message()
                : "%s The server says: %s".formatted(failure.message(), words);
    }

    /// The error that a server sent, null where the failure is of another origin.
    static @Nullable SQLException serversError(Throwable failure) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof SQLException error && SqlFailures.server(error) != null) {
                return error;
            }
        }
        return null;
    }
}
