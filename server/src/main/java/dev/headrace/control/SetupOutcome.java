package dev.headrace.control;

/// What one test of a record came to.
///
/// @param status `PASSED`, `FAILED` or `SKIPPED`
/// @param message for people; empty where all is well
public record SetupOutcome(String title, String status, String message) {

    static SetupOutcome passed(String title) {
        return new SetupOutcome(title, "PASSED", "");
    }

    static SetupOutcome failed(String title, String message) {
        return new SetupOutcome(title, "FAILED", message);
    }

    static SetupOutcome skipped(String title) {
        return new SetupOutcome(title, "SKIPPED", "");
    }
}
