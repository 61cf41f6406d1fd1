package dev.headrace.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.AddressRange;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The word of a trusted proxy counts, and nobody else's.
class TrustedProxiesTest {
    private static final TrustedProxies PROXIES =
            new TrustedProxies(
                    List.of(
                            AddressRange.parse("10.0.0.0/8").orElseThrow(),
                            AddressRange.parse("fd00::/8").orElseThrow()));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "198.51.100.7 | - | 198.51.100.7",
                "10.0.0.1 | - | 10.0.0.1",
                "10.0.0.1 | 203.0.113.9 | 203.0.113.9",
                "198.51.100.7 | 203.0.113.9 | 198.51.100.7",
                "10.0.0.1 | 1.2.3.4, 203.0.113.9 | 203.0.113.9",
                "10.0.0.1 | 203.0.113.9, 10.0.0.2 | 203.0.113.9",
                "10.0.0.1 | 1.2.3.4, 203.0.113.9, 10.0.0.2,10.0.0.3 | 203.0.113.9",
                "10.0.0.1 | 10.0.0.4, 10.0.0.2 | 10.0.0.4",
                "10.0.0.1 | unknown | 10.0.0.1",
                "10.0.0.1 | 203.0.113.9, evil.example | 10.0.0.1",
                "10.0.0.1 | 203.0.113.9:5123 | 203.0.113.9",
                "fd00:0:0:0:0:0:0:1 | [2001:db8::1]:443 | 2001:db8:0:0:0:0:0:1",
                "fd00::1 | 2001:db8::1 | 2001:db8:0:0:0:0:0:1",
                "10.0.0.1 | '' | 10.0.0.1",
            })
    void findsTheCaller(String peer, String forwarded, String caller) {
        assertThat(PROXIES.callerOf(peer, forwarded)).isEqualTo(caller);
    }

    @ParameterizedTest
    @CsvSource({"10.0.0.1", "127.0.0.1", "::1"})
    void believesNobodyWhereNoneIsTrusted(String peer) {
        assertThat(new TrustedProxies(List.of()).callerOf(peer, "203.0.113.9")).isEqualTo(peer);
    }
}
