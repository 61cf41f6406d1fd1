package dev.headrace.schedule;

import java.time.Duration;

/// How workers show that they live.
///
/// @param interval between two beats
/// @param missedMax beats that may be missing, at least 4; with one more a worker is dead
public record Heartbeat(Duration interval, int missedMax) {
    /// Dead after 12 s, which is found in 6 more: longer than a database takes to restart, and
    /// short enough for somebody who waits for a setup test.
    public static final Heartbeat STANDARD = new Heartbeat(Duration.ofSeconds(3), 4);

    /// Without a beat for so long, a worker is dead.
    Duration patience() {
        return interval.multipliedBy(missedMax);
    }
}
