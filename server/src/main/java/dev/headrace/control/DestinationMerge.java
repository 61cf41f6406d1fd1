package dev.headrace.control;

import dev.headrace.catalog.DestinationRows.Keeper;
import dev.headrace.catalog.DestinationRows.Settings;
import dev.headrace.catalog.DestinationRows.Way;
import dev.headrace.catalog.DestinationRows.Zone;
import dev.headrace.connectivity.NetworkingMethod;
import dev.headrace.secret.Secret;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What becomes of a destination's settings by a change.
///
/// @param secrets new ones by key; empty for one that is to be forgotten
record DestinationMerge(Settings before, Settings after, Map<String, Optional<Secret>> secrets) {

    /// Of a destination that is to be.
    static final Settings NOTHING =
            new Settings(
                    null,
                    new Zone("0", null, null),
                    new Way(null, null, null, null, null),
                    new Keeper(null, null),
                    "{}",
                    null);

    /// @throws dev.headrace.refusal.Refusal.Invalid where the service does not allow a value
    static DestinationMerge of(String service, Settings before, DestinationChange change) {
        DestinationConfig was = DestinationConfig.parse(before.config());
        DestinationConfig.Merged merged = was.with(change.config());
        DestinationConfig config = merged.config();
        change.way()
                .method()
                .filter(method -> !method.isEmpty())
                .ifPresent(method -> DestinationServices.requireMethod(service, method));
        DestinationServices.requireConfig(service, config);
        if (config.text("auth_method").equals(Optional.of("AWS_IAM"))
                && config.text("external_id").isEmpty()) {
            config = config.with("external_id", UUID.randomUUID().toString());
        }
        Way way = way(before.way(), was, change.way(), config);
        Settings after =
                new Settings(
                        region(before.region(), change.region(), way),
                        zone(before.zone(), change.zone()),
                        way,
                        keeper(before.keeper(), change.keeper()),
                        config.json(),
                        before.failoverRegion());
        return new DestinationMerge(before, after, merged.secrets());
    }

    /// How the database is to be reached: as was last said, else as the rest suggests.
    static NetworkingMethod method(Settings settings) {
        Way way = settings.way();
        if (way.stated() != null) {
            return NetworkingMethod.find(way.stated()).orElse(NetworkingMethod.DIRECT);
        }
        if (way.privateLinkId() != null) {
            return NetworkingMethod.PRIVATE_LINK;
        }
        if (way.proxyAgentId() != null) {
            return NetworkingMethod.PROXY_AGENT;
        }
        return DestinationConfig.parse(settings.config()).hasAny("tunnel_")
                ? NetworkingMethod.SSH_TUNNEL
                : NetworkingMethod.DIRECT;
    }

    /// Whether anything changes at all.
    boolean changes() {
        return !before.equals(after) || !secrets.isEmpty();
    }

    /// Whether something changes that the tests depend on.
    boolean changesWay() {
        return !secrets.isEmpty()
                || !before.way().equals(after.way())
                || !before.config().equals(after.config())
                || !String.valueOf(before.region()).equals(String.valueOf(after.region()));
    }

    private static @Nullable String region(
            @Nullable String before, Optional<String> change, Way way) {
        if (change.isPresent()) {
            return change.get();
        }
        // Where an agent works, we do not know where that is.
        return before == null && way.hybridAgentId() == null ? Regions.STANDARD : before;
    }

    private static Zone zone(Zone before, DestinationChange.Zone change) {
        return new Zone(
                change.offset().orElse(before.offset()),
                change.daylightSaving().isPresent()
                        ? change.daylightSaving().get()
                        : before.daylightSaving(),
                before.name());
    }

    private static Keeper keeper(Keeper before, DestinationChange.Keeper change) {
        String id = id(before.id(), change.id());
        return new Keeper(id, id == null ? null : change.keys().orElse(before.keys()));
    }

    private static Way way(
            Way before,
            DestinationConfig configBefore,
            DestinationChange.Way change,
            DestinationConfig config) {
        String method = id(before.method(), change.method());
        String type = config.text("connection_type").orElse(null);
        String typeBefore = configBefore.text("connection_type").orElse(null);
        String stated;
        if (type != null && !type.equals(typeBefore)) {
            stated = type;
        } else if (method != null && !method.equals(before.method())) {
            stated = method;
        } else if (type == null || method == null) {
            stated = type == null ? method : type;
        } else {
            stated = before.stated();
        }
        return new Way(
                method,
                stated,
                id(before.privateLinkId(), change.privateLinkId()),
                id(before.proxyAgentId(), change.proxyAgentId()),
                id(before.hybridAgentId(), change.hybridAgentId()));
    }

    private static @Nullable String id(@Nullable String before, Optional<String> change) {
        if (change.isEmpty()) {
            return before;
        }
        return change.get().isEmpty() ? null : change.get();
    }
}
