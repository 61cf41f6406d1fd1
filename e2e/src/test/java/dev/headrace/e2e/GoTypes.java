package dev.headrace.e2e;

import static dev.headrace.e2e.GoType.ANY;
import static dev.headrace.e2e.GoType.BOOL;
import static dev.headrace.e2e.GoType.INT;
import static dev.headrace.e2e.GoType.STRING;
import static dev.headrace.e2e.GoType.TIME;
import static dev.headrace.e2e.GoType.sliceOf;
import static dev.headrace.e2e.GoType.struct;

/// What the SDK decodes `data` into.
final class GoTypes {
    static final GoType.Struct ACCOUNT =
            struct("AccountInfo").strings("account_id", "account_name", "user_id", "system_key_id");

    static final GoType.Struct GROUP =
            struct("GroupDetails").strings("id", "name").and("created_at", TIME);

    static final GoType.Struct USER =
            struct("UserDetails")
                    .strings("id", "email", "given_name", "family_name")
                    .texts("picture", "phone", "role")
                    .and("verified", new GoType.Pointer(BOOL))
                    .and("invited", new GoType.Pointer(BOOL))
                    .and("active", new GoType.Pointer(BOOL))
                    .and("logged_in_at", TIME)
                    .and("created_at", TIME);

    static final GoType.Struct ROLE =
            struct("RoleDetails")
                    .strings("name", "description")
                    .and("is_custom", new GoType.Pointer(BOOL))
                    .and("is_deprecated", new GoType.Pointer(BOOL))
                    .and("scope", sliceOf(STRING))
                    .texts("replacement_role_name");

    private static final GoType.Struct SETUP_TEST =
            struct("SetupTest").strings("title", "status", "message").and("details", ANY);

    private static final GoType.Struct DESTINATION_BASE =
            struct("DestinationDetails")
                    .strings(
                            "id",
                            "group_id",
                            "service",
                            "region",
                            "time_zone_offset",
                            "setup_status",
                            "networking_method",
                            "private_link_id",
                            "proxy_agent_id",
                            "hybrid_deployment_agent_id")
                    .bools("daylight_saving_time_enabled")
                    .and("setup_tests", sliceOf(SETUP_TEST));

    /// `DestinationDetailsCustomResponse`: the configuration as any map.
    static final GoType.Struct DESTINATION =
            DESTINATION_BASE.and("config", new GoType.Dictionary(ANY));

    /// `DestinationDetailsWithSetupTestsResponse`: the configuration with types of its own.
    static final GoType.Struct TYPED_DESTINATION =
            DESTINATION_BASE.and(
                    "config",
                    struct("DestinationConfigResponse")
                            .strings(
                                    "host",
                                    "port",
                                    "database",
                                    "auth",
                                    "user",
                                    "password",
                                    "connection_type",
                                    "tunnel_host",
                                    "tunnel_port",
                                    "tunnel_user",
                                    "public_key",
                                    "role_arn",
                                    "external_id",
                                    "create_external_tables")
                            .bools("always_encrypted", "is_private_key_encrypted"));

    static final GoType.Struct CERTIFICATE =
            struct("CertificateDetails")
                    .strings(
                            "hash",
                            "name",
                            "public_key",
                            "sha1",
                            "sha256",
                            "type",
                            "validated_by",
                            "validated_date");

    static final GoType.Struct FINGERPRINT =
            struct("FingerprintDetails")
                    .strings("hash", "public_key", "validated_by", "validated_date");

    static final GoType.Struct TEAM =
            struct("TeamDetails").strings("id", "name", "description", "role");

    static final GoType.Struct MEMBERSHIP =
            struct("Membership").strings("id", "role", "created_at");

    static final GoType.Struct TEAM_USER = struct("TeamUser").strings("user_id", "role");

    static final GoType.Struct WEBHOOK =
            struct("WebhookDetails")
                    .strings("id", "type", "url", "secret", "group_id", "created_at", "created_by")
                    .and("events", sliceOf(STRING))
                    .bools("active");

    static final GoType.Struct WEBHOOK_TEST =
            struct("WebhookTest").bools("succeed").and("status", INT).strings("message");

    static final GoType.Struct HYBRID_AGENT =
            struct("HybridDeploymentAgent")
                    .strings("id", "display_name", "group_id", "registered_at", "token")
                    .and(
                            "files",
                            struct("Files")
                                    .strings("config_json", "auth_json", "docker_compose_yaml"))
                    .and(
                            "usage",
                            sliceOf(struct("Usage").strings("connection_id", "schema", "service")));

    static final GoType.Struct PROXY_SECRETS =
            struct("ProxyCreate")
                    .strings("agent_id", "auth_token", "client_cert", "client_private_key");

    static final GoType.Struct PROXY_AGENT =
            struct("ProxyDetails")
                    .strings(
                            "id",
                            "account_id",
                            "registered_at",
                            "region",
                            "created_by",
                            "display_name");

    static final GoType.Struct PRIVATE_LINK =
            struct("PrivateLink")
                    .strings(
                            "id",
                            "name",
                            "region",
                            "service",
                            "account_id",
                            "cloud_provider",
                            "state",
                            "state_summary",
                            "host",
                            "created_at",
                            "created_by")
                    .and("config", new GoType.Dictionary(ANY));

    static final GoType.Struct LOG_SERVICE =
            struct("ExternalLogging")
                    .strings("id", "service")
                    .bools("enabled")
                    .and("config", new GoType.Dictionary(ANY));

    /// The configuration with types of its own.
    static final GoType.Struct TYPED_LOG_SERVICE =
            LOG_SERVICE.and(
                    "config",
                    struct("ExternalLoggingConfig")
                            .strings(
                                    "workspace_id",
                                    "primary_key",
                                    "log_group_name",
                                    "role_arn",
                                    "external_id",
                                    "region",
                                    "api_key",
                                    "sub_domain",
                                    "host",
                                    "hostname",
                                    "channel",
                                    "token")
                            .bools("enable_ssl")
                            .and("port", INT));

    static final GoType.Struct SETUP_TESTS =
            struct("SetupTests").and("setup_tests", sliceOf(SETUP_TEST));

    private GoTypes() {}
}
