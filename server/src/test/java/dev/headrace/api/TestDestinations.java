package dev.headrace.api;

import dev.headrace.access.FeaturePolicy;
import dev.headrace.app.PostgresSetupTester;
import dev.headrace.catalog.Catalog;
import dev.headrace.connectivity.AddressRange;
import dev.headrace.control.BackgroundWork;
import dev.headrace.control.DeclaredRegions;
import dev.headrace.control.DestinationApprovals;
import dev.headrace.control.DestinationPlacement;
import dev.headrace.control.Destinations;
import dev.headrace.control.SetupTestWork;
import dev.headrace.schedule.Schedule;
import dev.headrace.schedule.WorkObserver;
import dev.headrace.schedule.WorkOrder;
import dev.headrace.schedule.Worker;
import dev.headrace.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The verbs on destinations and a worker that tests them, as a test of the API needs them. One
/// region is set up here.
final class TestDestinations {
    static final String DECLARED = "GCP_EUROPE_WEST3";
    private static final DeclaredRegions REGIONS =
            new DeclaredRegions(Map.of(DECLARED, List.of("192.0.2.0/29")));

    private TestDestinations() {}

    static DestinationVerbs verbs(Catalog catalog, Vault vault, Schedule schedule) {
        InstantSource clock = InstantSource.system();
        return new DestinationVerbs(
                new Destinations(catalog, vault, schedule, REGIONS, FeaturePolicy.open(), clock),
                new DestinationPlacement(catalog, REGIONS, FeaturePolicy.open(), clock),
                new DestinationApprovals(catalog, clock));
    }

    static Worker worker(Catalog catalog, Vault vault, Schedule schedule) {
        return Worker.start(
                schedule,
                Map.of(
                        BackgroundWork.SETUP_TEST,
                        new SetupTestWork(
                                catalog,
                                vault,
                                new PostgresSetupTester(),
                                List.of(AddressRange.parse("0.0.0.0/0").orElseThrow()),
                                InstantSource.system())),
                new Worker.Settings(
                        "test-" + UUID.randomUUID(), List.of(WorkOrder.DEFAULT_POOL, DECLARED), 4),
                WorkObserver.NONE);
    }
}
