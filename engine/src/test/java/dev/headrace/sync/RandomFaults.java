package dev.headrace.sync;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.testkit.SeededRandom;

/// Breaks a few things at random moments.
final class RandomFaults implements FaultyDestination.Faults {
    private final SeededRandom random;
    private final int oneIn;
    private final Runnable cut;
    private int left;

    /// Nothing catches it and goes on: what a killed process looks like from within.
    static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /// @param most faults in all, so that it ends
    /// @param oneIn steps break, on average
    /// @param cut cuts all connections to the destination
    RandomFaults(SeededRandom random, int most, int oneIn, Runnable cut) {
        this.random = random;
        this.left = most;
        this.oneIn = oneIn;
        this.cut = cut;
    }

    @Override
    public void pass(String step) {
        if (left == 0 || !random.oneIn(oneIn)) {
            return;
        }
        left--;
        switch (random.nextInt(3)) {
            case 0 -> throw new Killed();
            case 1 -> throw Failure.of(FailureCode.CONNECTION_LOST, "Broken at " + step + ".");
            default -> cut.run();
        }
    }
}
