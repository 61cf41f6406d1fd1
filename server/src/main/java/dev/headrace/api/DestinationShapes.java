package dev.headrace.api;

import static dev.headrace.api.Shape.FLAG;
import static dev.headrace.api.Shape.TEXT;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The forms in which destinations come and go.
final class DestinationShapes {
    private static final Shape PORT = new Shape.WholeOrText(1, 65_535);

    /// A certificate with all that stands behind it.
    private static final Shape PEM = new Shape.Text(131_072, null);

    /// Whole hours; those east of Greenwich carry their sign.
    static final Shape OFFSET =
            new Shape.Choice(
                    IntStream.rangeClosed(-11, 12)
                            .mapToObj(hours -> hours > 0 ? "+" + hours : Integer.toString(hours))
                            .toList());

    private static final Shape STATUS = Shape.choice("connected", "incomplete", "broken");

    static final Shape.Fields CONFIG_REQUEST =
            Shape.fields(
                    "DestinationConfigRequest",
                    Field.optional("host", TEXT),
                    Field.optional("port", PORT),
                    Field.optional("database", TEXT),
                    Field.optional("user", TEXT),
                    Field.optional("password", TEXT).asSecret(),
                    Field.optional("connection_type", TEXT)
                            .about("Directly, SshTunnel, PrivateLink or ProxyAgent"),
                    Field.optional("connection_method", TEXT)
                            .about("an older name of connection_type"),
                    Field.optional("tunnel_host", TEXT),
                    Field.optional("tunnel_port", PORT),
                    Field.optional("tunnel_user", TEXT),
                    Field.optional("always_encrypted", FLAG),
                    Field.optional("auth_method", TEXT)
                            .about("PASSWORD, AWS_IAM, ENTRA_ID or CLIENT_CERTIFICATE"),
                    Field.optional("aws_region_code", TEXT),
                    Field.optional("external_id", TEXT),
                    Field.optional("role_arn", TEXT).asSecret(),
                    Field.optional("client_public_certificate", PEM),
                    Field.optional("client_private_key", PEM).asSecret(),
                    Field.optional("entra_app_id", TEXT),
                    Field.optional("entra_tenant_id", TEXT),
                    Field.optional("resource_id", TEXT));

    private static final Shape.Fields CONFIG =
            Shape.fields(
                    "DestinationConfig",
                    Field.optional("host", TEXT),
                    Field.optional("port", TEXT).about("a number, as a string"),
                    Field.optional("database", TEXT),
                    Field.optional("user", TEXT),
                    Field.optional("password", TEXT).about("masked"),
                    Field.optional("connection_type", TEXT),
                    Field.optional("tunnel_host", TEXT),
                    Field.optional("tunnel_port", TEXT).about("a number, as a string"),
                    Field.optional("tunnel_user", TEXT),
                    Field.optional("always_encrypted", FLAG),
                    Field.optional("auth_method", TEXT),
                    Field.optional("aws_region_code", TEXT),
                    Field.optional("external_id", TEXT),
                    Field.optional("role_arn", TEXT).about("masked"),
                    Field.optional("client_public_certificate", PEM),
                    Field.optional("client_private_key", TEXT).about("masked"),
                    Field.optional("entra_app_id", TEXT),
                    Field.optional("entra_tenant_id", TEXT),
                    Field.optional("resource_id", TEXT),
                    Field.optional("public_key", TEXT)
                            .about("for authorized_keys, where an SSH server is on the way"));

    static final Shape.Fields TEST =
            Shape.fields(
                    "SetupTest",
                    Field.of("title", TEXT),
                    Field.of(
                            "status",
                            Shape.choice("PASSED", "SKIPPED", "WARNING", "FAILED", "JOB_FAILED")),
                    Field.of("message", TEXT),
                    Field.optional("details", Shape.ANYTHING).about("what is to be approved"));

    private static final List<Field> WISHES =
            List.of(
                    Field.optional("trust_certificates", FLAG)
                            .about("approve the certificates that the database presents"),
                    Field.optional("trust_fingerprints", FLAG)
                            .about("approve the key that the SSH server shows"));

    private static final List<Field> SETTINGS =
            List.of(
                    Field.optional("region", TEXT).about("where data is processed"),
                    Field.optional("daylight_saving_time_enabled", FLAG),
                    Field.optional("networking_method", TEXT)
                            .about("Directly, SshTunnel, PrivateLink or ProxyAgent"),
                    Field.optional("private_link_id", TEXT).about("empty to clear"),
                    Field.optional("proxy_agent_id", TEXT).about("empty to clear"),
                    Field.optional("hybrid_deployment_agent_id", TEXT).about("empty to clear"),
                    Field.optional("local_processing_agent_id", TEXT)
                            .about("an older name of hybrid_deployment_agent_id"),
                    Field.optional("external_secrets_manager_id", TEXT).about("empty to clear"),
                    Field.optional("external_secrets_keys_config", new Shape.MapOf(TEXT)),
                    Field.optional("config", CONFIG_REQUEST).about("null changes nothing"),
                    Field.optional("run_setup_tests", FLAG).about("true where it is left out"));

    private static final List<Field> SUMMARY_FIELDS =
            List.of(
                    Field.of("id", TEXT),
                    Field.of("group_id", TEXT),
                    Field.of("service", TEXT),
                    Field.of("region", TEXT).orNull(),
                    Field.of("time_zone_offset", OFFSET),
                    Field.of("setup_status", STATUS),
                    Field.of("daylight_saving_time_enabled", FLAG),
                    Field.of("networking_method", TEXT),
                    Field.of("private_link_id", TEXT).orNull(),
                    Field.of("proxy_agent_id", TEXT).orNull(),
                    Field.of("hybrid_deployment_agent_id", TEXT).orNull(),
                    Field.of("local_processing_agent_id", TEXT).orNull(),
                    Field.of("external_secrets_manager_id", TEXT).orNull(),
                    Field.optional("external_secrets_keys_config", new Shape.MapOf(TEXT)));

    static final Shape.Fields REQUEST =
            of(
                    "DestinationRequest",
                    List.of(
                            List.of(
                                    Field.of("group_id", TEXT),
                                    Field.of("service", TEXT),
                                    Field.of("time_zone_offset", OFFSET)),
                            SETTINGS,
                            WISHES));
    static final Shape.Fields UPDATE =
            of(
                    "DestinationUpdate",
                    List.of(List.of(Field.optional("time_zone_offset", OFFSET)), SETTINGS, WISHES));
    static final Shape.Fields TEST_REQUEST = new Shape.Fields("SetupTestRequest", WISHES);
    static final Shape.Fields SUMMARY = new Shape.Fields("DestinationSummary", SUMMARY_FIELDS);
    static final Shape.Fields DETAILS =
            of("Destination", List.of(SUMMARY_FIELDS, List.of(Field.of("config", CONFIG))));
    static final Shape.Fields TESTED =
            of(
                    "DestinationWithTests",
                    List.of(
                            SUMMARY_FIELDS,
                            List.of(
                                    Field.of("setup_tests", Shape.listOf(TEST)),
                                    Field.of("config", CONFIG))));

    private DestinationShapes() {}

    private static Shape.Fields of(String name, List<List<Field>> parts) {
        return new Shape.Fields(name, parts.stream().flatMap(List::stream).toList());
    }

    /// The names of the configuration's fields that are strings or numbers, and of its flags.
    static List<String> configKeys() {
        List<String> names = new ArrayList<>();
        CONFIG_REQUEST.fields().forEach(field -> names.add(field.name()));
        return names;
    }
}
