package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What Terraform does with a resource of the provider, and what it holds against it: what was
/// configured comes back as it was, what was not stays unset unless the provider may compute it,
/// and a second look sees the same as the first.
final class Terraform {
    /// A resource type of the provider: which calls it makes and what it takes from their answers.
    /// Attributes that are unset are null.
    interface Resource {
        /// Attributes that the server may fill in.
        Set<String> computed();

        /// Attributes that only the configuration knows: secrets and flags for one call.
        Set<String> kept();

        /// The state after it was made.
        Map<String, @Nullable Object> create(Map<String, @Nullable Object> config);

        /// The state as the server has it, empty where it is gone.
        ///
        /// @param config what is configured, as far as it is known: nothing on import
        Optional<Map<String, @Nullable Object>> read(
                String id, Map<String, @Nullable Object> config);

        /// The state after the change.
        Map<String, @Nullable Object> update(
                String id,
                Map<String, @Nullable Object> state,
                Map<String, @Nullable Object> config);

        void delete(String id, Map<String, @Nullable Object> state);
    }

    private Terraform() {}

    /// A configuration: names and values in turn.
    static Map<String, @Nullable Object> config(@Nullable Object... pairs) {
        Map<String, @Nullable Object> config = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            config.put(String.valueOf(pairs[i]), pairs[i + 1]);
        }
        return config;
    }

    /// `terraform apply` of something new, and the plan after it, which must be empty.
    static Map<String, @Nullable Object> apply(
            Resource resource, Map<String, @Nullable Object> config) {
        Map<String, @Nullable Object> state = resource.create(config);
        requireConsistent(resource, config, state);
        requireNoChanges(resource, config, state);
        return state;
    }

    /// `terraform apply` of a change, and the plan after it.
    static Map<String, @Nullable Object> update(
            Resource resource,
            Map<String, @Nullable Object> state,
            Map<String, @Nullable Object> config) {
        Map<String, @Nullable Object> next = resource.update(id(state), state, config);
        requireConsistent(resource, config, next);
        assertThat(id(next)).isEqualTo(id(state));
        requireNoChanges(resource, config, next);
        return next;
    }

    /// `terraform import`: all that can be read comes out as it is in the state.
    static void requireImport(Resource resource, Map<String, @Nullable Object> state) {
        Map<String, @Nullable Object> imported = resource.read(id(state), config()).orElseThrow();
        Map<String, @Nullable Object> readable = new LinkedHashMap<>(state);
        readable.keySet().retainAll(imported.keySet());
        readable.keySet().removeAll(resource.kept());
        imported.keySet().removeAll(resource.kept());
        assertThat(imported).isEqualTo(readable);
    }

    /// `terraform destroy`, after which the resource is found to be gone.
    static void destroy(Resource resource, Map<String, @Nullable Object> state) {
        resource.delete(id(state), state);
        requireGone(resource, state);
    }

    /// What is gone is found to be gone, and not to be an error.
    static void requireGone(Resource resource, Map<String, @Nullable Object> state) {
        assertThat(resource.read(id(state), config())).isEmpty();
    }

    static String id(Map<String, @Nullable Object> state) {
        Object id = state.get("id");
        assertThat(id).isInstanceOf(String.class);
        assertThat((String) id).isNotEmpty();
        return String.valueOf(id);
    }

    private static void requireConsistent(
            Resource resource,
            Map<String, @Nullable Object> config,
            Map<String, @Nullable Object> state) {
        config.forEach((name, value) -> {
            if (value != null && !resource.kept().contains(name)) {
                assertThat(state.get(name))
                        .as("Provider produced inconsistent result after apply: .%s", name)
                        .isEqualTo(value);
            }
        });
        state.forEach((name, value) -> {
            boolean free = resource.computed().contains(name) || resource.kept().contains(name);
            if (config.get(name) == null && !free) {
                assertThat(value)
                        .as("Provider produced inconsistent result after apply: .%s", name)
                        .isNull();
            }
        });
    }

    private static void requireNoChanges(
            Resource resource,
            Map<String, @Nullable Object> config,
            Map<String, @Nullable Object> state) {
        Map<String, @Nullable Object> refreshed = resource.read(id(state), config).orElseThrow();
        state.forEach((name, value) -> {
            if (!resource.kept().contains(name)) {
                assertThat(refreshed.get(name))
                        .as("changed outside of Terraform: .%s", name)
                        .isEqualTo(value);
            }
        });
        config.forEach((name, value) -> {
            if (value != null && !resource.kept().contains(name)) {
                assertThat(refreshed.get(name)).as("~ %s", name).isEqualTo(value);
            }
        });
    }

    /// What an empty string of Go is in a state.
    static @Nullable Object orNull(@Nullable Object value) {
        return Objects.equals(value, "") ? null : value;
    }
}
