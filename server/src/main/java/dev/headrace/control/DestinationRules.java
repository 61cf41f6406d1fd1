package dev.headrace.control;

import dev.headrace.access.Feature;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.catalog.DestinationRows.Settings;
import dev.headrace.catalog.DestinationRows.Way;
import dev.headrace.catalog.Transaction;
import dev.headrace.connectivity.NetworkingMethod;
import dev.headrace.refusal.Refusal;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a destination's settings may be, beyond their form: what they refer to is there, and what
/// they use is in the account's plan. Only what changes is looked at, so that nothing which was
/// right once keeps a destination from being changed.
final class DestinationRules {
    /// The provider of every plan.
    private static final String CLOUD_OF_ALL = "GCP_";

    private final DeclaredRegions regions;
    private final FeaturePolicy features;

    DestinationRules(DeclaredRegions regions, FeaturePolicy features) {
        this.regions = regions;
        this.features = features;
    }

    /// Refuses regions that are none.
    void requireRegion(DestinationChange change) {
        change.region()
                .filter(name -> regions.find(name).isEmpty())
                .ifPresent(name -> {
                    throw new Refusal.Invalid("Unsupported region '%s'".formatted(name));
                });
    }

    /// @throws Refusal.Forbidden where the plan has it not
    /// @throws Refusal.NotFound where something it refers to is not there
    void require(Transaction transaction, String groupId, DestinationMerge merge) {
        requireFeatures(merge);
        Way before = merge.before().way();
        Way after = merge.after().way();
        fresh(before.privateLinkId(), after.privateLinkId())
                .filter(id -> transaction.privateLinks().lock(id).isEmpty())
                .ifPresent(id -> {
                    throw PrivateLinks.missing(id);
                });
        fresh(before.proxyAgentId(), after.proxyAgentId())
                .filter(id -> transaction.proxyAgents().find(id).isEmpty())
                .ifPresent(id -> {
                    throw new Refusal.NotFound(null, "Proxy Agent not found.");
                });
        fresh(before.hybridAgentId(), after.hybridAgentId())
                .filter(id ->
                        transaction
                                .hybridAgents()
                                .find(id)
                                .filter(agent -> agent.groupId().equals(groupId))
                                .isEmpty())
                .ifPresent(id -> {
                    throw new Refusal.NotFound(
                            "RemoteExecutionAgent",
                            "Hybrid deployment agent with id '%s' does not exist in group '%s'."
                                    .formatted(id, groupId));
                });
        fresh(merge.before().keeper().id(), merge.after().keeper().id())
                .filter(id -> !transaction.destinations().hasSecretsManager(id))
                .ifPresent(id -> {
                    throw new Refusal.NotFound(
                            null,
                            "External Secrets Manager with '%s' id is not found.".formatted(id));
                });
        requireFailover(merge.after());
    }

    /// The same of a change of failover alone.
    void requireFailover(Settings before, Settings after) {
        if (fresh(before.failoverRegion(), after.failoverRegion()).isPresent()) {
            features.require(Feature.FAILOVER);
        }
        requireFailover(after);
    }

    private void requireFeatures(DestinationMerge merge) {
        Settings before = merge.before();
        Settings after = merge.after();
        if (fresh(before.way().hybridAgentId(), after.way().hybridAgentId()).isPresent()) {
            features.require(Feature.HYBRID);
        }
        boolean linkNow = DestinationMerge.method(after) == NetworkingMethod.PRIVATE_LINK;
        boolean linkBefore = DestinationMerge.method(before) == NetworkingMethod.PRIVATE_LINK;
        if ((linkNow && !linkBefore)
                || fresh(before.way().privateLinkId(), after.way().privateLinkId()).isPresent()) {
            features.require(Feature.PRIVATE_LINK);
        }
        if (fresh(before.keeper().id(), after.keeper().id()).isPresent()) {
            features.require(Feature.EXTERNAL_SECRETS);
        }
        if (fresh(before.region(), after.region())
                .filter(region -> !region.startsWith(CLOUD_OF_ALL))
                .isPresent()) {
            features.require(Feature.CLOUD_CHOICE);
        }
    }

    private static Optional<String> fresh(@Nullable String before, @Nullable String after) {
        return Objects.equals(before, after) ? Optional.empty() : Optional.ofNullable(after);
    }

    private static void requireFailover(Settings settings) {
        if (settings.failoverRegion() == null) {
            return;
        }
        if (settings.way().hybridAgentId() != null) {
            throw new Refusal.Invalid(
                    "Failover is not for hybrid deployment: its agent decides where work is done."
                            + " Turn failover off first.");
        }
        if (settings.failoverRegion().equals(settings.region())) {
            throw new Refusal.Invalid(
                    "The region of failover must be another than '%s', the destination's own."
                            .formatted(settings.region()));
        }
    }
}
