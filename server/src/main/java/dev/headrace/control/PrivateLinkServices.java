package dev.headrace.control;

import dev.headrace.refusal.Refusal;
import java.util.List;
import java.util.Map;

/// What private links can lead to, and what each needs to know.
public final class PrivateLinkServices {
    private static final List<List<String>> SERVICE_ID = List.of(List.of("connection_service_id"));
    private static final List<List<String>> WORKSPACE =
            List.of(List.of("connection_service_id"), List.of("workspace_url"));
    private static final List<List<String>> ACCOUNT_AND_SERVICE =
            List.of(List.of("account_url"), List.of("pls_id"));

    /// By service: the keys that must be there, each with its older names.
    private static final Map<String, List<List<String>>> REQUIRED =
            Map.ofEntries(
                    Map.entry("SOURCE_AWS", List.of(List.of("connection_service_name"))),
                    Map.entry("DATABRICKS_AWS", List.of(List.of("connection_service_name"))),
                    Map.entry(
                            "SNOWFLAKE_AWS",
                            List.of(List.of("account_url", "account_name"), List.of("vpce_id"))),
                    Map.entry(
                            "REDSHIFT_AWS",
                            List.of(List.of("aws_account_id"), List.of("cluster_identifier"))),
                    Map.entry(
                            "SOURCE_AZURE",
                            List.of(
                                    List.of("connection_service_id"),
                                    List.of("sub_resource_name"))),
                    Map.entry("POSTGRES_WAREHOUSE_AZURE", SERVICE_ID),
                    Map.entry("ONELAKE_AZURE", SERVICE_ID),
                    Map.entry("SQL_DATA_WAREHOUSE_AZURE", SERVICE_ID),
                    Map.entry("DATABRICKS_AZURE", WORKSPACE),
                    Map.entry("SNOWFLAKE_AZURE", ACCOUNT_AND_SERVICE),
                    Map.entry("SOURCE_GCP", List.of(List.of("private_connection_service_id"))),
                    Map.entry("SNOWFLAKE_GCP", ACCOUNT_AND_SERVICE),
                    Map.entry("DATABRICKS_GCP", WORKSPACE));

    private PrivateLinkServices() {}

    /// Every service.
    public static List<String> all() {
        return REQUIRED.keySet().stream().sorted().toList();
    }

    /// The cloud of a service: `AWS`, `AZURE` or `GCP`.
    public static String cloud(String service) {
        return service.substring(service.lastIndexOf('_') + 1);
    }

    /// @throws Refusal.Invalid where a key is missing; others may be there, and are kept
    static void requireConfig(String service, Map<String, String> config) {
        for (List<String> names : REQUIRED.getOrDefault(service, List.of())) {
            boolean given =
                    names.stream().anyMatch(name -> !config.getOrDefault(name, "").isEmpty());
            if (!given) {
                throw Refusal.Invalid.required("config." + names.getFirst());
            }
        }
    }

    /// @throws Refusal.Invalid where the region is in another cloud than the service
    static void requireRegion(String service, String region) {
        if (!region.startsWith(cloud(service) + "_")) {
            throw new Refusal.Invalid(
                    "Service '%s' needs a region of %s, and '%s' is none."
                            .formatted(service, cloud(service), region));
        }
    }
}
