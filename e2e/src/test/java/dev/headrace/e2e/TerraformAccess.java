package dev.headrace.e2e;

import static dev.headrace.e2e.Terraform.orNull;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The provider's resources for groups, users, teams and who is in what.
final class TerraformAccess {
    private TerraformAccess() {}

    /// `fivetran_group`: a new name makes it anew.
    record Group(GoSdk sdk) implements Terraform.Resource {
        @Override
        public Set<String> computed() {
            return Set.of("id", "created_at");
        }

        @Override
        public Set<String> kept() {
            return Set.of();
        }

        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            return sdk.post("/v1/groups", config, 201, GoTypes.GROUP);
        }

        @Override
        public Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config) {
            return sdk.read("/v1/groups/" + id, GoTypes.GROUP, "NotFound_Group");
        }

        @Override
        public Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config) {
            throw new AssertionError("The provider does not update groups");
        }

        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            sdk.delete("/v1/groups/" + id);
        }
    }

    /// `fivetran_user`.
    record User(GoSdk sdk) implements Terraform.Resource {
        @Override
        public Set<String> computed() {
            return Set.of("id", "verified", "invited", "logged_in_at", "created_at");
        }

        @Override
        public Set<String> kept() {
            return Set.of();
        }

        private static Map<String, @Nullable Object> state(Map<String, @Nullable Object> user) {
            Map<String, @Nullable Object> state = new LinkedHashMap<>();
            user.forEach((name, value) -> state.put(name, orNull(value)));
            state.remove("active");
            // The provider follows both pointers without looking.
            Objects.requireNonNull(state.get("verified"), "verified");
            Objects.requireNonNull(state.get("invited"), "invited");
            return state;
        }

        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request = new LinkedHashMap<>(config);
            request.values().removeIf(Objects::isNull);
            return state(sdk.post("/v1/users", request, 201, GoTypes.USER));
        }

        @Override
        public Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config) {
            return sdk.read("/v1/users/" + id, GoTypes.USER, "NotFound_User").map(User::state);
        }

        @Override
        public Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request = new LinkedHashMap<>();
            for (String name : Set.of("given_name", "family_name", "phone", "picture", "role")) {
                if (!Objects.equals(state.get(name), config.get(name))) {
                    boolean role = name.equals("role") && config.get(name) == null;
                    request.put(name, role ? "" : config.get(name));
                }
            }
            return state(sdk.patch("/v1/users/" + id, request, GoTypes.USER));
        }

        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            sdk.delete("/v1/users/" + id);
        }
    }

    /// `fivetran_team`.
    record Team(GoSdk sdk) implements Terraform.Resource {
        @Override
        public Set<String> computed() {
            return Set.of("id");
        }

        @Override
        public Set<String> kept() {
            return Set.of();
        }

        private static Map<String, @Nullable Object> state(Map<String, @Nullable Object> team) {
            Map<String, @Nullable Object> state = new LinkedHashMap<>();
            team.forEach((name, value) -> state.put(name, orNull(value)));
            return state;
        }

        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request = new LinkedHashMap<>(config);
            request.values().removeIf(Objects::isNull);
            return state(sdk.post("/v1/teams", request, 201, GoTypes.TEAM));
        }

        @Override
        public Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config) {
            return sdk.read("/v1/teams/" + id, GoTypes.TEAM, "NotFound_Team").map(Team::state);
        }

        @Override
        public Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config) {
            Map<String, @Nullable Object> request = new LinkedHashMap<>();
            config.forEach((name, value) -> {
                if (!Objects.equals(state.get(name), value)) {
                    request.put(name, value);
                }
            });
            return state(sdk.patch("/v1/teams/" + id, request, GoTypes.TEAM));
        }

        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            sdk.delete("/v1/teams/" + id);
        }
    }

    /// `fivetran_team_group_membership` and its five like: one parent, a set of members with a
    /// role.
    ///
    /// @param parents `teams` or `users`
    /// @param members `groups`, `connections` or `users`
    /// @param key of a member: `id` or `user_id`
    record Memberships(GoSdk sdk, String parents, String members, String key)
            implements Terraform.Resource {

        @Override
        public Set<String> computed() {
            return Set.of("id");
        }

        @Override
        public Set<String> kept() {
            return Set.of();
        }

        private String path(@Nullable Object parent) {
            return "/v1/%s/%s/%s".formatted(parents, parent, members);
        }

        private GoType.Struct type() {
            return key.equals("user_id") ? GoTypes.TEAM_USER : GoTypes.MEMBERSHIP;
        }

        private Map<String, @Nullable Object> state(@Nullable Object parent) {
            Set<Object> all = new LinkedHashSet<>();
            for (Map<String, @Nullable Object> item : sdk.list(path(parent), type())) {
                all.add(member(item));
            }
            return Terraform.config("id", parent, "parent", parent, "members", all);
        }

        private Map<String, @Nullable Object> member(Map<String, @Nullable Object> item) {
            return Terraform.config(key, item.get(key), "role", item.get("role"));
        }

        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            Object parent = config.get("parent");
            for (Object member : set(config)) {
                sdk.post(path(parent), member, 201, type());
            }
            return state(parent);
        }

        private static Set<?> set(Map<String, @Nullable Object> config) {
            return config.get("members") instanceof Set<?> all ? all : Set.of();
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
            Map<Object, Map<String, @Nullable Object>> before = byKey(state);
            Map<Object, Map<String, @Nullable Object>> after = byKey(config);
            before.forEach((member, _) -> {
                if (!after.containsKey(member)) {
                    sdk.delete(path(id) + "/" + member);
                }
            });
            after.forEach((member, wanted) -> {
                Map<String, @Nullable Object> had = before.get(member);
                Object role = wanted.get("role");
                if (had == null) {
                    sdk.post(path(id), wanted, 201, type());
                } else if (!Objects.equals(had.get("role"), role)) {
                    sdk.call(
                            "PATCH",
                            path(id) + "/" + member,
                            Terraform.config("role", role),
                            200,
                            GoType.acknowledgement());
                }
            });
            return state(id);
        }

        private Map<Object, Map<String, @Nullable Object>> byKey(
                Map<String, @Nullable Object> config) {
            Map<Object, Map<String, @Nullable Object>> all = new LinkedHashMap<>();
            for (Object each : set(config)) {
                Map<String, @Nullable Object> member = GoSdk.fields(each);
                all.put(String.valueOf(member.get(key)), member);
            }
            return all;
        }

        /// The parent stays: what is gone is every member.
        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            byKey(state).keySet().forEach(member -> sdk.delete(path(id) + "/" + member));
        }
    }

    /// `fivetran_group_users`: members by their addresses, without who calls.
    record GroupUsers(GoSdk sdk) implements Terraform.Resource {
        @Override
        public Set<String> computed() {
            return Set.of("id");
        }

        @Override
        public Set<String> kept() {
            return Set.of();
        }

        private static String path(@Nullable Object group) {
            return "/v1/groups/%s/users".formatted(group);
        }

        private Map<String, @Nullable Object> state(@Nullable Object group, Set<Object> managed) {
            Object caller = sdk.get("/v1/account/info", GoTypes.ACCOUNT).get("user_id");
            Set<Object> all = new LinkedHashSet<>();
            for (Map<String, @Nullable Object> user : sdk.list(path(group), GoTypes.USER)) {
                boolean own = Objects.equals(user.get("id"), caller);
                if (!own && (managed.isEmpty() || managed.contains(user.get("email")))) {
                    all.add(Terraform.config("email", user.get("email"), "role", user.get("role")));
                }
            }
            return Terraform.config("id", group, "group_id", group, "users", all);
        }

        private static Map<Object, Object> roles(Map<String, @Nullable Object> config) {
            Map<Object, Object> roles = new LinkedHashMap<>();
            if (config.get("users") instanceof Set<?> all) {
                for (Object each : all) {
                    Map<String, @Nullable Object> user = GoSdk.fields(each);
                    roles.put(String.valueOf(user.get("email")), String.valueOf(user.get("role")));
                }
            }
            return roles;
        }

        private void add(@Nullable Object group, Object email, Object role) {
            sdk.call(
                    "POST",
                    path(group),
                    Terraform.config("email", email, "role", role),
                    200,
                    GoType.acknowledgement());
        }

        private void remove(@Nullable Object group, Object email) {
            for (Map<String, @Nullable Object> user : sdk.list(path(group), GoTypes.USER)) {
                if (email.equals(user.get("email"))) {
                    sdk.delete(path(group) + "/" + user.get("id"));
                }
            }
        }

        @Override
        public Map<String, @Nullable Object> create(Map<String, @Nullable Object> config) {
            Object group = config.get("group_id");
            roles(config).forEach((email, role) -> add(group, email, role));
            return state(group, roles(config).keySet());
        }

        @Override
        public Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config) {
            return Optional.of(state(id, roles(config).keySet()));
        }

        @Override
        public Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config) {
            Map<Object, Object> before = roles(state);
            Map<Object, Object> after = roles(config);
            before.forEach((email, role) -> {
                if (!role.equals(after.get(email))) {
                    remove(id, email);
                }
            });
            after.forEach((email, role) -> {
                if (!role.equals(before.get(email))) {
                    add(id, email, role);
                }
            });
            return state(id, after.keySet());
        }

        @Override
        public void delete(String id, Map<String, @Nullable Object> state) {
            roles(state).keySet().forEach(email -> remove(id, email));
        }
    }
}
