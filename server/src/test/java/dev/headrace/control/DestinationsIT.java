package dev.headrace.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.access.Actor;
import dev.headrace.access.Caller;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.access.Grants;
import dev.headrace.access.Permission;
import dev.headrace.access.Plan;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.TestCatalog;
import dev.headrace.refusal.Refusal;
import dev.headrace.schedule.Schedule;
import dev.headrace.schedule.WorkObserver;
import dev.headrace.schedule.WorkOrder;
import dev.headrace.schedule.Worker;
import dev.headrace.setup.SetupReport;
import dev.headrace.vault.KeyFile;
import dev.headrace.vault.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may touch destinations, what is left of them in the database, and what happens at once.
class DestinationsIT {
    private static final SetupWish NO_TESTS = new SetupWish(false, false, false);
    private static final SetupWish TESTS = new SetupWish(true, false, false);
    private static final InstantSource CLOCK = InstantSource.system();

    @TempDir private Path folder;

    private TestCatalog database;
    private Vault vault;
    private Schedule schedule;
    private Groups groups;
    private Destinations destinations;

    @BeforeEach
    void start() {
        database = TestCatalog.open();
        vault = Vault.start(new KeyFile(folder.resolve("key")), database.catalog());
        schedule = Schedule.open(database.catalog(), CLOCK);
        groups = new Groups(database.catalog(), CLOCK);
        destinations = destinations(FeaturePolicy.open());
    }

    @AfterEach
    void stop() {
        schedule.close();
        database.close();
    }

    @Test
    void hidesDestinationsFromThoseWhoMayNotSeeThem() {
        String group = made();
        Caller stranger = caller(Grants.none());
        assertThatThrownBy(() -> destinations.get(stranger, group))
                .isInstanceOf(Refusal.NotFound.class)
                .hasMessage(missing(group));
        assertThatThrownBy(() -> destinations.get(stranger, "no_such"))
                .hasMessage(missing("no_such"));
        assertThatThrownBy(() -> destinations.update(stranger, group, nothing(), none(), NO_TESTS))
                .hasMessage(missing(group));
        assertThatThrownBy(() -> destinations.delete(stranger, group)).hasMessage(missing(group));
        assertThat(destinations.list(stranger, new Page.Request(0, 10)).items()).isEmpty();
        Caller viewer = of(group, Permission.VIEW_DESTINATION);
        assertThat(destinations.get(viewer, group).row().id()).isEqualTo(group);
        assertThat(destinations.list(viewer, new Page.Request(0, 10)).items()).hasSize(1);
        assertThatThrownBy(() -> destinations.update(viewer, group, nothing(), none(), NO_TESTS))
                .isInstanceOf(Refusal.Forbidden.class);
        assertThatThrownBy(() -> destinations.test(viewer, group, TESTS))
                .isInstanceOf(Refusal.Forbidden.class);
        Caller editor = of(group, Permission.VIEW_DESTINATION, Permission.EDIT_DESTINATION);
        destinations.update(editor, group, nothing(), none(), NO_TESTS);
        assertThatThrownBy(() -> destinations.delete(editor, group))
                .isInstanceOf(Refusal.Forbidden.class);
        String empty = group();
        Caller onlyEditor = of(empty, Permission.VIEW_DESTINATION, Permission.EDIT_DESTINATION);
        assertThatThrownBy(() -> create(onlyEditor, empty)).isInstanceOf(Refusal.Forbidden.class);
        assertThatThrownBy(() -> create(stranger, empty))
                .isInstanceOf(Refusal.NotFound.class)
                .hasMessage("Destination with id %s not found".formatted(empty));
    }

    @Test
    void keepsSecretsSealedMaskedAndGoneWithTheDestination() {
        String group = made();
        assertThat(database.dump()).contains("******").doesNotContain("hr-s3cr3t");
        assertThat(secrets()).isEqualTo(1);
        destinations.update(
                admin(),
                group,
                config(Map.of("password", Optional.of("hr-s3cr3t-two"))),
                none(),
                NO_TESTS);
        assertThat(database.dump()).doesNotContain("hr-s3cr3t");
        destinations.delete(admin(), group);
        assertThat(secrets()).isZero();
        assertThat(database.database().query("SELECT action FROM headrace.audit ORDER BY number"))
                .containsExactly(
                        List.of("group.create"),
                        List.of("destination.create"),
                        List.of("destination.update"),
                        List.of("destination.delete"));
    }

    @Test
    void refusesAChangeThatWasMeantForAnotherVersion() {
        String group = made();
        long version = destinations.get(admin(), group).row().status().version();
        DestinationChange change = config(Map.of("host", Optional.of("other")));
        destinations.update(admin(), group, change, OptionalLong.of(version), NO_TESTS);
        assertThatThrownBy(() ->
                        destinations.update(
                                admin(),
                                group,
                                config(Map.of("host", Optional.of("third"))),
                                OptionalLong.of(version),
                                NO_TESTS))
                .isInstanceOf(Refusal.Conflict.class);
        assertThat(destinations.get(admin(), group).config()).containsEntry("host", "other");
    }

    @Test
    void givesAGroupOneDestinationAndOneKeyHoweverManyAskAtOnce() throws Exception {
        String group = group();
        List<Boolean> created =
                atOnce(
                        4,
                        () -> {
                            try {
                                create(admin(), group);
                                return true;
                            } catch (Refusal.Conflict e) {
                                return false;
                            }
                        });
        assertThat(created).containsOnlyOnce(true);
        Destinations other = destinations(FeaturePolicy.open());
        List<String> keys =
                atOnce(
                        2,
                        () ->
                                Thread.currentThread().threadId() % 2 == 0
                                        ? other.publicKey(admin(), group)
                                        : destinations.publicKey(admin(), group));
        assertThat(keys).allMatch(destinations.publicKey(admin(), group)::equals);
        assertThat(database.dump()).doesNotContain("PRIVATE KEY");
    }

    @Test
    void saysWhichPlansHaveWhatIsRefused() {
        Destinations standard = destinations(new FeaturePolicy(Plan.STANDARD));
        String group = group();
        DestinationChange elsewhere =
                new DestinationChange(
                        Optional.of("AWS_EU_WEST_1"),
                        nothing().zone(),
                        nothing().way(),
                        nothing().keeper(),
                        Map.of());
        assertThatThrownBy(() ->
                        standard.create(admin(), group, "postgres_warehouse", elsewhere, NO_TESTS))
                .isInstanceOf(Refusal.Forbidden.class)
                .hasMessageContaining("Enterprise");
        assertThatThrownBy(() ->
                        standard.create(
                                admin(),
                                group,
                                "postgres_warehouse",
                                config(Map.of("connection_type", Optional.of("PrivateLink"))),
                                NO_TESTS))
                .isInstanceOf(Refusal.Forbidden.class)
                .hasMessageContaining("Business Critical");
        standard.create(admin(), group, "postgres_warehouse", config(Map.of()), NO_TESTS);
    }

    @Test
    void isBlockedByConnections() {
        String group = made();
        database.database()
                .execute(
                        "INSERT INTO headrace.connection (id, group_id) VALUES ('c', '%s')"
                                .formatted(group));
        assertThatThrownBy(() -> destinations.delete(admin(), group))
                .isInstanceOf(Refusal.Conflict.class);
        assertThat(destinations.get(admin(), group).row().id()).isEqualTo(group);
    }

    @Test
    void tellsOfAWorkerThatDiesInTheMiddle() throws Exception {
        String group = made();
        CountDownLatch begun = new CountDownLatch(1);
        Worker worker =
                Worker.start(
                        schedule,
                        Map.of(BackgroundWork.SETUP_TEST, work(begun)),
                        new Worker.Settings("w", List.of(WorkOrder.DEFAULT_POOL), 1),
                        WorkObserver.NONE);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Destinations.Tested> tested =
                    callers.submit(() -> destinations.test(admin(), group, TESTS));
            begun.await();
            worker.stop(Duration.ZERO);
            List<SetupResult> results = tested.get().tests();
            assertThat(results).hasSize(5);
            assertThat(results).extracting(SetupResult::status).contains("JOB_FAILED");
            assertThat(results.get(1).message()).contains("worker");
            assertThat(tested.get().view().row().status().word()).isEqualTo("incomplete");
        }
    }

    private SetupTestWork work(CountDownLatch begun) {
        return new SetupTestWork(
                database.catalog(),
                vault,
                (connection, surroundings, listener, choice) ->
                        new SetupTester.Run() {
                            @Override
                            public SetupReport run() {
                                begun.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                                return new SetupReport(
                                        List.of(), null, List.of(), List.of(), false, null, false);
                            }

                            @Override
                            public void cancel() {
                                // The interruption of the thread ends it.
                            }
                        },
                List.of(),
                CLOCK);
    }

    private static <T> List<T> atOnce(int times, Callable<T> call) throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            List<Callable<T>> calls = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                calls.add(call);
            }
            for (Future<T> future : threads.invokeAll(calls)) {
                results.add(future.get());
            }
            return results;
        }
    }

    private Destinations destinations(FeaturePolicy features) {
        return new Destinations(
                database.catalog(), vault, schedule, DeclaredRegions.none(), features, CLOCK);
    }

    private String group() {
        return groups.create(admin(), "g_" + UUID.randomUUID().toString().replace('-', '_')).id();
    }

    private String made() {
        String group = group();
        create(admin(), group);
        return group;
    }

    private void create(Caller caller, String group) {
        Map<String, Optional<Object>> config = new LinkedHashMap<>();
        config.put("host", Optional.of("db.example"));
        config.put("port", Optional.of("5432"));
        config.put("user", Optional.of("loader"));
        config.put("database", Optional.of("lake"));
        config.put("password", Optional.of("hr-s3cr3t-one"));
        destinations.create(caller, group, "postgres_warehouse", config(config), NO_TESTS);
    }

    private long secrets() {
        return database.database()
                .count("SELECT count(*) FROM headrace.secret WHERE kind = 'destination'");
    }

    private static DestinationChange nothing() {
        return config(Map.of());
    }

    private static DestinationChange config(Map<String, Optional<Object>> config) {
        return new DestinationChange(
                Optional.empty(),
                new DestinationChange.Zone(Optional.empty(), Optional.empty()),
                new DestinationChange.Way(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new DestinationChange.Keeper(Optional.empty(), Optional.empty()),
                config);
    }

    private static OptionalLong none() {
        return OptionalLong.empty();
    }

    private static String missing(String id) {
        return "Destination with id '%s' does not exist.".formatted(id);
    }

    private static Caller admin() {
        return caller(Grants.all());
    }

    private static Caller of(String group, Permission... permissions) {
        return caller(
                new Grants(
                        EnumSet.noneOf(Permission.class),
                        Map.of(group, EnumSet.copyOf(List.of(permissions))),
                        Map.of()));
    }

    private static Caller caller(Grants grants) {
        return new Caller(new Actor.User("maple_orbit", "Ada Lovelace"), grants, null, null);
    }
}
