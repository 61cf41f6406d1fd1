package dev.headrace.e2e;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/// Disturbs loads at random instants for as long as told: `./dev chaos [DURATION] [--seed N]
/// [--rows N] [--scenario NAME]`.
///
/// Ends with 0 when every table came out as that of an undisturbed run, with 1 at the first one
/// that did not; what led to it is then kept in a folder that is named.
public final class Chaos {
    private static final Duration DURATION = Duration.ofMinutes(10);
    private static final int ROWS = 20_000;
    private static final int DISTURBANCES_MAX = 3;
    private static final Duration REPORT_EVERY = Duration.ofMinutes(1);

    private final Settings settings;
    private final RandomGenerator random;
    private final PrintStream out;
    private final Map<String, Integer> kinds = new TreeMap<>();
    private int rounds;
    private int met;

    private record Settings(Duration duration, long seed, int rows, Optional<String> scenario) {}

    private Chaos(Settings settings, PrintStream out) {
        this.settings = settings;
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(settings.seed());
        this.out = out;
    }

    /// Exit status 2 for wrong usage.
    public static void main(String[] arguments) {
        Settings settings;
        try {
            settings = parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("chaos: " + e.getMessage());
            System.err.println(
                    "usage: ./dev chaos [DURATION: 90s, 10m, 1h] [--seed N] [--rows N]"
                            + " [--scenario NAME]");
            System.exit(2);
            return;
        }
        System.exit(new Chaos(settings, System.out).run() ? 0 : 1);
    }

    private static Settings parse(String[] arguments) {
        Duration duration = DURATION;
        long seed = System.nanoTime();
        int rows = ROWS;
        Optional<String> scenario = Optional.empty();
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--seed" -> seed = Long.parseLong(value(arguments, ++i));
                case "--rows" -> rows = Integer.parseInt(value(arguments, ++i));
                case "--scenario" ->
                        scenario = Optional.of(Scenario.named(value(arguments, ++i)).name());
                default -> duration = duration(arguments[i]);
            }
        }
        return new Settings(duration, seed, rows, scenario);
    }

    private static String value(String[] arguments, int index) {
        if (index >= arguments.length) {
            throw new IllegalArgumentException(arguments[index - 1] + " needs a value");
        }
        return arguments[index];
    }

    /// `90s`, `10m`, `1h`, or anything that [Duration#parse] takes.
    private static Duration duration(String text) {
        try {
            return Duration.parse(text.startsWith("P") ? text : "PT" + text);
        } catch (java.time.format.DateTimeParseException e) {
            throw new IllegalArgumentException("'%s' is no duration".formatted(text), e);
        }
    }

    private boolean run() {
        out.printf(
                "chaos: seed %d, %d rows, %s%n",
                settings.seed(), settings.rows(), settings.duration());
        long started = System.nanoTime();
        long deadline = started + settings.duration().toNanos();
        long nextReport = started + REPORT_EVERY.toNanos();
        try (TestServer server = TestServer.start();
                CrashRig rig = new CrashRig(server, settings.rows())) {
            do {
                Optional<CrashRig.Trial> failed = round(rig);
                if (failed.isPresent()) {
                    keep(failed.get(), server);
                    return false;
                }
                if (System.nanoTime() > nextReport) {
                    nextReport += REPORT_EVERY.toNanos();
                    report("so far", started);
                }
            } while (System.nanoTime() < deadline);
        }
        report("done, no difference", started);
        return true;
    }

    /// A trial that differs, if it does.
    private Optional<CrashRig.Trial> round(CrashRig rig) {
        Scenario scenario =
                settings.scenario()
                        .map(Scenario::named)
                        .orElseGet(() -> Scenario.ALL.get(random.nextInt(Scenario.ALL.size())));
        List<Disturbance> disturbances = new ArrayList<>();
        int count = 1 + random.nextInt(DISTURBANCES_MAX);
        for (int i = 0; i < count; i++) {
            disturbances.add(disturbance(rig.undisturbed(scenario)));
        }
        CrashRig.Trial trial = rig.trial(scenario, disturbances);
        rounds++;
        for (Disturbance disturbance : disturbances) {
            kinds.merge(disturbance.kind(), 1, Integer::sum);
        }
        if (trial.met()) {
            met++;
        }
        if (trial.difference().isPresent()) {
            return Optional.of(trial);
        }
        rig.forget(trial);
        return Optional.empty();
    }

    private Disturbance disturbance(Duration whole) {
        Duration after = Duration.ofNanos(random.nextLong(whole.toNanos() * 11 / 10));
        int dice = random.nextInt(100);
        if (dice < 40) {
            return new Disturbance.Killed(after);
        }
        if (dice < 65) {
            String[] steps = Steps.ALL.toArray(String[]::new);
            return new Disturbance.AtStep(
                    steps[random.nextInt(steps.length)], 1 + random.nextInt(4));
        }
        if (dice < 75) {
            return new Disturbance.Stopped(after, random.nextBoolean());
        }
        if (dice < 83) {
            return new Disturbance.ServerKilled(after, Duration.ofMillis(random.nextInt(3000)));
        }
        if (dice < 90) {
            return new Disturbance.SessionsEnded(after);
        }
        return dice < 98 ? new Disturbance.Rival(after) : new Disturbance.Frozen(after);
    }

    private void report(String word, long started) {
        out.printf(
                "chaos: %s: %d rounds in %d s, %d met before the end; %s%n",
                word, rounds, (System.nanoTime() - started) / 1_000_000_000, met, kinds);
    }

    private void keep(CrashRig.Trial trial, TestServer server) {
        try {
            Path evidence = Files.createTempDirectory("headrace-chaos-");
            Files.writeString(
                    evidence.resolve("report.txt"),
                    "seed %d%n%s%n".formatted(settings.seed(), trial));
            Files.copy(server.log(), evidence.resolve("server.log"));
            List<String> tables =
                    server.query(
                            trial.database(),
                            "SELECT quote_ident(schemaname) || '.' || quote_ident(tablename)"
                                    + " FROM pg_tables WHERE schemaname NOT LIKE 'pg!_%' ESCAPE '!'"
                                    + " AND schemaname <> 'information_schema'");
            for (String table : tables) {
                Files.write(
                        evidence.resolve(table.replaceAll("[^A-Za-z0-9_.]", "_") + ".txt"),
                        server.query(trial.database(), "SELECT * FROM " + table));
            }
            out.printf("chaos: FAILED after %d rounds%n%s%n", rounds, trial);
            out.printf("chaos: seed %d; evidence in %s%n", settings.seed(), evidence);
        } catch (IOException e) {
            throw new IllegalStateException("cannot keep the evidence: " + trial, e);
        }
    }
}
