package dev.headrace.connectivity;

import java.time.Duration;

/// When something has to be done. Starts when it is made.
final class Deadline {
    /// One address that swallows packets must not eat the time of the next, nor the last one be
    /// given no time at all.
    private static final Duration SHARE_MIN = Duration.ofSeconds(1);

    private final Duration total;
    private final long end;

    Deadline(Duration total) {
        this.total = total;
        this.end = System.nanoTime() + total.toNanos();
    }

    boolean over() {
        return end - System.nanoTime() <= 0;
    }

    /// What is left, at least a millisecond: to many, zero means for ever.
    Duration left() {
        Duration left = Duration.ofNanos(end - System.nanoTime());
        Duration least = Duration.ofMillis(1);
        return left.compareTo(least) < 0 ? least : left;
    }

    /// What one of several tries may take.
    Duration share(int tries) {
        Duration share = left().dividedBy(tries);
        Duration floored = share.compareTo(SHARE_MIN) < 0 ? SHARE_MIN : share;
        return floored.compareTo(left()) > 0 ? left() : floored;
    }

    /// The whole time, for messages: begun seconds, at least 1.
    long seconds() {
        return Math.max(1, total.plusMillis(999).toSeconds());
    }
}
