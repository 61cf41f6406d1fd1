package dev.headrace.e2e;

import static dev.headrace.e2e.Terraform.config;
import static dev.headrace.e2e.Terraform.orNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The provider's `fivetran_destination` and the approvals that belong to it.
final class TerraformDestination {
    private static final Set<String> FLAGS =
            Set.of("run_setup_tests", "trust_certificates", "trust_fingerprints");

    /// Fields that the provider marks as sensitive: what the server says of them is passed over.
    private static final Set<String> SECRET = Set.of("password", "role_arn");

    private static final Set<String> WHOLE = Set.of("port", "tunnel_port");

    private TerraformDestination() {}

    /// `fivetran_destination`.
    record Destination(GoSdk plain) implements Terraform.Resource {

        private GoSdk sdk() {
            return plain.versioned();
        }

        @Override
        public Set<String> computed() {
            return Set.of(
                    "id",
                    "setup_status",
                    "region",
                    "networking_method",
                    "daylight_saving_time_enabled");
        }

        @Override
        public Set<String> kept() {
            return FLAGS;
        }

        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request = new LinkedHashMap<>(config);
            request.putIfAbsent("run_setup_tests", true);
            request.putIfAbsent("trust_certificates", false);
            request.putIfAbsent("trust_fingerprints", false);
            request.putIfAbsent("daylight_saving_time_enabled", false);
            request.putIfAbsent("config", null);
            Map<String, @Nullable Object> made =
                    sdk().post("/v1/destinations", request, 201, GoTypes.DESTINATION);
            String status = String.valueOf(made.get("setup_status")).toLowerCase(Locale.ROOT);
            if (Objects.equals(request.get("run_setup_tests"), true)
                    && !status.equals("connected")) {
                Object id = made.get("id");
                sdk().post(
                                "/v1/destinations/%s/test".formatted(id),
                                config(
                                        "trust_certificates", request.get("trust_certificates"),
                                        "trust_fingerprints", request.get("trust_fingerprints")),
                                200,
                                GoTypes.TYPED_DESTINATION);
                made = sdk().get("/v1/destinations/" + id, GoTypes.DESTINATION);
            }
            return state(made, config);
        }

        @Override
        public Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config) {
            return sdk().read("/v1/destinations/" + id, GoTypes.DESTINATION, "NotFound_Destination")
                    .map(data -> state(data, config));
        }

        /// The configuration with what the provider knows alone, as it keeps it.
        private static Map<String, @Nullable Object> state(
                Map<String, @Nullable Object> data, Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> state = new LinkedHashMap<>();
            for (String name :
                    List.of(
                            "id",
                            "group_id",
                            "service",
                            "region",
                            "time_zone_offset",
                            "setup_status",
                            "networking_method",
                            "private_link_id",
                            "proxy_agent_id",
                            "hybrid_deployment_agent_id",
                            "daylight_saving_time_enabled")) {
                state.put(name, orNull(data.get(name)));
            }
            for (String flag : FLAGS) {
                state.put(flag, config.get(flag));
            }
            Object wanted = config.get("config");
            if (wanted != null) {
                Map<String, @Nullable Object> had = GoSdk.fields(data.get("config"));
                Map<String, @Nullable Object> fields = new LinkedHashMap<>();
                GoSdk.fields(wanted)
                        .forEach((name, value) ->
                                fields.put(
                                        name,
                                        SECRET.contains(name)
                                                ? value
                                                : field(name, had.get(name))));
                state.put("config", fields);
            }
            return state;
        }

        /// Anything but a number or the text of one panics where a number is wanted.
        private static @Nullable Object field(String name, @Nullable Object value) {
            if (!WHOLE.contains(name) || value == null) {
                return value;
            }
            return value instanceof Long number ? number : Long.valueOf(String.valueOf(value));
        }

        @Override
        public Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request = new LinkedHashMap<>();
            for (String name :
                    List.of(
                            "time_zone_offset",
                            "networking_method",
                            "private_link_id",
                            "proxy_agent_id",
                            "hybrid_deployment_agent_id",
                            "daylight_saving_time_enabled")) {
                Object before = state.get(name);
                Object after = config.get(name);
                if (after != null && !after.equals(before)) {
                    request.put(name, after);
                } else if (after == null && before != null && name.endsWith("_id")) {
                    request.put(name, "");
                }
            }
            Map<String, @Nullable Object> changed = changed(state, config);
            if (request.isEmpty() && changed.isEmpty()) {
                return flagsAlone(id, config);
            }
            request.put("config", changed.isEmpty() ? null : changed);
            request.put("region", config.get("region"));
            for (String flag : FLAGS) {
                request.put(
                        flag, Objects.requireNonNullElse(config.get(flag), flag.startsWith("run")));
            }
            if (request.get("region") == null) {
                request.remove("region");
            }
            return state(
                    sdk().patch("/v1/destinations/" + id, request, GoTypes.DESTINATION), config);
        }

        private Map<String, @Nullable Object> flagsAlone(
                String id, Map<String, @Nullable Object> config) {
            sdk().post(
                            "/v1/destinations/%s/test".formatted(id),
                            config(),
                            200,
                            GoTypes.TYPED_DESTINATION);
            return state(sdk().get("/v1/destinations/" + id, GoTypes.DESTINATION), config);
        }

        private static Map<String, @Nullable Object> changed(
                Map<String, @Nullable Object> state, Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> changed = new LinkedHashMap<>();
            if (config.get("config") != null && state.get("config") != null) {
                Map<String, @Nullable Object> before = GoSdk.fields(state.get("config"));
                GoSdk.fields(config.get("config"))
                        .forEach((name, value) -> {
                            if (!Objects.equals(before.get(name), value)) {
                                changed.put(name, value);
                            }
                        });
            }
            return changed;
        }

        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            plain.delete("/v1/destinations/" + id);
        }

        /// What failed in the last run of its setup tests, with the details of each.
        List<Map<String, @Nullable Object>> failures(String id) {
            Map<String, @Nullable Object> tested =
                    sdk().post(
                                    "/v1/destinations/%s/test".formatted(id),
                                    config(),
                                    200,
                                    GoTypes.TYPED_DESTINATION);
            return GoSdk.structs(tested.get("setup_tests")).stream()
                    .filter(test -> "FAILED".equals(test.get("status")))
                    .toList();
        }
    }

    /// `fivetran_destination_certificates` and `fivetran_destination_fingerprints`: the complete
    /// list of what is approved.
    ///
    /// @param what `certificates` or `fingerprints`
    /// @param type that the SDK reads each into
    /// @param sent the attributes that are sent besides the hash
    record Approvals(GoSdk sdk, String what, GoType.Struct type, String sent)
            implements Terraform.Resource {

        static Approvals certificates(GoSdk sdk) {
            return new Approvals(sdk, "certificates", GoTypes.CERTIFICATE, "encoded_cert");
        }

        static Approvals fingerprints(GoSdk sdk) {
            return new Approvals(sdk, "fingerprints", GoTypes.FINGERPRINT, "public_key");
        }

        @Override
        public Set<String> computed() {
            return Set.of("id", "details");
        }

        @Override
        public Set<String> kept() {
            return Set.of("approve");
        }

        private String path(@Nullable Object destination) {
            return "/v1/destinations/%s/%s".formatted(destination, what);
        }

        private Map<String, @Nullable Object> state(@Nullable Object id) {
            Set<Object> hashes = new LinkedHashSet<>();
            List<Object> details = new ArrayList<>();
            for (Map<String, @Nullable Object> each : sdk.list(path(id), type)) {
                each.forEach((name, value) ->
                        Objects.requireNonNull(orNull(value), () -> name + " of " + each));
                hashes.add(String.valueOf(each.get("hash")));
                details.add(each);
            }
            return config("id", id, "hashes", hashes, "details", details);
        }

        /// @param config `id`, `hashes` and to `approve` the objects that are sent
        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            Object id = config.get("id");
            approve(id, config);
            return state(id);
        }

        private void approve(@Nullable Object id, Map<String, @Nullable Object> config) {
            for (Map<String, @Nullable Object> each : GoSdk.structs(config.get("approve"))) {
                sdk.post(
                        path(id),
                        config("hash", each.get("hash"), sent, each.get(sent)),
                        201,
                        type);
            }
        }

        @Override
        public Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config) {
            try {
                return Optional.of(state(id));
            } catch (GoSdk.Refused e) {
                if (e.code().startsWith("NotFound")) {
                    return Optional.empty();
                }
                throw e;
            }
        }

        @Override
        public Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config) {
            Set<?> wanted = config.get("hashes") instanceof Set<?> all ? all : Set.of();
            revoke(id, state, wanted);
            approve(id, config);
            return state(id);
        }

        private void revoke(String id, Map<String, @Nullable Object> state, Set<?> wanted) {
            if (state.get("hashes") instanceof Set<?> all) {
                for (Object hash : all) {
                    if (!wanted.contains(hash)) {
                        // As it is, without escaping.
                        sdk.delete(path(id) + "/" + hash);
                    }
                }
            }
        }

        /// The destination stays: what is gone is every approval.
        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            revoke(id, state, Set.of());
        }
    }
}
