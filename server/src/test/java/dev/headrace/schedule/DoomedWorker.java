package dev.headrace.schedule;

import dev.headrace.testkit.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// A worker in a process of its own, which begins work and never ends it, to be killed with
/// SIGKILL.
final class DoomedWorker implements AutoCloseable {
    /// Its pool; nobody else takes that work while it lives.
    static final String POOL = "doomed";

    private final Process process;

    private DoomedWorker(Process process) {
        this.process = process;
    }

    /// @param beat between two heartbeats
    static DoomedWorker start(TestDatabase database, Duration beat) {
        ProcessBuilder builder =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DoomedWorker.class.getName());
        builder.environment().put("URL", TestServer.url(database));
        builder.environment().put("LOGIN", database.loader());
        builder.environment().put("PASSWORD", database.loaderPassword());
        builder.environment().put("BEAT", beat.toString());
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            return new DoomedWorker(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void main(String[] args) throws InterruptedException {
        TestServer server =
                new TestServer(
                        given("URL"), given("LOGIN"), given("PASSWORD"), InstantSource.system());
        Work stuck =
                (context, payload) -> {
                    context.event("{\"begun\":true}");
                    new CountDownLatch(1).await();
                    return "{}";
                };
        Map<String, Work> kinds = Map.of("stuck", stuck, "stuck again", stuck);
        server.work(4, kinds, new Heartbeat(Duration.parse(given("BEAT")), 4), POOL);
        new CountDownLatch(1).await();
    }

    private static String given(String name) {
        return Objects.requireNonNull(System.getenv(name), name);
    }

    /// SIGKILL: nothing of it runs any more, no shutdown hook, no last word.
    void kill() throws InterruptedException {
        process.destroyForcibly();
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
            throw new AssertionError("It lives.");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
