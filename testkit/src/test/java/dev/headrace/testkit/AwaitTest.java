package dev.headrace.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A test waits for what it means, and says so when that does not come.
class AwaitTest {
    @Test
    void returnsWhenTheConditionHolds() {
        AtomicInteger looks = new AtomicInteger();
        Await.until("three looks", () -> looks.incrementAndGet() == 3);
        assertThat(looks).hasValue(3);
    }

    @Test
    void namesWhatItWaitedForInVain() {
        assertThatThrownBy(() -> Await.until(Duration.ofMillis(20), "pigs fly", () -> false))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("pigs fly");
    }

    @Test
    void failsAtOnceWhenTheConditionCannotBeTold() {
        assertThatThrownBy(() ->
                        Await.until(
                                "it works",
                                () -> {
                                    throw new IllegalStateException("broken");
                                }))
                .hasMessageContaining("it works")
                .hasRootCauseMessage("broken");
    }
}
