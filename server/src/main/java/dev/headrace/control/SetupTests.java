package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.DestinationRows.Row;
import dev.headrace.catalog.HybridAgentRows;
import dev.headrace.catalog.Transaction;
import dev.headrace.schedule.Schedule;
import dev.headrace.schedule.WorkEnd;
import dev.headrace.schedule.WorkId;
import dev.headrace.schedule.WorkOrder;
import dev.headrace.setup.SetupStatus;
import dev.headrace.setup.SetupTest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Orders setup tests, wherever a worker runs, and waits for what comes of them.
final class SetupTests {
    /// The tests end by themselves in 55 s; clients wait about a minute.
    static final Duration PATIENCE = Duration.ofSeconds(65);

    private final Schedule schedule;
    private final DeclaredRegions regions;
    private final Catalog catalog;

    SetupTests(Catalog catalog, Schedule schedule, DeclaredRegions regions) {
        this.catalog = catalog;
        this.schedule = schedule;
        this.regions = regions;
    }

    /// Tests that were ordered.
    sealed interface Ordered {
        /// They wait for a worker, or run.
        record Running(WorkId id) implements Ordered {}

        /// They cannot run, or nobody wanted them to.
        record NotRun(List<SetupResult> results) implements Ordered {}
    }

    /// Orders them in the transaction that stores what is to be tested.
    Ordered order(Transaction transaction, Caller caller, Row row, SetupWish wish) {
        if (!wish.run()) {
            return new Ordered.NotRun(List.of());
        }
        Optional<List<SetupResult>> obstacle = obstacle(transaction, row);
        if (obstacle.isPresent()) {
            transaction.destinations().tested(row.id(), row.status().wayVersion(), false);
            return new Ordered.NotRun(obstacle.get());
        }
        WorkOrder order =
                new WorkOrder(
                        BackgroundWork.SETUP_TEST,
                        row.id(),
                        pool(row),
                        new SetupOrder(wish, caller, row.status().wayVersion()).json());
        return new Ordered.Running(schedule.submit(transaction, order));
    }

    /// Waits for the end, and tells of it whatever it is.
    List<SetupResult> await(Ordered ordered) {
        return switch (ordered) {
            case Ordered.NotRun(List<SetupResult> results) -> results;
            case Ordered.Running(WorkId id) ->
                    switch (schedule.await(id, PATIENCE)) {
                        case WorkEnd.Done(String result) -> SetupResult.parse(result);
                        case WorkEnd.Died() ->
                                broken("The worker that ran the tests died. Test again.");
                        case WorkEnd.Failed() ->
                                broken(
                                        "The tests failed, and it is not your doing. The worker's log has"
                                                + " the details under work %s.".formatted(id));
                        case WorkEnd.Cancelled() -> broken("Somebody cancelled the tests.");
                        case WorkEnd.StillRunning() -> overdue(id);
                    };
        };
    }

    private List<SetupResult> overdue(WorkId id) {
        catalog.run(transaction -> schedule.cancel(transaction, id));
        return broken(
                "The tests did not end within %d s, and were cancelled: no worker was free, or none runs."
                        .formatted(PATIENCE.toSeconds()));
    }

    private static List<SetupResult> broken(String message) {
        return SetupResult.notRun(SetupTest.HOST, SetupStatus.JOB_FAILED, message);
    }

    /// What keeps the tests from being run at all.
    private static Optional<List<SetupResult>> obstacle(Transaction transaction, Row row) {
        Optional<String> agent = missingAgent(transaction, row);
        if (agent.isPresent()) {
            return agent.map(
                    message -> SetupResult.notRun(SetupTest.HOST, SetupStatus.FAILED, message));
        }
        List<String> missing = DestinationOpening.missing(row);
        if (missing.isEmpty()) {
            return Optional.empty();
        }
        boolean tunnel = missing.stream().allMatch(key -> key.startsWith("tunnel_"));
        return Optional.of(
                SetupResult.notRun(
                        tunnel ? SetupTest.SSH_TUNNEL : SetupTest.HOST,
                        SetupStatus.FAILED,
                        "Nothing was tried, for something is missing: %s."
                                .formatted(String.join(", ", missing))));
    }

    /// Says which agent a destination waits for; empty where it waits for none.
    static Optional<String> missingAgent(Transaction transaction, Row row) {
        return Optional.ofNullable(row.settings().way().hybridAgentId())
                .flatMap(id ->
                        transaction
                                .hybridAgents()
                                .find(id)
                                .map(SetupTests::unseen)
                                .orElseGet(() ->
                                        Optional.of(
                                                "The hybrid deployment agent '%s' does not exist any more. Nothing is run elsewhere instead."
                                                        .formatted(id))));
    }

    private static Optional<String> unseen(HybridAgentRows.Row agent) {
        return agent.lastUsedAt() != null
                ? Optional.empty()
                : Optional.of(
                        "The hybrid deployment agent '%s' (%s) has not connected yet. Start it, then test again; nothing is run elsewhere instead."
                                .formatted(agent.displayName(), agent.id()));
    }

    /// What is in a user's network is tested from there alone.
    private String pool(Row row) {
        String agent = row.settings().way().hybridAgentId();
        return agent == null ? regions.pool(row.settings().region()) : "agent:" + agent;
    }
}
