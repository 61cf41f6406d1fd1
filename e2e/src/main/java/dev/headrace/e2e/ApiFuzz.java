package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.e2e.ApiDescription.Operation;
import dev.headrace.e2e.RawConnection.Request;
import dev.headrace.e2e.RawConnection.Response;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sends requests of every kind to every endpoint that the server describes: `./dev fuzz [REQUESTS]
/// [--seed N]`. Whatever is sent, the server answers, with a JSON object of `code` and `message`,
/// never with a fault of its own, and goes on.
public final class ApiFuzz {
    private static final int REQUESTS = 100_000;
    private static final int CONNECTIONS = 4;
    private static final int FINDINGS_MAX = 20;
    private static final int SHOWN_MAX = 700;

    /// A frame of a Java stack trace, alone on its line or in a member of a structured log.
    private static final Pattern STACK_FRAME =
            Pattern.compile(
                    "(?m)(^|\\\\n)(\\s|\\\\t)+at [a-zA-Z0-9_.$/]+\\(|stepArray|stack_?trace");

    private final HeadraceServer server;
    private final int requests;
    private final long seed;
    private final long deadline;
    private final AtomicInteger next = new AtomicInteger();
    private final ConcurrentLinkedQueue<String> findings = new ConcurrentLinkedQueue<>();
    private final Map<Integer, AtomicInteger> statuses = new ConcurrentHashMap<>();
    private final Set<String> succeeded = ConcurrentHashMap.newKeySet();
    private volatile List<String> callers = List.of();
    private volatile String administrator = "";

    /// One run against a server that runs.
    ///
    /// @param timeMax after which no further request is sent
    public ApiFuzz(HeadraceServer server, int requests, long seed, Duration timeMax) {
        this.server = server;
        this.requests = requests;
        this.seed = seed;
        this.deadline = System.nanoTime() + timeMax.toNanos();
    }

    /// What came of it.
    ///
    /// @param statuses how often each came
    /// @param findings what must not be, a line or more for each; empty when all is well
    /// @param neverSucceeded operations that no request got through to
    public record Outcome(
            int sent,
            Map<Integer, Integer> statuses,
            List<String> findings,
            Set<String> neverSucceeded) {}

    /// Exit status: 0 nothing found, 1 something found, 2 wrong usage.
    public static void main(String[] arguments) {
        int requests = REQUESTS;
        long seed = System.nanoTime();
        try {
            for (int i = 0; i < arguments.length; i++) {
                if (arguments[i].equals("--seed") && i + 1 < arguments.length) {
                    seed = Long.parseLong(arguments[++i]);
                } else {
                    requests = Integer.parseInt(arguments[i]);
                }
            }
        } catch (NumberFormatException e) {
            System.err.println("usage: ./dev fuzz [REQUESTS] [--seed N]");
            System.exit(2);
        }
        PrintStream out = System.out;
        out.printf("fuzz: seed %d, %d requests%n", seed, requests);
        try (TestServer postgres = TestServer.start()) {
            postgres.createDatabase("fuzz");
            try (HeadraceServer server = HeadraceServer.start(postgres, "fuzz")) {
                Outcome outcome = new ApiFuzz(server, requests, seed, Duration.ofDays(1)).run();
                out.printf("fuzz: %d sent, answers %s%n", outcome.sent(), outcome.statuses());
                out.printf("fuzz: never succeeded: %s%n", outcome.neverSucceeded());
                outcome.findings().forEach(out::println);
                System.exit(outcome.findings().isEmpty() ? 0 : 1);
            }
        }
    }

    /// Sends all of them, over a few connections at once.
    public Outcome run() {
        ApiDescription description =
                ApiDescription.of(new ApiCaller(server.base()).get("/openapi.json").is(200).json());
        List<Operation> operations = description.operations();
        Set<String> own = new TreeSet<>();
        callers = callers(own);
        FuzzIds ids = new FuzzIds(own);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed + i);
            FuzzRequests made =
                    new FuzzRequests(description, operations, () -> callers, random, ids);
            threads.add(Thread.ofPlatform().name("fuzz-" + i).start(() -> send(made, ids)));
        }
        for (Thread thread : threads) {
            join(thread);
        }
        judgeServer();
        Map<Integer, Integer> counts = new TreeMap<>();
        statuses.forEach((status, count) -> counts.put(status, count.get()));
        Set<String> never = new TreeSet<>();
        operations.forEach(operation -> never.add(operation.toString()));
        never.removeAll(succeeded);
        int sent = counts.values().stream().mapToInt(Integer::intValue).sum();
        return new Outcome(sent, counts, List.copyOf(findings), never);
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// The first administrator, and a key that may do little.
    private List<String> callers(Set<String> own) {
        ApiCaller admin = server.admin();
        JsonNode account = admin.get("/v1/account/info").is(200).data();
        administrator = account.path("user_id").asString("");
        own.add(administrator);
        JsonNode key =
                admin.post(
                                "/v1/system-keys",
                                """
                                {"name": "fuzz", "expiration_period": "INFINITE", "permissions": [
                                  {"resource_type": "DESTINATION", "access_level": "READ"},
                                  {"resource_type": "WEBHOOK", "access_level": "MANAGE"}]}
                                """)
                        .is(201)
                        .data();
        own.add(key.path("id").asString(""));
        String first = ApiCaller.basic(HeadraceServer.KEY, HeadraceServer.SECRET);
        String second =
                ApiCaller.basic(key.path("key").asString(""), key.path("secret").asString(""));
        return List.of(first, first, first, second);
    }

    /// Who makes a key for oneself has no other from then on.
    private void follow(JsonNode data) {
        if (data.has("secret") && data.path("user_id").asString("").equals(administrator)) {
            String first =
                    ApiCaller.basic(
                            data.path("key").asString(""), data.path("secret").asString(""));
            callers = List.of(first, first, first, callers.getLast());
        }
    }

    private void send(FuzzRequests made, FuzzIds ids) {
        try (RawConnection connection = new RawConnection(server.port())) {
            for (int number = next.getAndIncrement();
                    number < requests
                            && System.nanoTime() < deadline
                            && findings.size() < FINDINGS_MAX;
                    number = next.getAndIncrement()) {
                exchange(connection, made.next(number), ids);
            }
        } catch (RuntimeException e) {
            findings.add("The fuzz itself failed: " + e);
        }
    }

    private void exchange(RawConnection connection, FuzzRequests.Made made, FuzzIds ids) {
        Response response;
        try {
            response = connection.exchange(made.request());
        } catch (IOException e) {
            find(
                    "no answer (%s), after %s".formatted(e, shown(connection.last())),
                    made.request(),
                    null);
            return;
        }
        statuses.computeIfAbsent(response.status(), _ -> new AtomicInteger()).incrementAndGet();
        if (response.status() >= 500) {
            find("a fault", made.request(), response);
        }
        if (made.request().method().equals("HEAD") || response.isStream()) {
            return;
        }
        JsonNode answer = json(response);
        if (answer == null
                || !answer.path("code").isString()
                || !answer.path("message").isString()) {
            find("no envelope", made.request(), response);
            return;
        }
        if (response.status() < 300) {
            succeeded.add(made.operation().toString());
            follow(answer.path("data"));
            ids.harvest(made.operation().path(), answer);
        }
    }

    private static @Nullable JsonNode json(Response response) {
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (RuntimeException _) {
            return null;
        }
    }

    private void find(String what, Request request, @Nullable Response response) {
        byte[] body = request.body();
        findings.add(
                "%s: %s %s%n  headers: %s%n  body: %s%n  answer: %s"
                        .formatted(
                                what,
                                request.method(),
                                shown(request.target()),
                                shown(request.openHeaders()),
                                body == null ? "none" : shown(new String(body, UTF_8)),
                                response == null
                                        ? "none"
                                        : response.status() + " " + shown(response.body())));
    }

    /// Printable, on one line, and without what looks like a secret.
    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.replace("hr-s3cr3t", "(secret)")
                .chars()
                .limit(SHOWN_MAX)
                .forEach(character -> {
                    if (character >= 32 && character < 127) {
                        shown.append((char) character);
                    } else {
                        shown.append("\\u%04x".formatted(character));
                    }
                });
        return shown.toString();
    }

    private void judgeServer() {
        if (!server.isReady()) {
            findings.add("The server is not ready any more:\n" + server.printed());
        }
        var frames = STACK_FRAME.matcher(server.printed());
        if (frames.find()) {
            String log = server.printed();
            findings.add(
                    "The log has a stack trace: "
                            + log.substring(
                                    Math.max(0, frames.start() - SHOWN_MAX),
                                    Math.min(log.length(), frames.end() + SHOWN_MAX)));
        }
    }
}
