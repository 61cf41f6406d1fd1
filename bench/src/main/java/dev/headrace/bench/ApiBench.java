package dev.headrace.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The API of a full account under an open load: each request is sent at its instant, whatever
/// became of the ones before it, and its latency counts from that instant. The server and its
/// database have one core, the load has another.
final class ApiBench {
    private static final Duration P99_MAX = Duration.ofMillis(50);

    /// Less than this share of what was meant to be sent is another load.
    private static final double ACHIEVED_MIN = 0.99;

    private static final int PAGE = 100;
    private static final int SEEDERS = 8;
    private static final int PAGES_MAX = 1_000;
    private static final Pattern CURSOR = Pattern.compile("\"next_cursor\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");

    private final Settings settings;
    private final PrintStream out;

    /// @param rate requests a second
    record Settings(int destinations, int users, int rate, Duration warmUp, Duration duration) {
        static final Settings DEFAULT =
                new Settings(2_000, 10_000, 500, Duration.ofSeconds(20), Duration.ofSeconds(60));

        Settings with(String option, int value) {
            boolean lasts = option.equals("--seconds");
            if (!lasts && !Set.of("--destinations", "--users", "--rate").contains(option)) {
                throw new IllegalArgumentException("unknown: " + option);
            }
            return new Settings(
                    option.equals("--destinations") ? value : destinations,
                    option.equals("--users") ? value : users,
                    option.equals("--rate") ? value : rate,
                    warmUp,
                    lasts ? Duration.ofSeconds(value) : duration);
        }
    }

    private enum Kind {
        DESTINATION_LIST("/v1/destinations"),
        DESTINATION_DETAIL("/v1/destinations"),
        USER_LIST("/v1/users"),
        USER_DETAIL("/v1/users");

        private final String path;

        Kind(String path) {
            this.path = path;
        }

        boolean isList() {
            return this == DESTINATION_LIST || this == USER_LIST;
        }

        String title() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    ApiBench(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    static ApiBench parse(List<String> words, PrintStream out) {
        Settings settings = Settings.DEFAULT;
        for (int i = 0; i < words.size(); i++) {
            if (i + 1 == words.size()) {
                throw new IllegalArgumentException(words.get(i) + " needs a value");
            }
            int value = Integer.parseInt(words.get(i + 1));
            settings = settings.with(words.get(i++), value);
        }
        return new ApiBench(settings, out);
    }

    /// Whether the target is met.
    boolean run() {
        Path home = folder();
        try (BenchedServer server = BenchedServer.start(home)) {
            out.printf("api: server ready after %d ms%n", server.readyAfter().toMillis());
            seed(server);
            Map<Kind, List<String>> paths = new EnumMap<>(Kind.class);
            for (Kind kind : Kind.values()) {
                paths.put(kind, paths(server, kind));
            }
            BenchedServer.pinSelf();
            drive(server, paths, settings.warmUp);
            return report(drive(server, paths, settings.duration));
        } finally {
            remove(home);
        }
    }

    private void seed(BenchedServer server) {
        long started = System.nanoTime();
        each(
                settings.users,
                number ->
                        server.post(
                                "/v1/users",
                                """
                                {"email": "user%d@example.com", "given_name": "Given%d",
                                 "family_name": "Family%d", "role": "Account Reviewer"}
                                """
                                        .formatted(number, number, number)));
        each(
                settings.destinations,
                number -> {
                    String group =
                            first(
                                    ID,
                                    server.post(
                                            "/v1/groups",
                                            "{\"name\":\"group_%d\"}".formatted(number)));
                    server.post(
                            "/v1/destinations",
                            """
                            {"group_id": "%s", "service": "postgres_warehouse", "time_zone_offset": "0",
                             "run_setup_tests": false, "config": {"host": "db%d.example", "port": 5432,
                             "database": "lake", "user": "loader", "password": "hr-s3cr3t-%d"}}
                            """
                                    .formatted(group, number, number));
                });
        out.printf(
                "api: %,d users and %,d destinations made in %.1f s%n",
                settings.users, settings.destinations, (System.nanoTime() - started) / 1e9);
    }

    private static void each(int count, IntConsumer work) {
        AtomicInteger next = new AtomicInteger();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> done = new ArrayList<>();
            for (int i = 0; i < SEEDERS; i++) {
                done.add(
                        threads.submit(() -> {
                            int number = next.getAndIncrement();
                            while (number < count) {
                                work.accept(number);
                                number = next.getAndIncrement();
                            }
                        }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot seed", e);
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException("not as expected: " + text);
        }
        return matcher.group(1);
    }

    /// Every page of the list, or everything that is on them.
    private static List<String> paths(BenchedServer server, Kind kind) {
        List<String> lists = new ArrayList<>();
        List<String> details = new ArrayList<>();
        String path = kind.path;
        for (int i = 0; i < PAGES_MAX && path != null; i++) {
            lists.add(path);
            String page = server.get(path);
            Matcher ids = ID.matcher(page);
            while (ids.find()) {
                details.add(kind.path + "/" + ids.group(1));
            }
            Matcher cursor = CURSOR.matcher(page);
            path = cursor.find() ? kind.path + "?cursor=" + cursor.group(1) : null;
        }
        return kind.isList() ? lists : details;
    }

    /// What came back.
    private static final class Measured {
        private final Map<Kind, Queue<Long>> nanos = new EnumMap<>(Kind.class);
        private final AtomicInteger failures = new AtomicInteger();
        private final long started;
        private long ended;

        Measured(long started) {
            this.started = started;
            for (Kind kind : Kind.values()) {
                nanos.put(kind, new ConcurrentLinkedQueue<>());
            }
        }

        void add(Kind kind, long took) {
            nanos.getOrDefault(kind, new ConcurrentLinkedQueue<>()).add(took);
        }

        List<Long> sorted(Kind kind) {
            return nanos.getOrDefault(kind, new ConcurrentLinkedQueue<>()).stream()
                    .sorted()
                    .toList();
        }
    }

    private Measured drive(BenchedServer server, Map<Kind, List<String>> paths, Duration duration) {
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        int requests = Math.toIntExact(settings.rate * duration.toSeconds());
        long gap = Duration.ofSeconds(1).toNanos() / settings.rate;
        Measured measured = new Measured(System.nanoTime());
        List<CompletableFuture<?>> flying = new ArrayList<>();
        for (int i = 0; i < requests; i++) {
            Kind kind = Kind.values()[i % Kind.values().length];
            List<String> candidates = paths.getOrDefault(kind, List.of());
            String path = candidates.get(random.nextInt(candidates.size()));
            long intended = measured.started + i * gap;
            waitUntil(intended);
            flying.add(
                    server.send(path)
                            .handle((reply, failure) -> {
                                measured.add(kind, System.nanoTime() - intended);
                                if (failure != null || !isRight(kind, reply)) {
                                    measured.failures.incrementAndGet();
                                }
                                return null;
                            }));
        }
        flying.forEach(CompletableFuture::join);
        measured.ended = System.nanoTime();
        return measured;
    }

    private static boolean isRight(Kind kind, HttpResponse<String> reply) {
        return reply.statusCode() == 200
                && (kind.isList() ? reply.body().length() > PAGE : !reply.body().isEmpty());
    }

    private static void waitUntil(long instant) {
        long left = instant - System.nanoTime();
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = instant - System.nanoTime();
        }
    }

    private boolean report(Measured measured) {
        boolean met = true;
        int count = 0;
        out.printf("%-20s %8s %8s %8s %8s %8s%n", "ms", "count", "p50", "p90", "p99", "max");
        for (Kind kind : Kind.values()) {
            List<Long> sorted = measured.sorted(kind);
            count += sorted.size();
            out.printf(
                    "%-20s %8d %8.1f %8.1f %8.1f %8.1f%n",
                    kind.title(),
                    sorted.size(),
                    millis(sorted, 0.5),
                    millis(sorted, 0.9),
                    millis(sorted, 0.99),
                    millis(sorted, 1));
            met &= millis(sorted, 0.99) < P99_MAX.toMillis();
        }
        double achieved = count / ((measured.ended - measured.started) / 1e9);
        met &= achieved >= settings.rate * ACHIEVED_MIN && measured.failures.get() == 0;
        out.printf(
                "api: %.1f requests a second of %d, %d wrong answers: p99 under %d ms %s%n",
                achieved,
                settings.rate,
                measured.failures.get(),
                P99_MAX.toMillis(),
                met ? "met" : "MISSED");
        return met;
    }

    private static double millis(List<Long> sorted, double share) {
        int index = (int) Math.ceil(share * sorted.size()) - 1;
        return sorted.get(Math.max(0, index)) / 1e6;
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("headrace-bench-api-");
        } catch (IOException e) {
            throw new IllegalStateException("no temporary folder", e);
        }
    }

    private static void remove(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new IllegalStateException("cannot remove " + folder, e);
        }
    }
}
