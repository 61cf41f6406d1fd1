package dev.headrace.e2e;

import java.time.Duration;

/// What happens to a run.
public sealed interface Disturbance {

    /// It halts at a named step's nth pass, as SIGKILL would.
    record AtStep(String step, int pass) implements Disturbance {}

    /// SIGKILL.
    record Killed(Duration after) implements Disturbance {}

    /// SIGTERM, or SIGINT as Ctrl-C does.
    record Stopped(Duration after, boolean interrupt) implements Disturbance {}

    /// Every process of the server is killed; it is back after a while.
    record ServerKilled(Duration after, Duration downFor) implements Disturbance {}

    /// An administrator ends its sessions.
    record SessionsEnded(Duration after) implements Disturbance {}

    /// A second run starts beside it.
    record Rival(Duration after) implements Disturbance {}

    /// It stands still (SIGSTOP) while a second run starts, and goes on after that has ended.
    record Frozen(Duration after) implements Disturbance {}

    /// The word that reports count by.
    default String kind() {
        return switch (this) {
            case AtStep(String step, _) -> step;
            case Killed _ -> "SIGKILL";
            case Stopped(_, boolean interrupt) -> interrupt ? "SIGINT" : "SIGTERM";
            case ServerKilled _ -> "server killed";
            case SessionsEnded _ -> "sessions ended";
            case Rival _ -> "rival";
            case Frozen _ -> "frozen";
        };
    }
}
