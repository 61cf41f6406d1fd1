package dev.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A random failure can be had again.
class SeededRandomTest {
    @Test
    void givesTheSameForTheSameSeed() {
        assertThat(new SeededRandom(7).text(100)).isEqualTo(new SeededRandom(7).text(100));
    }

    @Test
    void givesOthersForOtherRuns() {
        List<Long> numbers = new ArrayList<>();
        SeededRandom.check(50, random -> numbers.add(random.nextLong()));
        assertThat(numbers).doesNotHaveDuplicates().hasSize(50);
    }

    @Test
    void namesTheSeedOfAFailure() {
        List<Long> seeds = new ArrayList<>();
        assertThatThrownBy(() ->
                        SeededRandom.check(
                                3,
                                random -> {
                                    seeds.add(random.seed());
                                    throw new IllegalStateException("broken");
                                }))
                .hasMessageContaining("-Dseed=" + seeds.getFirst())
                .hasMessageContaining("broken");
        assertThat(seeds).hasSize(1);
    }

    @Test
    void writesTextThatPostgresCanStore() {
        SeededRandom.check(
                200,
                random -> {
                    String text = random.text(50);
                    assertThat(text.codePointCount(0, text.length())).isLessThanOrEqualTo(50);
                    assertThat(text.codePoints())
                            .noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
                });
    }
}
