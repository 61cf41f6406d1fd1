package dev.headrace.access;

import dev.headrace.refusal.Refusal;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Slows down whoever shows wrong pairs, by address and by key. Right pairs are never slowed down:
/// else whoever knows somebody's key could lock its owner out, and one stale script everybody
/// behind the same address. Thread-safe.
final class GuessLimit {
    /// What a stale script may do in a minute before it is told to wait.
    private static final int GUESSES_MAX = 30;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    /// What is remembered at most; the longest unused goes first. About 300 bytes each.
    private static final int REMEMBERED_MAX = 20_000;

    private final Map<String, Bucket> buckets =
            new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
                    return size() > REMEMBERED_MAX;
                }
            };
    private final TimeMeter time;

    GuessLimit(InstantSource clock) {
        this.time = new Clock(clock);
    }

    /// A wrong pair was shown.
    ///
    /// @throws Refusal.TooMany where that happened too often
    void guessed(String address, String key) {
        Duration wait = wait("address " + address);
        Duration waitOfKey = wait("key " + key);
        Duration longer = wait.compareTo(waitOfKey) > 0 ? wait : waitOfKey;
        if (!longer.isZero()) {
            throw new Refusal.TooMany(
                    "Too many calls with a wrong API key or secret.", longer.plusSeconds(1));
        }
    }

    private Duration wait(String who) {
        Bucket bucket;
        synchronized (buckets) {
            bucket = buckets.computeIfAbsent(who, _ -> bucket());
        }
        ConsumptionProbe probe = bucket.tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Duration.ZERO
                : Duration.ofNanos(probe.getNanosToWaitForRefill());
    }

    private Bucket bucket() {
        return Bucket.builder()
                .withCustomTimePrecision(time)
                .addLimit(limit -> limit.capacity(GUESSES_MAX).refillGreedy(GUESSES_MAX, WINDOW))
                .build();
    }

    private record Clock(InstantSource source) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return Math.multiplyExact(source.millis(), 1_000_000L);
        }

        @Override
        public boolean isWallClockBased() {
            return true;
        }
    }
}
