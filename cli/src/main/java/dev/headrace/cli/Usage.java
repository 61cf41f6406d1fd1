package dev.headrace.cli;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import java.util.List;

/// Failures of kind "wrong usage": told before anything is touched.
final class Usage {
    private Usage() {}

    static Failure failure(String message) {
        return Failure.of(FailureCode.USAGE, message);
    }

    static Failure failure(String message, String nextStep) {
        return Failure.of(
                new Failure.Words(FailureCode.USAGE, message, null, nextStep, FailurePlace.UNKNOWN),
                null);
    }

    /// `a, b or c`.
    static String oneOf(List<String> words) {
        int last = words.size() - 1;
        return last < 1
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " or " + words.get(last);
    }

    /// What somebody typed, without what may be a password: a database URL ends up in the wrong
    /// place easily.
    static String shown(String typed) {
        return typed.replaceAll("(?s):.*@", ":****@")
                .replaceAll("(?is)(pass\\w*\\s*=).*", "$1****");
    }

    /// A value that an option does not take.
    static Failure value(String option, String value, String wanted) {
        return failure("%s does not take '%s'.".formatted(option, shown(value)), wanted);
    }
}
