package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `--to` means a URL or a profile, and a password is found wherever it may be kept.
class DestinationAddressTest {
    @TempDir Path home;

    private final Map<String, String> variables = new HashMap<>();
    private final List<String> warnings = new ArrayList<>();

    @BeforeEach
    void setHome() {
        variables.put("HEADRACE_HOME", home.toString());
    }

    @Test
    void readsAProfile() throws IOException {
        profiles("warehouse: {host: h, port: 6000, database: d, user: u, password: 0123}");

        assertThat(resolve("warehouse"))
                .isEqualTo(new DatabaseAddress("h", 6000, "d", "u", Secret.of("0123"), null, null));
        assertThat(warnings).isEmpty();
    }

    @Test
    void takesSecretsFromElsewhere() throws IOException {
        Files.writeString(home.resolve("secret"), "from file\n");
        variables.put("SOME_VARIABLE", "from variable");
        profiles(
                """
                a: {host: h, database: d, user: u, password: {env: SOME_VARIABLE}}
                b: {host: h, database: d, user: u, password: {file: secret}}
                c: {host: h, database: d, user: u, always_encrypted: true, connection_type: Directly}
                """);

        assertThat(resolve("a").password()).isEqualTo(Secret.of("from variable"));
        assertThat(resolve("b").password()).isEqualTo(Secret.of("from file"));
        assertThat(resolve("c").password()).isNull();
        assertThat(profile("c").connection().alwaysEncrypted()).isTrue();
        assertThat(resolve("c").tls()).isNull();
        variables.put("PGPASSWORD", "from libpq's variable");
        assertThat(resolve("c").password()).isEqualTo(Secret.of("from libpq's variable"));
        assertThat(resolve("a").password()).isEqualTo(Secret.of("from variable"));
    }

    @Test
    void takesThePasswordFileLast() throws IOException {
        Path file = home.resolve(".pgpass");
        Files.writeString(file, "h:5432:d:u:kept\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));

        assertThat(resolve("postgresql://u@h/d").password()).isEqualTo(Secret.of("kept"));
        assertThat(resolve("postgresql://u:p@h/d").password()).isEqualTo(Secret.of("p"));
    }

    @Test
    void warnsOfAPasswordThatOthersMayRead() throws IOException {
        profiles("a: {host: h, database: d, user: u, password: p}");
        Files.setPosixFilePermissions(
                home.resolve("destinations.yaml"), PosixFilePermissions.fromString("rw-r--r--"));

        resolve("a");

        assertThat(warnings).singleElement().asString().contains("chmod 0600");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: {host: h, database: d, user: u, password: {env: NOT_SET}}",
                "a: {host: h, database: d, user: u, password: {file: /not/there}}",
                "a: {host: h, database: d, user: u, password: {secret: hunter2}}",
                "a: {host: h, database: d, user: u, password: [hunter2]}",
                "a: {host: h, database: d, user: u, pasword: hunter2}",
                "a: {host: h, database: d, user: u, tunnel_host: bastion}",
                "a: {host: h, database: d, user: u, connection_type: SshTunnel}",
                "a: {host: h, database: d, user: u, connection_type: Tunnel}",
                "a: {host: h, database: d, user: u, connection_type: Directly, tunnel_host: b}",
                "a: {host: h, database: d, user: u, auth_method: hunter}",
                "a: {host: h, database: d, user: u, auth_method: CLIENT_CERTIFICATE}",
                "a: {host: h, database: d, user: u, client_private_key: hunter2}",
                "a: {host: h, database: d, user: u, always_encrypted: maybe}",
                "a: {host: h, database: d, user: u, private_link_id: nowhere}",
                "a: {host: h, database: d, user: u, port: x}",
                "a: {host: h, database: d}",
                "a: {host: , database: d, user: u}",
                "a: {host: /var/run, database: d, user: u}",
                "a: hunter2",
                "- hunter2",
                "hunter2",
                "a: {host: h, password: hunter2",
                "a: !!javax.script.ScriptEngineManager [hunter2]",
                "b: {host: h, database: d, user: u}",
                "",
            })
    void refusesWhatCannotBeUsedWithoutQuotingIt(String yaml) throws IOException {
        profiles(yaml);

        assertThatThrownBy(() -> resolve("a"))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.code()).isEqualTo(FailureCode.USAGE);
                            assertThat(failure.message() + failure.nextStep())
                                    .doesNotContain("hunter2");
                        });
    }

    @Test
    void hidesThePasswordOfWhatWasMeantAsAUrl() {
        assertThatThrownBy(() -> resolve("postgresql:u:hunter2@h/d"))
                .message()
                .doesNotContain("hunter2");
        assertThatThrownBy(() -> resolve("mysql://u:hun/ter2@h/d"))
                .message()
                .doesNotContain("ter2");
    }

    @Test
    void saysWhatWasProbablyMeant() throws IOException {
        profiles("warehouse: {host: h, database: d, user: u}");

        assertThatThrownBy(() -> resolve("wharehouse"))
                .hasMessageContaining("Did you mean warehouse?");
    }

    private DatabaseAddress resolve(String to) {
        return profile(to).connection().address();
    }

    private DestinationProfiles.Profile profile(String to) {
        return new DestinationAddress(new Environment(variables, home, "os"), warnings::add)
                .resolve(to);
    }

    private void profiles(String yaml) throws IOException {
        Path file = home.resolve("destinations.yaml");
        Files.writeString(file, yaml);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
}
