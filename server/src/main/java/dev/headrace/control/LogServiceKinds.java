package dev.headrace.control;

import static dev.headrace.control.ConfigKey.choice;
import static dev.headrace.control.ConfigKey.secret;
import static dev.headrace.control.ConfigKey.text;

import dev.headrace.control.ConfigKey.Form;
import dev.headrace.outgoing.TargetUrl;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The log services that there are: their keys, and where each is reached.
public final class LogServiceKinds {
    private static final int SPLUNK_PORT = 8_088;

    private static final Map<String, List<ConfigKey>> KEYS =
            Map.of(
                    "azure_monitor_log",
                    List.of(
                            text("workspace_id"),
                            secret("primary_key"),
                            text("client_id"),
                            secret("client_secret"),
                            text("tenant_id"),
                            text("data_collection_endpoint"),
                            text("dcr_immutable_id"),
                            text("dcr_stream_name")),
                    "cloudwatch",
                    List.of(
                            text("log_group_name"),
                            text("role_arn"),
                            text("external_id"),
                            text("region"),
                            text("access_key_id"),
                            secret("access_key_secret")),
                    "datadog_log",
                    List.of(
                            secret("api_key"),
                            text("hostname"),
                            choice("region", "EU", "US1", "US3", "US5", "US1_FED", "AP1", "AP2")),
                    "grafana_loki",
                    List.of(
                            text("loki_url"),
                            text("username"),
                            secret("access_token"),
                            secret("tenant_id")),
                    "new_relic_log",
                    List.of(secret("api_key"), choice("sub_domain", "EU", "FedRAMP", "US")),
                    "splunkLog",
                    List.of(
                            text("host"),
                            ConfigKey.of("port", Form.NUMBER),
                            text("channel"),
                            secret("token"),
                            ConfigKey.of("enable_ssl", Form.FLAG)),
                    "stackdriver",
                    List.of(text("project_id"), secret("service_account_key")));

    /// What a service cannot do without; of names joined with `|`, one.
    private static final Map<String, List<String>> NEEDED =
            Map.of(
                    "azure_monitor_log",
                    List.of("workspace_id|data_collection_endpoint", "primary_key|client_secret"),
                    "cloudwatch",
                    List.of("log_group_name", "region", "role_arn|access_key_secret"),
                    "datadog_log",
                    List.of("api_key"),
                    "grafana_loki",
                    List.of("loki_url"),
                    "new_relic_log",
                    List.of("api_key"),
                    "splunkLog",
                    List.of("host", "token"),
                    "stackdriver",
                    List.of("project_id"));

    private static final Map<String, String> DATADOG =
            Map.of(
                    "EU", "datadoghq.eu",
                    "US1", "datadoghq.com",
                    "US3", "us3.datadoghq.com",
                    "US5", "us5.datadoghq.com",
                    "US1_FED", "ddog-gov.com",
                    "AP1", "ap1.datadoghq.com",
                    "AP2", "ap2.datadoghq.com");

    private static final Map<String, String> NEW_RELIC =
            Map.of(
                    "US", "log-api.newrelic.com",
                    "EU", "log-api.eu.newrelic.com",
                    "FedRAMP", "gov-log-api.newrelic.com");

    private LogServiceKinds() {}

    /// Every service.
    public static List<String> all() {
        return KEYS.keySet().stream().sorted().toList();
    }

    /// The keys of a service, in the order in which they are told.
    public static List<ConfigKey> keys(String service) {
        return KEYS.getOrDefault(service, List.of());
    }

    /// The keys of all, each name once. A name that is secret somewhere is so everywhere here.
    public static List<ConfigKey> keysOfAll() {
        return all().stream()
                .flatMap(service -> keys(service).stream())
                .flatMap(key -> Stream.of(key.name()))
                .distinct()
                .map(LogServiceKinds::anyOf)
                .toList();
    }

    private static ConfigKey anyOf(String name) {
        List<ConfigKey> same =
                KEYS.values().stream()
                        .flatMap(List::stream)
                        .filter(key -> key.name().equals(name))
                        .toList();
        return new ConfigKey(
                name, same.getFirst().form(), same.stream().anyMatch(ConfigKey::secret), List.of());
    }

    /// Which of the needed keys are missing.
    static List<String> missing(String service, KeyedConfig config) {
        return NEEDED.getOrDefault(service, List.of()).stream()
                .filter(names -> Stream.of(names.split("\\|")).noneMatch(config::has))
                .map(names -> names.replace("|", " or "))
                .toList();
    }

    /// Where it is reached.
    ///
    /// @throws dev.headrace.refusal.Refusal.Invalid where the configuration names no such place
    static TargetUrl target(String service, KeyedConfig config) {
        return switch (service) {
            case "splunkLog" -> splunk(config);
            case "grafana_loki" ->
                    TargetUrl.httpOrHttps("config.loki_url", config.find("loki_url").orElse(""));
            case "azure_monitor_log" -> azure(config);
            case "cloudwatch" ->
                    cloud(
                            "config.region",
                            "logs.%s.amazonaws.com".formatted(config.find("region").orElse("")));
            case "datadog_log" ->
                    cloud(
                            "config.region",
                            "http-intake.logs." + DATADOG.get(config.find("region").orElse("US1")));
            case "new_relic_log" ->
                    cloud(
                            "config.sub_domain",
                            String.valueOf(NEW_RELIC.get(config.find("sub_domain").orElse("US"))));
            default -> cloud("service", "logging.googleapis.com");
        };
    }

    private static TargetUrl splunk(KeyedConfig config) {
        int port = config.find("port").map(Integer::parseInt).orElse(0);
        return TargetUrl.of(
                "config.host",
                config.find("enable_ssl").map(Boolean::parseBoolean).orElse(false),
                config.find("host").orElse(""),
                port == 0 ? SPLUNK_PORT : port,
                "/services/collector/health");
    }

    private static TargetUrl azure(KeyedConfig config) {
        return config.find("data_collection_endpoint")
                .map(url -> TargetUrl.https("config.data_collection_endpoint", url))
                .orElseGet(() ->
                        cloud(
                                "config.workspace_id",
                                "%s.ods.opinsights.azure.com"
                                        .formatted(config.find("workspace_id").orElse(""))));
    }

    private static TargetUrl cloud(String field, String host) {
        return TargetUrl.of(field, true, host, 443, "/");
    }
}
