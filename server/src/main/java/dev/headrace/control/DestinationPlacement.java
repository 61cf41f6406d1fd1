package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.access.Permission;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.DestinationRows.Row;
import dev.headrace.catalog.DestinationRows.Settings;
import dev.headrace.catalog.DestinationRows.Status;
import dev.headrace.catalog.DestinationRows.Zone;
import dev.headrace.catalog.HybridAgentRows;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The verbs on where and when a destination's work is done, as far as other products have no words
/// for it: zones with a name, failover, and what is said of regions and agents.
public final class DestinationPlacement {
    private final Catalog catalog;
    private final DeclaredRegions regions;
    private final DestinationRules rules;
    private final Audit audit;

    public DestinationPlacement(
            Catalog catalog, DeclaredRegions regions, FeaturePolicy features, InstantSource clock) {
        this.catalog = catalog;
        this.rules = new DestinationRules(regions, features);
        this.regions = regions;
        this.audit = new Audit(clock);
    }

    /// What there is to know.
    ///
    /// @param region null where an agent decides
    /// @param failover null for none
    /// @param agent null where none works for it
    /// @param agentNote what to do about the agent; empty for nothing
    public record View(
            Row row,
            DeclaredRegions.@Nullable Region region,
            DeclaredRegions.@Nullable Region failover,
            HybridAgentRows.@Nullable Row agent,
            String agentNote) {}

    /// What is to change; what is empty stays as it is.
    ///
    /// @param timeZone of no characters clears it
    /// @param failoverRegion of no characters turns it off
    public record Change(Optional<String> timeZone, Optional<String> failoverRegion) {}

    /// Every region that can be chosen, for whoever may sign in.
    public List<DeclaredRegions.Region> regions() {
        return regions.all();
    }

    public View get(Caller caller, String id) {
        Destinations.require(caller, Permission.VIEW_DESTINATION, id);
        return catalog.in(transaction -> view(transaction, Destinations.find(transaction, id)));
    }

    /// Changes what is named and leaves the rest.
    ///
    /// @param version that the change is meant for, where somebody knows it
    public View update(Caller caller, String id, Change change, OptionalLong version) {
        Destinations.require(caller, Permission.EDIT_DESTINATION, id);
        change.timeZone()
                .filter(zone -> !zone.isEmpty() && !ZoneId.getAvailableZoneIds().contains(zone))
                .ifPresent(zone -> {
                    throw new Refusal.Invalid(
                            "Time zone '%s' is not known; write one such as Europe/Amsterdam."
                                    .formatted(zone));
                });
        change.failoverRegion()
                .filter(name -> !name.isEmpty() && regions.find(name).isEmpty())
                .ifPresent(name -> {
                    throw new Refusal.Invalid("Unsupported region '%s'".formatted(name));
                });
        return catalog.in(transaction -> {
            Row before = Destinations.lock(transaction, id, version);
            Row after = changed(before, change);
            if (after.settings().equals(before.settings())) {
                return view(transaction, before);
            }
            rules.requireFailover(before.settings(), after.settings());
            transaction.destinations().change(after);
            audit.record(
                    transaction,
                    caller,
                    new Subject("destination.place", "destination", id),
                    Destinations.audited(before),
                    Destinations.audited(after));
            return view(transaction, after);
        });
    }

    private static Row changed(Row before, Change change) {
        Settings was = before.settings();
        Zone zone =
                new Zone(
                        was.zone().offset(),
                        was.zone().daylightSaving(),
                        cleared(was.zone().name(), change.timeZone()));
        Settings settings =
                new Settings(
                        was.region(),
                        zone,
                        was.way(),
                        was.keeper(),
                        was.config(),
                        cleared(was.failoverRegion(), change.failoverRegion()));
        Status status = before.status();
        return before.with(
                settings,
                new Status(
                        status.word(),
                        status.connectedOnce(),
                        status.version() + 1,
                        status.wayVersion()));
    }

    private static @Nullable String cleared(@Nullable String before, Optional<String> change) {
        if (change.isEmpty()) {
            return before;
        }
        return change.get().isEmpty() ? null : change.get();
    }

    private View view(Transaction transaction, Row row) {
        return new View(
                row,
                region(row.settings().region()),
                region(row.settings().failoverRegion()),
                Optional.ofNullable(row.settings().way().hybridAgentId())
                        .flatMap(transaction.hybridAgents()::find)
                        .orElse(null),
                SetupTests.missingAgent(transaction, row).orElse(""));
    }

    /// A region stays chosen where the operator declares it no more.
    private DeclaredRegions.@Nullable Region region(@Nullable String name) {
        return name == null
                ? null
                : regions.find(name)
                        .orElseGet(() ->
                                new DeclaredRegions.Region(
                                        name,
                                        "",
                                        false,
                                        regions.pool(name),
                                        List.of(),
                                        "%s is not set up in this installation any more."
                                                .formatted(name)));
    }
}
