package dev.headrace.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// No spelling of an address that is not public passes where it may not, and what passes is exactly
/// what was checked.
class AddressGuardTest {
    private static final Map<String, List<String>> NAMES =
            Map.of(
                    "public.example", List.of("93.184.216.34", "2606:2800:220:1::1"),
                    "private.example", List.of("10.1.2.3"),
                    "both.example", List.of("93.184.216.34", "10.1.2.3"),
                    "six.example", List.of("93.184.216.34", "::1"),
                    "mapped.example", List.of("::ffff:192.168.0.1"),
                    "metadata.google.internal", List.of("169.254.169.254"),
                    "localhost", List.of("127.0.0.1", "::1"),
                    "xn--bcher-kva.example", List.of("93.184.216.34"));

    private final List<String> lookups = new ArrayList<>();

    private final HostLookup lookup =
            name -> {
                lookups.add(name);
                List<String> found = NAMES.get(name);
                if (found == null) {
                    throw new UnknownHostException(name);
                }
                return found.stream().map(InetAddress::ofLiteral).toList();
            };

    private AddressGuard saas(String... allowed) {
        return new AddressGuard(
                true,
                Stream.of(allowed).map(AddressRange::parse).map(r -> r.orElseThrow()).toList(),
                lookup);
    }

    private static Failure refusal(AddressGuard guard, String host) {
        return Objects.requireNonNull(
                catchThrowableOfType(Failure.class, () -> guard.check(host)), host);
    }

    @ParameterizedTest
    @CsvFileSource(resources = "not-public.csv")
    void refusesEverySpellingOfWhatIsNotPublic(String host, String kind) {
        Failure failure = refusal(saas(), host);

        assertThat(failure.code()).isEqualTo(FailureCode.HOST_PRIVATE);
        assertThat(failure.message()).contains(kind).contains("cannot be reached directly");
        assertThat(failure.nextStep())
                .contains(kind.equals("metadata") ? "database's own address" : "SSH tunnel");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "..",
                "a..b",
                "-a.example",
                "a-.example",
                "a b",
                "u@10.0.0.5",
                "public.example@10.0.0.5",
                "public.example#@10.0.0.5",
                "public.example\\@10.0.0.5",
                "public.example/10.0.0.5",
                "public.example:5432",
                "10.0.0.5:5432",
                "http://10.0.0.5",
                "public.example%00.10.0.0.5",
                "1.2.3.4.5",
                "256.1.1.1",
                "1.2.3.256",
                "1.256.3.4",
                "4294967296",
                "0x100000000",
                "99999999999999999999",
                "08.8.8.9x.1",
                "[::1",
                "::1]",
                "1::2::3",
                ":::1",
                "[]",
                "no.such.example",
                "013.8.8.8",
            })
    void refusesWhatIsNeitherNameNorAddress(String host) {
        assertThat(refusal(saas(), host).code()).isEqualTo(FailureCode.HOST_UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "93.184.216.34, 93.184.216.34",
        "93.184.216.34., 93.184.216.34",
        "0x5db8d822, 93.184.216.34",
        "1572395042, 93.184.216.34",
        "2606:2800:220:1::1, 2606:2800:220:1:0:0:0:1",
        "[2606:2800:220:1::1], 2606:2800:220:1:0:0:0:1",
        "64:ff9b::93.184.216.34, 64:ff9b:0:0:0:0:5db8:d822",
        "2002:5db8:d822::, 2002:5db8:d822:0:0:0:0:0",
        "::ffff:93.184.216.34, 93.184.216.34",
        "172.15.255.255, 172.15.255.255",
        "172.32.0.0, 172.32.0.0",
        "100.63.255.255, 100.63.255.255",
        "100.128.0.0, 100.128.0.0",
        "198.20.0.1, 198.20.0.1",
        "11.0.0.0, 11.0.0.0",
        "126.255.255.255, 126.255.255.255",
        "128.0.0.1, 128.0.0.1",
    })
    void letsPublicAddressesPass(String host, String address) {
        assertThat(saas().check(host).addresses())
                .extracting(InetAddress::getHostAddress)
                .containsExactly(address);
        assertThat(lookups).isEmpty();
    }

    @Test
    void looksANameUpOnceAndHandsOutWhatItChecked() {
        List<List<InetAddress>> answers =
                new ArrayList<>(
                        List.of(
                                List.of(InetAddress.ofLiteral("93.184.216.34")),
                                List.of(InetAddress.ofLiteral("10.0.0.5"))));
        AddressGuard guard = new AddressGuard(true, List.of(), name -> answers.removeFirst());

        CheckedHost host = guard.check("rebinding.example");

        assertThat(host.addresses()).containsExactly(InetAddress.ofLiteral("93.184.216.34"));
        assertThat(answers).hasSize(1);
        assertThat(refusal(guard, "rebinding.example").code()).isEqualTo(FailureCode.HOST_PRIVATE);
    }

    @Test
    void readsNamesAsDnsDoes() {
        assertThat(saas().check("Bücher.example.").name()).isEqualTo("xn--bcher-kva.example");
        assertThat(lookups).containsExactly("xn--bcher-kva.example");
    }

    @Test
    void opensWhatTheOperatorAllowsAndNeverMetadata() {
        AddressGuard guard = saas("10.0.0.0/8", "::1/128", "127.0.0.0/8", "0.0.0.0/0", "::/0");

        assertThat(guard.check("10.0.0.5").addresses()).hasSize(1);
        assertThat(guard.check("64:ff9b::10.0.0.5").addresses()).hasSize(1);
        assertThat(guard.check("localhost").addresses()).hasSize(2);
        for (String metadata : List.of("169.254.169.254", "2002:a9fe:a9fe::", "fd00:ec2::254")) {
            assertThat(refusal(guard, metadata).code()).isEqualTo(FailureCode.HOST_PRIVATE);
        }
        assertThat(refusal(saas("10.0.0.0/16"), "10.1.0.0").code())
                .isEqualTo(FailureCode.HOST_PRIVATE);
        assertThat(saas("10.0.0.0/16").check("10.0.255.255").addresses()).hasSize(1);
    }

    @Test
    void letsPrivateAddressesPassInTheUsersOwnNetwork() {
        AddressGuard guard = new AddressGuard(false, List.of(), lookup);

        assertThat(guard.check("10.0.0.5").addresses()).hasSize(1);
        assertThat(guard.check("localhost").loopback()).isTrue();
        assertThat(refusal(guard, "169.254.169.254").code()).isEqualTo(FailureCode.HOST_PRIVATE);
    }

    @Test
    void saysWhichAddressOfANameIsPrivate() {
        assertThat(refusal(saas(), "both.example").message())
                .isEqualTo(
                        "10.1.2.3 (\"both.example\") is a private address and cannot be reached"
                                + " directly.");
    }
}
