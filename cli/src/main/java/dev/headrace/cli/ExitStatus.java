package dev.headrace.cli;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailureKind;
import java.util.Collection;

/// What the process answers to the shell. Scripts stand on these numbers.
enum ExitStatus {
    /// Done, warnings or not.
    DONE(0),
    /// Done, but rows were put aside.
    QUARANTINED(4),
    /// Tried and failed; running it again may help.
    FAILED(1),
    /// The user must act first.
    USER_MUST_ACT(3),
    /// Wrong usage; nothing was touched.
    USAGE(2),
    /// A signal ended it, cleanly. The process answers 128 and the signal's number.
    INTERRUPTED(128);

    private final int number;

    ExitStatus(int number) {
        this.number = number;
    }

    int number() {
        return number;
    }

    static ExitStatus of(Failure failure) {
        if (failure.code() == FailureCode.USAGE) {
            return USAGE;
        }
        return failure.kind() == FailureKind.USER ? USER_MUST_ACT : FAILED;
    }

    /// The worst of several; they are declared from good to bad.
    static ExitStatus worst(Collection<ExitStatus> statuses) {
        return statuses.stream().max(ExitStatus::compareTo).orElse(DONE);
    }
}
