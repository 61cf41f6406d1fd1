package dev.headrace.testkit;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Random input that can be had again. A property test runs its body many times, each with a seed
/// of its own; when one fails, the failure names the seed, and `-Dseed=…` runs that one alone.
public final class SeededRandom implements RandomGenerator {
    /// The system property that replays one seed.
    public static final String SEED_PROPERTY = "seed";

    private static final List<Integer> AWKWARD =
            "\"'\\,;\t\n\r|{}[]: %\u0001\u007f\u0085\u00a0\u2028\ufeff\ufffd"
                    .chars()
                    .boxed()
                    .toList();

    private final long seed;
    private final RandomGenerator random;

    /// Always the same numbers for the same seed, on every machine.
    public SeededRandom(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
    }

    /// One run of a property.
    @FunctionalInterface
    public interface Property {
        /// Throws when the property does not hold.
        void check(SeededRandom random) throws Exception;
    }

    /// Checks a property `runs` times, or once with the seed of [#SEED_PROPERTY].
    ///
    /// @throws AssertionError that names the seed, with the failure as its cause
    public static void check(int runs, Property property) {
        Long replayed = Long.getLong(SEED_PROPERTY);
        if (replayed != null) {
            checkOnce(replayed, property);
            return;
        }
        long first = System.nanoTime();
        for (int i = 0; i < runs; i++) {
            checkOnce(first + i, property);
        }
    }

    private static void checkOnce(long seed, Property property) {
        try {
            property.check(new SeededRandom(seed));
        } catch (Exception | AssertionError e) {
            throw new AssertionError("fails with -Dseed=%d: %s".formatted(seed, e.getMessage()), e);
        }
    }

    /// What to pass to have the same again.
    public long seed() {
        return seed;
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    /// One of them, each as likely.
    public <T> T pick(List<T> choices) {
        return choices.get(nextInt(choices.size()));
    }

    /// True once in `n` times on average.
    public boolean oneIn(int n) {
        return nextInt(n) == 0;
    }

    /// Text of up to `lengthMax` code points from all of Unicode that PostgreSQL can store: no NUL,
    /// no lone surrogates; often the characters that formats trip over.
    public String text(int lengthMax) {
        StringBuilder text = new StringBuilder();
        int length = nextInt(lengthMax + 1);
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(oneIn(3) ? pick(AWKWARD) : codePoint());
        }
        return text.toString();
    }

    private int codePoint() {
        int codePoint =
                switch (nextInt(3)) {
                    case 0 -> nextInt(1, 0x80);
                    case 1 -> nextInt(1, 0x3000);
                    default -> nextInt(1, Character.MAX_CODE_POINT + 1);
                };
        return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE
                ? 'x'
                : codePoint;
    }
}
