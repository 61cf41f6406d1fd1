package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.DestinationRows.Row;
import dev.headrace.catalog.DestinationRows.Settings;
import dev.headrace.catalog.DestinationRows.Status;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.SecretRows.Place;
import dev.headrace.catalog.Transaction;
import dev.headrace.connectivity.NetworkingMethod;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import dev.headrace.schedule.Schedule;
import dev.headrace.schedule.WorkId;
import dev.headrace.secret.Secret;
import dev.headrace.vault.Vault;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The verbs on destinations. What is acknowledged is stored before any test of it begins.
public final class Destinations {
    private static final String KIND = "destination";

    private final Catalog catalog;
    private final SealedSecrets secrets;
    private final GroupKeys keys;
    private final Schedule schedule;
    private final SetupTests tests;
    private final DestinationRules rules;
    private final Audit audit;
    private final InstantSource clock;

    public Destinations(
            Catalog catalog,
            Vault vault,
            Schedule schedule,
            DeclaredRegions regions,
            FeaturePolicy features,
            InstantSource clock) {
        this.catalog = catalog;
        this.secrets = new SealedSecrets(vault);
        this.keys = new GroupKeys(catalog, vault, clock);
        this.schedule = schedule;
        this.tests = new SetupTests(catalog, schedule, regions);
        this.rules = new DestinationRules(regions, features);
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    /// A destination as it is shown.
    ///
    /// @param publicKey for `authorized_keys`, null where no SSH server is on the way
    public record View(Row row, @Nullable String publicKey) {

        /// How it is reached: as was sent, else as follows from the rest.
        public String networkingMethod() {
            String sent = row.settings().way().method();
            return sent == null ? DestinationMerge.method(row.settings()).label() : sent;
        }

        /// Strings and flags by key, in the order in which they came; secrets masked.
        public Map<String, Object> config() {
            return DestinationConfig.parse(row.settings().config()).values();
        }
    }

    /// The same with what came of its tests; none where they did not run.
    public record Tested(View view, List<SetupResult> tests) {}

    public Page<View> list(Caller caller, Page.Request request) {
        return catalog.in(transaction ->
                        transaction
                                .destinations()
                                .list(
                                        caller.grants().groupsWith(Permission.VIEW_DESTINATION),
                                        request))
                .map(row -> new View(row, null));
    }

    public View get(Caller caller, String id) {
        return view(
                catalog.in(transaction -> {
                    require(caller, Permission.VIEW_DESTINATION, id);
                    return find(transaction, id);
                }));
    }

    /// Gives a group its destination.
    public Tested create(
            Caller caller,
            String groupId,
            String service,
            DestinationChange change,
            SetupWish wish) {
        requireForm(caller, groupId);
        DestinationServices.require(service);
        rules.requireRegion(change);
        DestinationMerge merge = DestinationMerge.of(service, DestinationMerge.NOTHING, change);
        SetupTests.Ordered ordered =
                catalog.in(transaction -> {
                    var _ =
                            transaction
                                    .groups()
                                    .hold(groupId)
                                    .orElseThrow(() -> missingGroup(groupId));
                    rules.require(transaction, groupId, merge);
                    Row row =
                            transaction
                                    .destinations()
                                    .add(made(groupId, service, merge.after()))
                                    .orElseThrow(() -> taken(groupId));
                    seal(transaction, groupId, merge);
                    audit.record(
                            transaction,
                            caller,
                            new Subject("destination.create", KIND, groupId),
                            null,
                            audited(row));
                    return tests.order(transaction, caller, row, wish);
                });
        return tested(groupId, ordered);
    }

    /// Changes what is named and leaves the rest.
    ///
    /// @param version that the change is meant for, where somebody knows it
    public Tested update(
            Caller caller,
            String id,
            DestinationChange change,
            OptionalLong version,
            SetupWish wish) {
        require(caller, Permission.EDIT_DESTINATION, id);
        rules.requireRegion(change);
        SetupTests.Ordered ordered =
                catalog.in(transaction -> {
                    Row before = lock(transaction, id, version);
                    DestinationMerge merge =
                            DestinationMerge.of(before.service(), before.settings(), change);
                    rules.require(transaction, id, merge);
                    Row after = before;
                    if (merge.changes()) {
                        after = before.with(merge.after(), changed(before.status(), merge));
                        transaction.destinations().change(after);
                        seal(transaction, id, merge);
                        audit.record(
                                transaction,
                                caller,
                                new Subject("destination.update", KIND, id),
                                audited(before),
                                audited(after));
                    }
                    return tests.order(transaction, caller, after, wish);
                });
        return tested(id, ordered);
    }

    /// Tests it as it is.
    public Tested test(Caller caller, String id, SetupWish wish) {
        require(caller, Permission.EDIT_DESTINATION, id);
        SetupTests.Ordered ordered =
                catalog.in(transaction ->
                        tests.order(transaction, caller, find(transaction, id), wish));
        return tested(id, ordered);
    }

    /// Tests that go on behind the request.
    ///
    /// @param workId where to follow them, null where they could not be started
    /// @param notRun why not
    public record Started(@Nullable String workId, List<SetupResult> notRun) {}

    /// Tests it as it is, and does not wait for what comes of it.
    public Started startTests(Caller caller, String id, SetupWish wish) {
        require(caller, Permission.EDIT_DESTINATION, id);
        SetupTests.Ordered ordered =
                catalog.in(transaction ->
                        tests.order(transaction, caller, find(transaction, id), wish));
        return switch (ordered) {
            case SetupTests.Ordered.Running(WorkId work) -> new Started(work.text(), List.of());
            case SetupTests.Ordered.NotRun(List<SetupResult> results) -> new Started(null, results);
        };
    }

    /// Forgets it. The group stays, and so does what was loaded.
    public void delete(Caller caller, String id) {
        require(caller, Permission.DELETE_DESTINATION, id);
        catalog.run(transaction -> {
            Row row = lock(transaction, id, OptionalLong.empty());
            if (transaction.connections().areIn(id)) {
                throw new Refusal.Conflict(
                        "Destination '%s' has connections. Delete them first.".formatted(id));
            }
            transaction.secrets().removeOf(KIND, id);
            transaction.destinations().remove(id);
            schedule.forget(transaction, id);
            audit.record(
                    transaction,
                    caller,
                    new Subject("destination.delete", KIND, id),
                    audited(row),
                    null);
        });
    }

    /// The line with which an SSH server lets a group in, whether or not it has a destination yet;
    /// made at its first need.
    public String publicKey(Caller caller, String groupId) {
        Groups.require(caller, Permission.VIEW_DESTINATION, groupId);
        return keys.publicKey(groupId);
    }

    static Row find(Transaction transaction, String id) {
        return transaction.destinations().find(id).orElseThrow(() -> missing(id));
    }

    static void require(Caller caller, Permission permission, String id) {
        caller.require(
                permission, new Resource.Group(id), Permission.VIEW_DESTINATION, missing(id));
    }

    static Refusal.NotFound missing(String id) {
        return new Refusal.NotFound(
                "Destination", "Destination with id '%s' does not exist.".formatted(id));
    }

    /// For audit lines; the configuration is masked already.
    static Map<String, @Nullable Object> audited(Row row) {
        Settings settings = row.settings();
        Map<String, @Nullable Object> view = new LinkedHashMap<>();
        view.put("service", row.service());
        view.put("region", settings.region());
        view.put("time_zone_offset", settings.zone().offset());
        view.put("daylight_saving_time_enabled", settings.zone().daylightSaving());
        view.put("time_zone", settings.zone().name());
        view.put("networking_method", DestinationMerge.method(settings).label());
        view.put("private_link_id", settings.way().privateLinkId());
        view.put("proxy_agent_id", settings.way().proxyAgentId());
        view.put("hybrid_deployment_agent_id", settings.way().hybridAgentId());
        view.put("external_secrets_manager_id", settings.keeper().id());
        view.put("config", DestinationConfig.parse(settings.config()).values());
        view.put("failover_region", settings.failoverRegion());
        view.put("setup_status", row.status().word());
        return view;
    }

    static Row lock(Transaction transaction, String id, OptionalLong version) {
        Row row = transaction.destinations().lock(id).orElseThrow(() -> missing(id));
        if (version.isPresent() && version.getAsLong() != row.status().version()) {
            throw new Refusal.Conflict(
                    "Somebody has changed destination '%s' meanwhile. Read it again."
                            .formatted(id));
        }
        return row;
    }

    /// Waits for the tests, and shows what is there then.
    private Tested tested(String id, SetupTests.Ordered ordered) {
        List<SetupResult> results = tests.await(ordered);
        return new Tested(view(catalog.in(transaction -> find(transaction, id))), results);
    }

    private View view(Row row) {
        boolean tunnel = DestinationMerge.method(row.settings()) == NetworkingMethod.SSH_TUNNEL;
        return new View(row, tunnel ? keys.publicKey(row.id()) : null);
    }

    /// Whoever may create destinations needs more than a view of the group, and whoever may edit
    /// them more than that.
    private static void requireForm(Caller caller, String groupId) {
        Resource group = new Resource.Group(groupId);
        caller.require(
                Permission.EDIT_DESTINATION,
                group,
                Permission.VIEW_DESTINATION,
                missingGroup(groupId));
        if (!caller.may(Permission.DELETE_DESTINATION, group)) {
            caller.require(Permission.CREATE_DESTINATIONS);
        }
    }

    private Row made(String id, String service, Settings settings) {
        return new Row(
                0, id, service, settings, new Status("incomplete", false, 1, 1), clock.instant());
    }

    /// What is reached another way has to be tested before it counts as connected.
    private static Status changed(Status before, DestinationMerge merge) {
        boolean way = merge.changesWay();
        return new Status(
                way ? "incomplete" : before.word(),
                before.connectedOnce(),
                before.version() + 1,
                way ? before.wayVersion() + 1 : before.wayVersion());
    }

    private void seal(Transaction transaction, String id, DestinationMerge merge) {
        for (Map.Entry<String, Optional<Secret>> secret : merge.secrets().entrySet()) {
            Place place = new Place(KIND, id, secret.getKey());
            secret.getValue()
                    .ifPresentOrElse(
                            value -> secrets.put(transaction, place, value),
                            () -> transaction.secrets().remove(place));
        }
    }

    private static Refusal.NotFound missingGroup(String groupId) {
        return new Refusal.NotFound(null, "Destination with id %s not found".formatted(groupId));
    }

    private static Refusal taken(String groupId) {
        return new Refusal.Conflict("Group '%s' has a destination already.".formatted(groupId));
    }
}
