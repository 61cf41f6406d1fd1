package dev.headrace.schedule;

import java.time.Duration;

/// Hears what ended, for metrics. Called on the threads of workers: it must be quick.
@FunctionalInterface
public interface WorkObserver {

    /// Hears nothing.
    WorkObserver NONE = (kind, end, waited, ran) -> {};

    /// A piece of work has ended, or waits for its next attempt.
    ///
    /// @param end `done`, `failed`, `died`, `cancelled`; `retried` where it waits again
    /// @param waited from its order to the beginning of its last attempt
    /// @param ran from there to here
    void ended(String kind, String end, Duration waited, Duration ran);
}
