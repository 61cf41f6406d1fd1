package dev.headrace.destination.postgres;

/// A server's version and what it can do. Everything else asks for the ability, not for the number.
///
/// @param number as `server_version_num` has it: 150018, 90624
/// @param text as people know it: `15.18`
record ServerVersion(int number, String text) {

    /// The oldest that the driver speaks to.
    private static final int FLOOR = 80_400;

    static final String FLOOR_TEXT = "9.6";

    private static final int PROVEN = 90_600;

    boolean tooOld() {
        return number < FLOOR;
    }

    /// Older than what is tested.
    boolean unproven() {
        return number < PROVEN;
    }

    boolean hasOnConflict() {
        return number >= 90_500;
    }

    boolean hasRowSecurity() {
        return number >= 90_500;
    }

    boolean hasIdleTransactionTimeout() {
        return number >= 90_600;
    }

    /// Adding a column with a constant default rewrites nothing.
    boolean hasConstantDefaults() {
        return number >= 110_000;
    }

    boolean hasJit() {
        return number >= 110_000;
    }

    boolean hasTcpUserTimeout() {
        return number >= 120_000;
    }

    boolean hasClientCheck() {
        return number >= 140_000;
    }

    boolean hasIdleSessionTimeout() {
        return number >= 140_000;
    }

    boolean hasMerge() {
        return number >= 150_000;
    }

    boolean hasTransactionTimeout() {
        return number >= 170_000;
    }
}
