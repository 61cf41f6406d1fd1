package dev.headrace.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/// What somebody who typed a word that does not exist may have meant.
final class Spelling {
    private Spelling() {}

    /// The known word that is nearest, where one is near enough to be meant.
    static Optional<String> nearest(String typed, Collection<String> known) {
        int far = Math.max(1, Math.min(3, typed.replace("-", "").length() / 2));
        String lower = typed.toLowerCase(Locale.ROOT);
        return known.stream()
                .filter(word -> distance(lower, word) <= far || isBegin(lower, word))
                .min(Comparator.comparingInt(word -> distance(lower, word)));
    }

    private static boolean isBegin(String typed, String word) {
        return typed.replace("-", "").length() >= 3 && word.startsWith(typed);
    }

    /// Letters to insert, remove, replace or swap with their neighbour.
    private static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : step(cost, from, to, i, j);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int step(int[][] cost, String from, String to, int i, int j) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int replaced = cost[i - 1][j - 1] + (same ? 0 : 1);
        int best = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped =
                i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
