package dev.headrace.access;

import dev.headrace.refusal.Refusal;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Which features the account has: all, unless the operator has set a plan.
///
/// @param plan null for none, which is everything
public record FeaturePolicy(@Nullable Plan plan) {

    /// Everything on.
    public static FeaturePolicy open() {
        return new FeaturePolicy(null);
    }

    public boolean has(Feature feature) {
        return Optional.ofNullable(plan).map(feature::isIn).orElse(true);
    }

    /// Lets only those on who have it.
    ///
    /// @throws Refusal.Forbidden where the account has it not; it says which plans have it
    public void require(Feature feature) {
        Plan set = plan;
        if (set != null && !feature.isIn(set)) {
            throw new Refusal.Forbidden(
                    "%s: not in this account's policy (plan %s). Plans with it: %s."
                            .formatted(
                                    feature.words(),
                                    set.words(),
                                    feature.plans().stream()
                                            .map(Plan::words)
                                            .collect(Collectors.joining(", "))));
        }
    }
}
