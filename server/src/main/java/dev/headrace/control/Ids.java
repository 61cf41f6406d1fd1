package dev.headrace.control;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/// Makes ids as clients know them: two lower-case words joined with `_`, of syllables that can be
/// read aloud.
final class Ids {
    private static final String CONSONANTS = "bdfghklmnprstvwz";
    private static final String VOWELS = "aeiou";
    private static final int SYLLABLES = 3;

    /// With 5 * 10^11 ids, several collisions in a row mean a defect.
    private static final int TRIES_MAX = 5;

    private static final RandomGenerator RANDOM = new SecureRandom();

    private Ids() {}

    static String next() {
        return word() + "_" + word();
    }

    /// Tries ids until one is free.
    ///
    /// @param add gives nothing where the id is taken
    static <T> Optional<T> adding(Function<String, Optional<T>> add) {
        Optional<T> added = Optional.empty();
        for (int i = 0; i < TRIES_MAX && added.isEmpty(); i++) {
            added = add.apply(next());
        }
        return added;
    }

    private static String word() {
        StringBuilder word = new StringBuilder(2 * SYLLABLES);
        for (int i = 0; i < SYLLABLES; i++) {
            word.append(CONSONANTS.charAt(RANDOM.nextInt(CONSONANTS.length())));
            word.append(VOWELS.charAt(RANDOM.nextInt(VOWELS.length())));
        }
        return word.toString();
    }
}
