package dev.headrace.failure;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The named steps of a load at which a crash test halts the process, as SIGKILL would.
///
/// `HEADRACE_CRASH_AT=<step>[:n]` halts at the step's nth pass (default 1). Without the variable a
/// pass costs one comparison. Each step that belongs to a transaction is passed before its commit;
/// `COMMITTED` is passed right after each commit.
public enum CrashPoint {
    LOCKED,
    FENCED,
    PREDECESSOR_ENDED,
    LEDGER_MIGRATED,
    TABLE_CREATED,
    PIECE_COPIED,
    PIECE_NOTED,
    WIDENED,
    DUPLICATES_REMOVED,
    KEY_BUILT,
    SYSTEM_COLUMNS_ADDED,
    PUBLISHED,
    BATCH_STAGED,
    BATCH_MERGED,
    STATE_WRITTEN,
    FENCE_CHECKED,
    COMMITTED,
    SOURCE_TOLD,
    SEEN_WRITTEN,
    VANISHED_MARKED,
    SWAPPED,
    CLOSING;

    /// The environment variable that names the step.
    public static final String VARIABLE = "HEADRACE_CRASH_AT";

    /// Exit status of a halted process: 128 + SIGKILL.
    private static final int KILLED = 137;

    private static final AtomicInteger PASSES = new AtomicInteger();
    private static final @Nullable CrashPoint CHOSEN;
    private static final int CHOSEN_PASS;

    static {
        String setting = Optional.ofNullable(System.getenv(VARIABLE)).orElse("");
        int colon = setting.indexOf(':');
        String name = colon < 0 ? setting : setting.substring(0, colon);
        CHOSEN = find(name);
        CHOSEN_PASS = colon < 0 ? 1 : parsePass(setting.substring(colon + 1));
    }

    /// Passes this step; halts the process here when it is the chosen step's chosen pass.
    public void pass() {
        if (this == CHOSEN && PASSES.incrementAndGet() == CHOSEN_PASS) {
            Runtime.getRuntime().halt(KILLED);
        }
    }

    private static @Nullable CrashPoint find(String name) {
        for (CrashPoint point : values()) {
            if (point.name().equals(name)) {
                return point;
            }
        }
        return null;
    }

    /// A setting that is no number never matches a pass: a mistyped variable must not halt
    /// anything.
    private static int parsePass(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
