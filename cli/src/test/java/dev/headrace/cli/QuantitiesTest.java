package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Sizes and times are read as people write them, and written as people read them.
class QuantitiesTest {

    @ParameterizedTest
    @CsvSource({
        "1, 1",
        "67108864, 67108864",
        "64MiB, 67108864",
        "64 mib, 67108864",
        "64M, 67108864",
        "64MB, 64000000",
        "1k, 1024",
        "1GiB, 1073741824",
        "5b, 5",
    })
    void readsSizes(String text, long bytes) {
        assertThat(Quantities.bytes("--x", text, 0, Long.MAX_VALUE)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({"30, 30000", "30s, 30000", "5m, 300000", "1h, 3600000", "500ms, 500", "0, 0"})
    void readsTimes(String text, long millis) {
        assertThat(Quantities.time("--x", text, Duration.ZERO, Duration.ofDays(1)))
                .isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0 B",
        "999, 999 B",
        "1000, 1.0 kB",
        "999949, 999.9 kB",
        "999950, 1.0 MB",
        "1234567, 1.2 MB",
        "20000000000, 20.0 GB",
        "9000000000000000, 9000.0 TB",
    })
    void writesSizes(long bytes, String text) {
        assertThat(Quantities.bytes(bytes)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "40, 0.0 s",
        "400, 0.4 s",
        "9949, 9.9 s",
        "9950, 10 s",
        "59400, 59 s",
        "60000, 1 min 0 s",
        "200000, 3 min 20 s",
        "7500000, 2 h 5 min",
    })
    void writesTimes(long millis, String text) {
        assertThat(Quantities.time(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void writesRatesWithThreeDigitsThatMatter() {
        assertThat(Quantities.rate(1_234_567, Duration.ofSeconds(1))).isEqualTo("1,230,000");
        assertThat(Quantities.rate(7, Duration.ofSeconds(2))).isEqualTo("4");
        assertThat(Quantities.rate(0, Duration.ZERO)).isEqualTo("0");
    }
}
