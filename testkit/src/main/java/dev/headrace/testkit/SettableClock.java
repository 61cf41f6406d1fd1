package dev.headrace.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that stands still until a test turns it. Safe between threads.
public final class SettableClock implements InstantSource {
    private final AtomicReference<Instant> now;

    /// Starts at that instant.
    public SettableClock(Instant start) {
        this.now = new AtomicReference<>(start);
    }

    @Override
    public Instant instant() {
        return now.get();
    }

    /// Goes on by that much.
    public void advance(Duration duration) {
        now.updateAndGet(before -> before.plus(duration));
    }

    /// Jumps, backwards too, as clocks of real machines do.
    public void set(Instant instant) {
        now.set(instant);
    }
}
