package dev.headrace.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.access.Plan;
import dev.headrace.connectivity.AddressRange;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every setting is one key in three spellings, and every mistake is told at once.
class SettingsReaderTest {
    @TempDir private Path home;

    @Test
    void hasAStandardForEveryKey() {
        Settings settings = read(Map.of(), Map.of());
        assertThat(settings.get(SettingKeys.LISTEN))
                .isEqualTo(ListenAddress.parse("127.0.0.1:8080"));
        assertThat(settings.find(SettingKeys.PUBLIC_URL)).isEmpty();
        assertThat(settings.publicUrl()).isEqualTo("http://127.0.0.1:8080");
        assertThat(settings.get(SettingKeys.HOME)).isEqualTo(home);
        assertThat(settings.find(SettingKeys.DATABASE_URL)).isEmpty();
        assertThat(settings.get(SettingKeys.DATABASE_CONNECTIONS)).isEqualTo(10);
        assertThat(settings.get(SettingKeys.DATABASE_WAIT)).isEqualTo(Duration.ofSeconds(30));
        assertThat(settings.get(SettingKeys.ACCOUNT_NAME)).isEqualTo("Headrace");
        assertThat(settings.get(SettingKeys.ADMIN_EMAIL)).isEqualTo("admin@localhost");
        assertThat(settings.find(SettingKeys.ADMIN_PASSWORD)).isEmpty();
        assertThat(settings.find(SettingKeys.API_KEY)).isEmpty();
        assertThat(settings.find(SettingKeys.API_SECRET)).isEmpty();
        assertThat(settings.get(SettingKeys.ALLOWED_PRIVATE_RANGES)).isEmpty();
        assertThat(settings.find(SettingKeys.PLAN)).isEmpty();
        assertThat(settings.get(SettingKeys.REGIONS)).isEmpty();
        assertThat(settings.get(SettingKeys.RATE_LIMIT)).isZero();
        assertThat(settings.find(SettingKeys.TLS_CERT)).isEmpty();
        assertThat(settings.find(SettingKeys.TLS_KEY)).isEmpty();
        assertThat(settings.get(SettingKeys.TRUSTED_PROXIES)).isEmpty();
        assertThat(settings.get(SettingKeys.LOG_FORMAT)).isEqualTo(LogFormat.AUTO);
        assertThat(settings.find(SettingKeys.MASTER_KEY_FILE)).isEmpty();
        assertThat(settings.find(SettingKeys.MASTER_KEY)).isEmpty();
        assertThat(settings.get(SettingKeys.WORKER_THREADS)).isEqualTo(8);
        assertThat(settings.get(SettingKeys.WORKER_REGIONS)).isEmpty();
        assertThat(SettingKeys.ALL).hasSize(23).noneMatch(settings::isSaid);
    }

    @Test
    void takesEveryKeyFromTheFile() throws IOException {
        Path certificate = Files.writeString(home.resolve("cert.pem"), "x");
        Path key = Files.writeString(home.resolve("key.pem"), "x");
        Files.writeString(home.resolve("secret.txt"), "hr-s3cr3t-file\n");
        Files.writeString(
                home.resolve("server.yaml"),
                """
                listen: "[::]:9443"
                public-url: https://headrace.example.com/
                home: /var/lib/headrace
                database-url: {env: METADATA_URL}
                database-connections: 20
                database-wait: 500ms
                account-name: Northwind BV
                admin-email: ada@example.com
                admin-password: {file: secret.txt}
                api-key: k1
                api-secret: {file: secret.txt}
                allowed-private-ranges: [10.0.0.0/8, "fd00::/8"]
                plan: business-critical
                regions:
                  GCP_EUROPE_WEST3: {egress: [203.0.113.0/29, 198.51.100.7]}
                  AWS_EU_WEST_1: {egress: []}
                rate-limit: 20000
                tls-cert: %s
                tls-key: %s
                trusted-proxies: [192.0.2.1]
                log-format: json
                master-key-file: /etc/headrace/master.key
                worker-threads: 3
                worker-regions: [default, GCP_EUROPE_WEST3]
                """
                        .formatted(certificate, key));
        Settings settings =
                read(Map.of(), Map.of("METADATA_URL", "postgresql://me:hr-s3cr3t@db:5433/meta"));
        assertThat(settings.get(SettingKeys.LISTEN)).isEqualTo(ListenAddress.parse("[::]:9443"));
        assertThat(settings.publicUrl()).isEqualTo("https://headrace.example.com");
        assertThat(settings.get(SettingKeys.HOME)).isEqualTo(Path.of("/var/lib/headrace"));
        assertThat(settings.get(SettingKeys.DATABASE_URL).host()).isEqualTo("db");
        assertThat(settings.get(SettingKeys.DATABASE_CONNECTIONS)).isEqualTo(20);
        assertThat(settings.get(SettingKeys.DATABASE_WAIT)).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.get(SettingKeys.ACCOUNT_NAME)).isEqualTo("Northwind BV");
        assertThat(settings.get(SettingKeys.ADMIN_EMAIL)).isEqualTo("ada@example.com");
        assertThat(settings.get(SettingKeys.ADMIN_PASSWORD).reveal()).isEqualTo("hr-s3cr3t-file");
        assertThat(settings.get(SettingKeys.API_KEY)).isEqualTo("k1");
        assertThat(settings.get(SettingKeys.API_SECRET).reveal()).isEqualTo("hr-s3cr3t-file");
        assertThat(settings.get(SettingKeys.ALLOWED_PRIVATE_RANGES))
                .containsExactly(range("10.0.0.0/8"), range("fd00::/8"));
        assertThat(settings.get(SettingKeys.PLAN)).isEqualTo(Plan.BUSINESS_CRITICAL);
        assertThat(settings.get(SettingKeys.REGIONS))
                .isEqualTo(
                        Map.of(
                                "GCP_EUROPE_WEST3",
                                List.of(range("203.0.113.0/29"), range("198.51.100.7")),
                                "AWS_EU_WEST_1",
                                List.of()));
        assertThat(settings.get(SettingKeys.RATE_LIMIT)).isEqualTo(20_000);
        assertThat(settings.get(SettingKeys.TLS_CERT)).isEqualTo(certificate);
        assertThat(settings.get(SettingKeys.TLS_KEY)).isEqualTo(key);
        assertThat(settings.get(SettingKeys.TRUSTED_PROXIES)).containsExactly(range("192.0.2.1"));
        assertThat(settings.get(SettingKeys.LOG_FORMAT)).isEqualTo(LogFormat.JSON);
        assertThat(settings.get(SettingKeys.MASTER_KEY_FILE))
                .isEqualTo(Path.of("/etc/headrace/master.key"));
        assertThat(settings.get(SettingKeys.WORKER_THREADS)).isEqualTo(3);
        assertThat(settings.get(SettingKeys.WORKER_REGIONS))
                .containsExactly("default", "GCP_EUROPE_WEST3");
    }

    @Test
    void letsAnOptionCountBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
        Files.writeString(
                home.resolve("server.yaml"),
                "worker-threads: 1\nrate-limit: 1\ndatabase-connections: 11\n");
        Settings settings =
                read(
                        Map.of("worker-threads", "3"),
                        Map.of("HEADRACE_WORKER_THREADS", "2", "HEADRACE_RATE_LIMIT", "2"));
        assertThat(settings.get(SettingKeys.WORKER_THREADS)).isEqualTo(3);
        assertThat(settings.of(SettingKeys.WORKER_THREADS).origin()).isEqualTo("--worker-threads");
        assertThat(settings.get(SettingKeys.RATE_LIMIT)).isEqualTo(2);
        assertThat(settings.of(SettingKeys.RATE_LIMIT).origin()).isEqualTo("HEADRACE_RATE_LIMIT");
        assertThat(settings.get(SettingKeys.DATABASE_CONNECTIONS)).isEqualTo(11);
    }

    @Test
    void tellsEveryMistakeAtOnceAndNoSecret() throws IOException {
        Files.writeString(home.resolve("server.yaml"), "worker-threads: none\nrate-limt: 3\n");
        Map<String, String> environment = new HashMap<>();
        environment.put("HEADRACE_LISTEN", "everywhere");
        environment.put("HEADRACE_DATABASE_URL", "mysql://me:hr-s3cr3t@db/x");
        environment.put("HEADRACE_PLAIN", "free");
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> read(Map.of("plan", "gold"), environment));
        assertThat(failure.code()).isEqualTo(FailureCode.USAGE);
        assertThat(failure.message()).isEqualTo("6 settings are wrong.");
        assertThat(failure.reason())
                .hasLineCount(6)
                .contains("worker-threads in " + home)
                .contains("'none'", "a whole number from 1 to")
                .contains("rate-limt", "rate-limit is meant")
                .contains("HEADRACE_LISTEN: 'everywhere'", "ADDRESS:PORT")
                .contains("HEADRACE_DATABASE_URL: its value (not shown)")
                .contains("HEADRACE_PLAIN is no setting; plan is meant")
                .contains("--plan: 'gold'", "business-critical")
                .doesNotContain("s3cr3t");
    }

    @Test
    void showsNoLineBreakOfAValueAndTheLineOfABrokenFile() throws IOException {
        Files.writeString(home.resolve("server.yaml"), "plan: free\nregions: [\n");
        Failure failure =
                catchThrowableOfType(
                        Failure.class,
                        () -> read(Map.of("listen", "a\nb", "rate-limit", "0"), Map.of()));
        assertThat(failure.reason())
                .hasLineCount(3)
                .contains("server.yaml, line 3, is no YAML")
                .contains("--listen: 'a?b'")
                .contains("--rate-limit: '0' is none of what is allowed: off, or a whole number");
    }

    @Test
    void refusesOtherMachinesWithoutTls() {
        Failure failure =
                catchThrowableOfType(
                        Failure.class, () -> read(Map.of("listen", "0.0.0.0:8080"), Map.of()));
        assertThat(failure.code()).isEqualTo(FailureCode.LISTEN_EXPOSED);
        assertThat(failure.kind()).isEqualTo(FailureKind.USER);
        assertThat(failure.message()).contains("tls-cert and tls-key").contains("trusted-proxies");
        Failure withOthers =
                catchThrowableOfType(
                        Failure.class,
                        () -> read(Map.of("listen", "0.0.0.0:8080", "api-key", "k"), Map.of()));
        assertThat(withOthers.code()).isEqualTo(FailureCode.USAGE);
        assertThat(withOthers.message()).isEqualTo("2 settings are wrong.");
        assertThat(withOthers.reason())
                .contains("other machines reach", "api-secret belong together");
        assertThat(
                        read(
                                        Map.of(
                                                "listen",
                                                "0.0.0.0:8080",
                                                "trusted-proxies",
                                                "192.0.2.1"),
                                        Map.of())
                                .get(SettingKeys.LISTEN)
                                .isLoopback())
                .isFalse();
    }

    @Test
    void showsWhatCountsAndNoSecret() {
        var lines = read(Map.of("admin-password", "hr-s3cr3t"), Map.of()).lines();
        assertThat(lines).hasSize(23);
        assertThat(lines)
                .filteredOn(line -> line.key().equals("admin-password"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.value()).isEqualTo("******");
                    assertThat(line.origin()).isEqualTo("--admin-password");
                });
        assertThat(lines.toString()).doesNotContain("s3cr3t");
    }

    @Test
    void refusesHalfOfAPair() {
        Failure failure =
                catchThrowableOfType(Failure.class, () -> read(Map.of("api-key", "k"), Map.of()));
        assertThat(failure.message()).contains("api-key and api-secret belong together");
    }

    private Settings read(Map<String, String> options, Map<String, String> environment) {
        return SettingsReader.read(options, environment, home);
    }

    private static AddressRange range(String text) {
        return AddressRange.parse(text).orElseThrow();
    }
}
