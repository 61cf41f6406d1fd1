package dev.headrace.failure;

import org.jspecify.annotations.Nullable;

/// A load, or a part of it, could not go on. The code fixes the kind, and the kind decides what
/// happens: see [FailureKind].
///
/// The message is a sentence for the user and holds no secret and no row values beyond the one that
/// the user must find.
public abstract sealed class Failure extends RuntimeException
        permits UserFailure, TransientFailure, LimitFailure, InternalFailure {

    private static final long serialVersionUID = 1L;

    private final FailureCode code;
    private final transient FailurePlace place;
    private final String nextStep;
    private final @Nullable String reason;

    Failure(Words words, @Nullable Throwable cause) {
        super(words.message(), cause);
        this.code = words.code();
        this.place = words.place();
        this.nextStep = words.nextStep();
        this.reason = words.reason();
    }

    /// What a failure says.
    ///
    /// @param message what happened, a sentence
    /// @param reason the driver's or system's own words, null when there are none
    /// @param nextStep what to do, a sentence or a command
    public record Words(
            FailureCode code,
            String message,
            @Nullable String reason,
            String nextStep,
            FailurePlace place) {}

    public static Failure of(FailureCode code, String message) {
        return of(code, message, null);
    }

    /// A failure whose next step is the code's general advice and whose reason is the cause's
    /// message.
    public static Failure of(FailureCode code, String message, @Nullable Throwable cause) {
        String reason = cause == null ? null : cause.getMessage();
        return of(new Words(code, message, reason, code.advice(), FailurePlace.UNKNOWN), cause);
    }

    public static Failure of(Words words, @Nullable Throwable cause) {
        return switch (words.code().kind()) {
            case USER -> new UserFailure(words, cause);
            case TRANSIENT -> new TransientFailure(words, cause);
            case LIMIT -> new LimitFailure(words, cause);
            case INTERNAL -> new InternalFailure(words, cause);
        };
    }

    /// The same failure with a more exact next step.
    public Failure next(String step) {
        return of(new Words(code, message(), reason, step, place), this);
    }

    /// The same failure at a place; what this failure already knows stays.
    public Failure at(FailurePlace outer) {
        return of(new Words(code, message(), reason, nextStep, place.within(outer)), this);
    }

    public FailureCode code() {
        return code;
    }

    public FailureKind kind() {
        return code.kind();
    }

    /// What happened, a sentence; never null.
    public String message() {
        return String.valueOf(getMessage());
    }

    public @Nullable String reason() {
        return reason;
    }

    public String nextStep() {
        return nextStep;
    }

    public FailurePlace place() {
        return place;
    }
}
