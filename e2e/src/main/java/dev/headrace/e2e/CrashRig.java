package dev.headrace.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Disturbs runs and compares what the next run makes of it with an undisturbed one.
///
/// Each scenario's way up to the disturbed run is gone once; every trial then begins in a copy of
/// that database, so that a trial costs the disturbed run, the one after it, and nothing else.
public final class CrashRig implements AutoCloseable {
    /// What cancellation may take by contract.
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(5);

    /// After every so many trials one more run must find nothing to do.
    private static final int IDLE_EVERY = 5;

    private final TestServer server;
    private final Path folder;
    private final int rows;
    private final Map<String, Prepared> prepared = new HashMap<>();
    private int trials;

    /// @param rows of an input; a batch holds about a thousand
    public CrashRig(TestServer server, int rows) {
        this.server = server;
        this.rows = rows;
        try {
            this.folder = Files.createTempDirectory("headrace-e2e-input-");
        } catch (IOException e) {
            throw new IllegalStateException("no temporary folder", e);
        }
    }

    /// A scenario, ready to be disturbed.
    ///
    /// @param template the database as it is before the disturbed run
    /// @param since a moment between what led up to it and the run
    /// @param expected the tables after an undisturbed run
    /// @param undisturbed that run
    record Prepared(
            Scenario scenario,
            Path input,
            String template,
            Instant since,
            TableSnapshot expected,
            HeadraceRun undisturbed) {}

    /// What came of a trial.
    ///
    /// @param runs in the order in which they ended
    /// @param difference what is wrong, in words; empty when nothing is
    /// @param database where it can be looked at, until [CrashRig#forget]
    public record Trial(
            Scenario scenario,
            List<Disturbance> disturbances,
            List<HeadraceRun> runs,
            Optional<String> difference,
            String database) {

        /// Whether the first disturbance met the run before its end.
        public boolean met() {
            return !runs.getFirst().succeeded();
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder();
            text.append(scenario).append(' ').append(disturbances).append(": ");
            text.append(difference.orElse("as undisturbed"));
            for (HeadraceRun run : runs) {
                text.append(System.lineSeparator()).append("  ").append(run);
            }
            return text.toString();
        }
    }

    /// How long the run takes when nobody disturbs it.
    public Duration undisturbed(Scenario scenario) {
        return prepare(scenario).undisturbed().took();
    }

    Prepared prepare(Scenario scenario) {
        Prepared known = prepared.get(scenario.name());
        if (known == null) {
            known = prepareAnew(scenario);
            prepared.put(scenario.name(), known);
        }
        return known;
    }

    private Prepared prepareAnew(Scenario scenario) {
        String template = "before_" + scenario.name().replace('-', '_');
        String reference = template.replace("before_", "undisturbed_");
        Path input = folder.resolve(scenario.name());
        server.createDatabase(template);
        for (Stage stage : scenario.before()) {
            stage.files().accept(input, rows);
            mustSucceed(stage.command(input, rows, server.url(template)).run());
            for (String sql : stage.sql()) {
                server.execute(template, sql);
            }
        }
        scenario.disturbed().files().accept(input, rows);
        Instant since = now(template);
        copy(template, reference);
        HeadraceRun run = command(scenario, input, reference).run();
        mustSucceed(run);
        TableSnapshot expected = snapshot(reference, since);
        server.dropDatabase(reference);
        return new Prepared(scenario, input, template, since, expected, run);
    }

    private HeadraceCommand command(Scenario scenario, Path input, String database) {
        return scenario.disturbed().command(input, rows, server.url(database));
    }

    private void copy(String template, String database) {
        // Nobody may be connected to what is copied; sessions end a moment after their clients.
        Leftovers.in(server, template);
        server.copyDatabase(template, database);
    }

    private Instant now(String database) {
        String seconds =
                server.query(database, "SELECT extract(epoch FROM clock_timestamp())::text")
                        .getFirst();
        return Instant.ofEpochMilli(Math.round(Double.parseDouble(seconds) * 1000));
    }

    private TableSnapshot snapshot(String database, Instant since) {
        try (Connection connection = server.connect(database)) {
            return TableSnapshot.of(connection, since);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the tables of " + database, e);
        }
    }

    private static void mustSucceed(HeadraceRun run) {
        if (!run.succeeded()) {
            throw new IllegalStateException("an undisturbed run failed: " + run);
        }
    }

    /// Disturbs one run after another, lets the last one be, and compares.
    public Trial trial(Scenario scenario, List<Disturbance> disturbances) {
        Prepared ready = prepare(scenario);
        trials++;
        String database = "trial_" + trials;
        copy(ready.template(), database);
        List<HeadraceRun> runs = new ArrayList<>();
        Optional<String> difference = Optional.empty();
        for (Disturbance disturbance : disturbances) {
            difference = disturb(ready, database, disturbance, runs);
            if (difference.isPresent()) {
                break;
            }
        }
        if (difference.isEmpty()) {
            HeadraceRun last = command(scenario, ready.input(), database).run();
            runs.add(last);
            difference = judge(ready, database, last);
        }
        if (difference.isEmpty() && trials % IDLE_EVERY == 0) {
            HeadraceRun idle = command(scenario, ready.input(), database).run();
            runs.add(idle);
            difference = judgeIdle(ready, database, idle);
        }
        return new Trial(scenario, disturbances, List.copyOf(runs), difference, database);
    }

    /// Drops a trial's database.
    public void forget(Trial trial) {
        server.dropDatabase(trial.database());
    }

    private Optional<String> judge(Prepared ready, String database, HeadraceRun last) {
        if (!last.succeeded()) {
            return Optional.of("the run after it exited " + last.exit());
        }
        Optional<String> difference =
                ready.expected().differenceTo(snapshot(database, ready.since()));
        if (difference.isPresent()) {
            return difference;
        }
        List<String> left = Leftovers.in(server, database);
        return left.isEmpty() ? Optional.empty() : Optional.of("left behind: " + left);
    }

    private Optional<String> judgeIdle(Prepared ready, String database, HeadraceRun idle) {
        Optional<String> difference = judge(ready, database, idle);
        long written = 0;
        for (JsonNode table : idle.json().path("tables")) {
            for (String counter : List.of("rows_inserted", "rows_updated", "rows_deleted")) {
                written += table.path(counter).asLong(0);
            }
        }
        // A refresh is asked to write everything again.
        boolean refresh = ready.scenario().disturbed().arguments().contains("--full-refresh");
        return difference.isEmpty() && written > 0 && !refresh
                ? Optional.of("a run with nothing new wrote %d rows".formatted(written))
                : difference;
    }

    private Optional<String> disturb(
            Prepared ready, String database, Disturbance disturbance, List<HeadraceRun> runs) {
        HeadraceCommand command = command(ready.scenario(), ready.input(), database);
        return switch (disturbance) {
            case Disturbance.AtStep(String step, int pass) -> {
                HeadraceRun run = command.crashingAt(step + ":" + pass).run();
                runs.add(run);
                yield unless(run.succeeded() || run.exit() == HeadraceRun.KILLED, run);
            }
            case Disturbance.Killed(Duration after) -> kill(command, after, runs);
            case Disturbance.Stopped(Duration after, boolean interrupt) ->
                    stop(command, after, interrupt, database, runs);
            case Disturbance.ServerKilled(Duration after, Duration downFor) ->
                    killServer(command, after, downFor, runs);
            case Disturbance.SessionsEnded(Duration after) ->
                    endSessions(command, after, database, runs);
            case Disturbance.Rival(Duration after) -> race(command, after, runs);
            case Disturbance.Frozen(Duration after) -> freeze(command, after, runs);
        };
    }

    private static Optional<String> kill(
            HeadraceCommand command, Duration after, List<HeadraceRun> runs) {
        try (HeadraceProcess process = command.start()) {
            process.endsWithin(after);
            process.kill();
            HeadraceRun run = process.await();
            runs.add(run);
            return unless(run.succeeded() || run.exit() == HeadraceRun.KILLED, run);
        }
    }

    private Optional<String> stop(
            HeadraceCommand command,
            Duration after,
            boolean interrupt,
            String database,
            List<HeadraceRun> runs) {
        try (HeadraceProcess process = command.start()) {
            process.endsWithin(after);
            if (interrupt) {
                process.interrupt();
            } else {
                process.terminate();
            }
            boolean inTime = process.endsWithin(STOP_PATIENCE.plusMillis(500));
            HeadraceRun run = process.await();
            runs.add(run);
            if (!inTime) {
                return Optional.of("took longer than 5 s to stop");
            }
            int stopped = interrupt ? 130 : 143;
            if (!run.succeeded() && run.exit() != stopped) {
                return unless(false, run);
            }
        }
        // A first load under way stays as a table of our own schema, to be resumed; sessions,
        // temporary tables and locks do not.
        List<String> left = new ArrayList<>(Leftovers.in(server, database));
        left.removeIf(line -> line.startsWith("table|") || line.startsWith("piece|"));
        return left.isEmpty() ? Optional.empty() : Optional.of("left behind when stopped: " + left);
    }

    private Optional<String> killServer(
            HeadraceCommand command, Duration after, Duration downFor, List<HeadraceRun> runs) {
        try (HeadraceProcess process = command.start()) {
            process.endsWithin(after);
            server.kill();
            process.endsWithin(downFor);
            server.restart();
            HeadraceRun run = process.await();
            runs.add(run);
            return unless(run.succeeded() || run.exit() == 1, run);
        }
    }

    private Optional<String> endSessions(
            HeadraceCommand command, Duration after, String database, List<HeadraceRun> runs) {
        try (HeadraceProcess process = command.start()) {
            process.endsWithin(after);
            server.query(
                    database,
                    """
                    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                     WHERE datname = current_database() AND usename = '%s'
                    """
                            .formatted(TestServer.LOADER));
            HeadraceRun run = process.await();
            runs.add(run);
            // Transient: retried within the run, but for the first connect.
            boolean connected = !run.json().path("server_version").isNull();
            return unless(run.succeeded() || (!connected && run.exit() == 1), run);
        }
    }

    private static Optional<String> race(
            HeadraceCommand command, Duration after, List<HeadraceRun> runs) {
        try (HeadraceProcess one = command.start()) {
            one.endsWithin(after);
            try (HeadraceProcess other = command.start()) {
                HeadraceRun second = other.await();
                HeadraceRun first = one.await();
                runs.add(first);
                runs.add(second);
                if (!first.succeeded() && !second.succeeded()) {
                    return Optional.of("neither of two rivals succeeded");
                }
                return firstPresent(
                        unless(first.succeeded() || lostTheRace(first), first),
                        unless(second.succeeded() || lostTheRace(second), second));
            }
        }
    }

    private static Optional<String> freeze(
            HeadraceCommand command, Duration after, List<HeadraceRun> runs) {
        try (HeadraceProcess frozen = command.start()) {
            frozen.endsWithin(after);
            frozen.freeze();
            HeadraceRun second = command.run();
            frozen.thaw();
            HeadraceRun first = frozen.await();
            runs.add(second);
            runs.add(first);
            return firstPresent(
                    unless(second.succeeded(), second),
                    unless(first.succeeded() || first.exit() == 1, first));
        }
    }

    private static Optional<String> firstPresent(Optional<String> one, Optional<String> other) {
        return one.isPresent() ? one : other;
    }

    private static boolean lostTheRace(HeadraceRun run) {
        String code = run.failure().path("code").asString("");
        return run.exit() == 1 && (code.equals("CONNECTION_BUSY") || code.equals("FENCED_OFF"));
    }

    private static Optional<String> unless(boolean allowed, HeadraceRun run) {
        return allowed ? Optional.empty() : Optional.of("unexpected exit " + run.exit());
    }

    @Override
    public void close() {
        TestServer.removeAll(folder);
    }
}
