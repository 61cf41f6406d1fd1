package dev.headrace.e2e;

import static dev.headrace.e2e.Terraform.config;
import static dev.headrace.e2e.Terraform.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.e2e.TerraformAccess.Group;
import dev.headrace.e2e.TerraformDestination.Approvals;
import dev.headrace.e2e.TerraformDestination.Destination;
import dev.headrace.e2e.TerraformRecords.PrivateLink;
import dev.headrace.testkit.TestCertificate;
import dev.headrace.testkit.TestSshServer;
import dev.headrace.testkit.TlsPostgres;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The provider's destinations on real databases: directly, with certificates to approve, and
/// through a tunnel with a host key to approve.
class TerraformDestinationE2E {
    private static final AtomicInteger GROUPS = new AtomicInteger();

    private final GoSdk sdk = new GoSdk(SharedApi.get());
    private final Destination resource = new Destination(sdk);

    private Map<String, @Nullable Object> group = Map.of();

    @BeforeEach
    void makeGroup() {
        group =
                Terraform.apply(
                        new Group(sdk),
                        config("name", "tf_destination_" + GROUPS.incrementAndGet()));
    }

    @AfterEach
    void removeGroup() {
        Terraform.destroy(new Group(sdk), group);
    }

    private Map<String, @Nullable Object> destination(Map<String, @Nullable Object> settings) {
        return config(
                "group_id",
                id(group),
                "service",
                "postgres_warehouse",
                "region",
                "GCP_EUROPE_WEST3",
                "time_zone_offset",
                "+1",
                "run_setup_tests",
                true,
                "trust_certificates",
                false,
                "trust_fingerprints",
                false,
                "config",
                settings);
    }

    private static Map<String, @Nullable Object> plain() {
        return config(
                "host",
                "127.0.0.1",
                "port",
                (long) SharedServer.get().port(),
                "database",
                SharedServer.newDatabase(),
                "user",
                TestServer.LOADER,
                "password",
                TestServer.PASSWORD,
                "connection_type",
                "Directly");
    }

    private static Map<String, @Nullable Object> encrypted(TlsPostgres server) {
        return config(
                "host",
                "127.0.0.1",
                "port",
                (long) server.port(),
                "database",
                TlsPostgres.DATABASE,
                "user",
                "scram",
                "password",
                TlsPostgres.PASSWORD,
                "connection_type",
                "Directly",
                "always_encrypted",
                true);
    }

    @Test
    void direct() {
        Map<String, @Nullable Object> config = destination(plain());
        Map<String, @Nullable Object> state = Terraform.apply(resource, config);
        assertThat(state).containsEntry("setup_status", "connected");
        assertThat(id(state)).isEqualTo(id(group));
        Terraform.requireImport(resource, state);
        // Only the time zone: the configuration goes along as null.
        config.put("time_zone_offset", "-8");
        config.put("daylight_saving_time_enabled", true);
        state = Terraform.update(resource, state, config);
        assertThat(state).containsEntry("setup_status", "connected");
        Map<String, @Nullable Object> settings = new LinkedHashMap<>(plain());
        config.put("config", settings);
        state = Terraform.update(resource, state, config);
        assertThat(state).containsEntry("setup_status", "connected");
        settings.put("database", "no_such_database");
        state = Terraform.update(resource, config(state), config);
        assertThat(state).containsEntry("setup_status", "broken");
        Terraform.destroy(resource, state);
    }

    private static Map<String, @Nullable Object> config(Map<String, @Nullable Object> state) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>(state);
        Map<String, @Nullable Object> settings =
                new LinkedHashMap<>(GoSdk.fields(state.get("config")));
        settings.put("database", "as it was");
        copy.put("config", settings);
        return copy;
    }

    private static Map<String, @Nullable Object> config(Object... pairs) {
        return Terraform.config(pairs);
    }

    @Test
    void withoutTestsAndWithALinkThatIsTakenAwayAgain() {
        PrivateLink links = new PrivateLink(sdk);
        Map<String, @Nullable Object> link =
                Terraform.apply(
                        links,
                        config(
                                "name", "tf_to_database",
                                "region", "AWS_EU_WEST_1",
                                "service", "SOURCE_AWS",
                                "config_map",
                                        config("connection_service_name", "com.amazonaws.x")));
        Map<String, @Nullable Object> config = destination(plain());
        config.put("region", "AWS_EU_WEST_1");
        config.put("run_setup_tests", false);
        config.put("networking_method", "PrivateLink");
        config.put("private_link_id", id(link));
        Map<String, @Nullable Object> state = Terraform.apply(resource, config);
        assertThat(state).containsEntry("setup_status", "incomplete");
        config.put("networking_method", "Directly");
        config.put("private_link_id", null);
        state = Terraform.update(resource, state, config);
        assertThat(state).containsEntry("private_link_id", null);
        Terraform.destroy(resource, state);
        Terraform.destroy(links, link);
    }

    @Test
    void withNothingConfigured() {
        Map<String, @Nullable Object> config = destination(config());
        config.put("config", null);
        config.put("run_setup_tests", false);
        Map<String, @Nullable Object> state = Terraform.apply(resource, config);
        assertThat(state).containsEntry("setup_status", "incomplete");
        Terraform.destroy(resource, state);
    }

    @Test
    void directWithACertificateToApprove() {
        TestCertificate certificate = TestCertificate.of("db").names("127.0.0.1").make();
        try (TlsPostgres server =
                TlsPostgres.start(TlsPostgres.Setup.with(certificate).onlyTls())) {
            Map<String, @Nullable Object> config = destination(encrypted(server));
            Map<String, @Nullable Object> state = Terraform.apply(resource, config);
            assertThat(state).containsEntry("setup_status", "incomplete");
            Map<String, @Nullable Object> approvals = approveCertificate();
            // A flag alone makes the provider test again.
            config.put("run_setup_tests", true);
            state = Terraform.update(resource, state, config);
            assertThat(state).containsEntry("setup_status", "connected");
            requireRevocable(approvals);
            Terraform.destroy(resource, state);
            Terraform.requireGone(Approvals.certificates(sdk), approvals);
        }
    }

    /// Of a list of approvals the destination stays when it is destroyed.
    private void requireRevocable(Map<String, @Nullable Object> approvals) {
        Approvals resource = Approvals.certificates(sdk);
        resource.delete(id(approvals), approvals);
        assertThat(resource.read(id(approvals), config()).orElseThrow().get("hashes"))
                .isEqualTo(Set.of());
    }

    private Map<String, @Nullable Object> approveCertificate() {
        Map<String, @Nullable Object> failed = failure("Validate Certificate");
        List<Map<String, @Nullable Object>> chain = GoSdk.structs(failed.get("details"));
        assertThat(chain).isNotEmpty();
        Map<String, @Nullable Object> shown = chain.getFirst();
        Approvals resource = Approvals.certificates(sdk);
        Map<String, @Nullable Object> approvals =
                Terraform.apply(
                        resource,
                        config(
                                "id", id(group),
                                "hashes", Set.of(String.valueOf(shown.get("hash"))),
                                "approve", List.of(shown)));
        // After a failure half way the provider sends all of it again.
        approvals =
                Terraform.update(
                        resource,
                        approvals,
                        config(
                                "id", id(group),
                                "hashes", Set.of(String.valueOf(shown.get("hash"))),
                                "approve", List.of(shown)));
        Terraform.requireImport(resource, approvals);
        return approvals;
    }

    private Map<String, @Nullable Object> failure(String title) {
        List<Map<String, @Nullable Object>> failures = resource.failures(id(group));
        assertThat(failures).as(title).isNotEmpty();
        Map<String, @Nullable Object> failed = failures.getFirst();
        assertThat(failed).as("%s", failures).containsEntry("title", title);
        return failed;
    }

    @Test
    void directWithCertificatesTrustedInOneStep() {
        TestCertificate certificate = TestCertificate.of("db").names("127.0.0.1").make();
        try (TlsPostgres server =
                TlsPostgres.start(TlsPostgres.Setup.with(certificate).onlyTls())) {
            Map<String, @Nullable Object> config = destination(encrypted(server));
            config.put("trust_certificates", true);
            Map<String, @Nullable Object> state = Terraform.apply(resource, config);
            assertThat(state).containsEntry("setup_status", "connected");
            assertThat(sdk.list(certificates(), GoTypes.CERTIFICATE)).isNotEmpty();
            Terraform.destroy(resource, state);
        }
    }

    private String certificates() {
        return "/v1/destinations/%s/certificates".formatted(id(group));
    }

    @Test
    void throughATunnelWithAHostKeyToApprove() {
        TestCertificate certificate = TestCertificate.of("db").names("127.0.0.1").make();
        try (TestSshServer ssh = TestSshServer.start();
                TlsPostgres server =
                        TlsPostgres.start(TlsPostgres.Setup.with(certificate).onlyTls())) {
            ssh.authorize(publicKey());
            Map<String, @Nullable Object> settings = encrypted(server);
            settings.put("connection_type", "SshTunnel");
            settings.put("tunnel_host", ssh.host());
            settings.put("tunnel_port", (long) ssh.port());
            settings.put("tunnel_user", ssh.user());
            Map<String, @Nullable Object> config = destination(settings);
            config.put("networking_method", "SshTunnel");
            Map<String, @Nullable Object> state = Terraform.apply(resource, config);
            assertThat(state).containsEntry("setup_status", "incomplete");

            Map<String, @Nullable Object> shown =
                    GoSdk.fields(failure("SSH Tunnel Connection").get("details"));
            Approvals fingerprints = Approvals.fingerprints(sdk);
            Map<String, @Nullable Object> approved =
                    Terraform.apply(
                            fingerprints,
                            config(
                                    "id", id(group),
                                    "hashes", Set.of(String.valueOf(shown.get("hash"))),
                                    "approve", List.of(shown)));
            // TLS inside a tunnel encrypts; whose certificate it is, the host key answers for.
            state = Terraform.update(resource, state, config);
            assertThat(state).containsEntry("setup_status", "connected");
            fingerprints.delete(id(group), approved);
            failure("SSH Tunnel Connection");
            Terraform.destroy(resource, state);
        }
    }

    private String publicKey() {
        return String.valueOf(
                sdk.get(
                                "/v1/groups/%s/public-key".formatted(id(group)),
                                GoType.struct("PublicKey").strings("public_key"))
                        .get("public_key"));
    }
}
