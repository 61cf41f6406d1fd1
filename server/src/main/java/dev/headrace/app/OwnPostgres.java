package dev.headrace.app;

import dev.headrace.embedded.EmbeddedPostgres;
import dev.headrace.embedded.EmbeddedPostgresFailure;
import dev.headrace.embedded.EmbeddedPostgresOptions;
import dev.headrace.embedded.RunningPostgres;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A PostgreSQL of the server's own, which is started again when it ends by itself: a full disk
/// under its write-ahead log ends it, and so does whoever kills it.
final class OwnPostgres implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnPostgres.class);

    private static final String FOLDER = "postgres";

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);

    /// Grows to this while it does not start: nobody's disk is emptied within a second.
    private static final Duration AGAIN_MAX = Duration.ofSeconds(15);

    private final EmbeddedPostgres postgres;
    private final Thread keeper;

    private OwnPostgres(EmbeddedPostgres postgres) {
        this.postgres = postgres;
        this.keeper = Thread.ofPlatform().daemon().name("metadata-keeper").unstarted(this::keep);
    }

    /// Makes it in the folder, where there is none, and starts it.
    ///
    /// @throws Failure where that is not possible
    static OwnPostgres start(Path folder) {
        try {
            EmbeddedPostgres started =
                    EmbeddedPostgres.start(EmbeddedPostgresOptions.in(folder.resolve(FOLDER)));
            started.notices().forEach(LOG::warn);
            OwnPostgres own = new OwnPostgres(started);
            own.keeper.start();
            return own;
        } catch (EmbeddedPostgresFailure e) {
            throw Failure.of(
                    new Failure.Words(
                            code(e.reason()),
                            e.sentence(),
                            null,
                            e.nextStep(),
                            FailurePlace.UNKNOWN),
                    e);
        }
    }

    /// The one that a server runs there now.
    static Optional<RunningPostgres> running(Path folder) {
        try {
            return RunningPostgres.in(folder.resolve(FOLDER));
        } catch (IOException e) {
            throw Failure.of(
                    FailureCode.HOME_UNUSABLE,
                    "The folder %s cannot be read.".formatted(folder),
                    e);
        }
    }

    private static FailureCode code(EmbeddedPostgresFailure.Reason reason) {
        return switch (reason) {
            case PORT_TAKEN -> FailureCode.PORT_TAKEN;
            case ALREADY_RUNNING -> FailureCode.SERVER_RUNNING;
            case NO_SPACE -> FailureCode.DISK_FULL;
            case NOT_PERMITTED, OTHER_VERSION -> FailureCode.HOME_UNUSABLE;
            case ROOT_REFUSED, PLATFORM_UNSUPPORTED -> FailureCode.PLATFORM_UNSUPPORTED;
            case BINARIES_DAMAGED, START_TIMEOUT, START_FAILED, INTERRUPTED ->
                    FailureCode.SERVER_NOT_STARTED;
        };
    }

    EmbeddedPostgres postgres() {
        return postgres;
    }

    private void keep() {
        Duration pause = LOOK_EVERY;
        try {
            while (true) {
                Thread.sleep(pause);
                pause = postgres.isRunning() || restarted() ? LOOK_EVERY : longer(pause);
            }
        } catch (InterruptedException e) {
            // The server stops, and its database after this.
            Thread.currentThread().interrupt();
        }
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.multipliedBy(2);
        return twice.compareTo(AGAIN_MAX) < 0 ? twice : AGAIN_MAX;
    }

    private boolean restarted() {
        LOG.error(
                "The server's own PostgreSQL has ended by itself; starting it again. Its log is {}.",
                postgres.log());
        try {
            postgres.restart();
            LOG.info("The server's own PostgreSQL runs again.");
            return true;
        } catch (EmbeddedPostgresFailure e) {
            LOG.error("{} {}", e.sentence(), e.nextStep());
        } catch (IllegalStateException e) {
            LOG.debug("It was stopped meanwhile.", e);
        }
        return false;
    }

    @Override
    public void close() {
        keeper.interrupt();
        try {
            keeper.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        postgres.close();
    }
}
