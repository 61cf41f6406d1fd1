package dev.headrace.e2e;

import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A run of the command that has ended.
///
/// @param command as it could be typed
/// @param exit status; 128 + signal when a signal ended it
/// @param peakBytes most resident memory seen, 0 for a run too short to be looked at
public record HeadraceRun(
        String command, int exit, String stdout, String stderr, Duration took, long peakBytes) {

    /// Exit status of a process that SIGKILL ended, or that halted itself at a named step.
    public static final int KILLED = 137;

    /// Standard output as the one JSON document that `--json` promises.
    public JsonNode json() {
        try {
            return JsonMapper.shared().readTree(stdout);
        } catch (RuntimeException e) {
            throw new IllegalStateException("stdout is no JSON document: " + this, e);
        }
    }

    /// The first failure of the JSON document; a missing node when there is none.
    public JsonNode failure() {
        return json().path("failures").path(0);
    }

    /// The first table of the JSON document; a missing node when there is none.
    public JsonNode table() {
        return json().path("tables").path(0);
    }

    /// Whether it loaded everything, or everything but quarantined rows.
    public boolean succeeded() {
        return exit == 0 || exit == 4;
    }

    @Override
    public String toString() {
        return "%s%n  exit %d after %d ms, peak %d MB%n  stdout: %s%n  stderr: %s"
                .formatted(
                        command,
                        exit,
                        took.toMillis(),
                        peakBytes / (1024 * 1024),
                        stdout.strip(),
                        stderr.strip());
    }
}
