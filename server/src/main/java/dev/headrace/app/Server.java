package dev.headrace.app;

import dev.headrace.api.Api;
import dev.headrace.catalog.Catalog;
import dev.headrace.control.FirstAdministrator;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.schedule.Schedule;
import dev.headrace.schedule.Worker;
import dev.headrace.vault.Vault;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running server: the metadata database, a worker, and the web server before them. Or a worker
/// alone.
public final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    /// What a setup test may take to end when the server stops; all of it has 30 seconds.
    private static final Duration WORK_DRAIN = Duration.ofSeconds(10);

    /// What is open, the last one first, which is the order of closing.
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private String url = "";
    private Optional<FirstAdministrator.Made> firstAdministrator = Optional.empty();

    private Server() {}

    /// What runs in a process.
    public enum Role {
        /// The API, and a worker beside it.
        SERVER,
        /// A worker alone.
        WORKER
    }

    /// What surrounds the process.
    ///
    /// @param toTerminal whether somebody looks at its standard error
    /// @param stopped whether the start is to be given up
    public record Surroundings(
            Map<String, String> environment, boolean toTerminal, BooleanSupplier stopped) {}

    /// Starts everything; when this returns, it is ready.
    ///
    /// @throws dev.headrace.failure.Failure where it cannot be started; then nothing is left
    ///   running
    public static Server start(Role role, Settings settings, Surroundings around) {
        Logging.setUp(settings.get(SettingKeys.LOG_FORMAT), around.toTerminal());
        Server server = new Server();
        boolean ready = false;
        try {
            server.run(role, settings, around);
            ready = true;
            return server;
        } finally {
            if (!ready) {
                server.close();
            }
        }
    }

    private void run(Role role, Settings settings, Surroundings around) {
        if (role == Role.WORKER && settings.find(SettingKeys.DATABASE_URL).isEmpty()) {
            throw Failure.of(
                            FailureCode.USAGE,
                            "A worker works for the servers of one metadata database, and"
                                    + " database-url is not set.")
                    .next("Give it the database-url and the master key of the servers.");
        }
        boolean served = role == Role.SERVER || settings.isSaid(SettingKeys.LISTEN);
        Optional<Doorway> doorway =
                served ? Optional.of(keep(Doorway.bind(settings))) : Optional.empty();
        HomeFolder.ensure(settings);
        InstantSource clock = InstantSource.system();
        Metrics metrics = keep(new Metrics());
        MetadataDatabase database =
                keep(MetadataDatabase.open(settings, around.environment(), around.stopped()));
        Catalog catalog = database.catalog();
        metrics.watch(catalog);
        Vault vault = Vault.start(Parts.keys(settings), catalog);
        Schedule schedule = keep(Schedule.open(catalog, clock));
        Parts parts = new Parts(settings, catalog, vault, schedule, clock);
        if (role == Role.SERVER) {
            firstAdministrator = parts.firstAdministrator();
        }
        Worker worker =
                Worker.start(schedule, parts.kinds(), workerSettings(settings), metrics.work());
        open.push(() -> worker.stop(WORK_DRAIN));
        Health health = new Health(catalog::answers);
        doorway.ifPresent(way -> {
            Api api = role == Role.SERVER ? parts.api() : null;
            TrustedProxies proxies = new TrustedProxies(settings.get(SettingKeys.TRUSTED_PROXIES));
            keep(WebDoor.open(way, proxies, api, health, metrics));
            url = way.url();
        });
        open.push(health::stop);
        LOG.info("Ready{}.", url.isEmpty() ? "" : " at " + url);
    }

    private static Worker.Settings workerSettings(Settings settings) {
        List<String> pools = new ArrayList<>(settings.get(SettingKeys.WORKER_REGIONS));
        if (pools.isEmpty()) {
            pools.add("default");
            pools.addAll(settings.get(SettingKeys.REGIONS).keySet());
        }
        return new Worker.Settings(
                "%d@%s".formatted(ProcessHandle.current().pid(), UUID.randomUUID()),
                pools,
                settings.get(SettingKeys.WORKER_THREADS));
    }

    private <T extends AutoCloseable> T keep(T part) {
        open.push(part);
        return part;
    }

    /// Where it takes requests; empty where it does not.
    public String url() {
        return url;
    }

    /// The first administrator that this start made, to be shown once.
    public Optional<FirstAdministrator.Made> firstAdministrator() {
        return firstAdministrator;
    }

    /// Lets what runs end, and closes everything, each part whatever happens to another.
    @Override
    public void close() {
        while (!open.isEmpty()) {
            try {
                open.pop().close();
            } catch (Exception e) {
                LOG.error("A part of the server did not close", e);
            }
        }
    }
}
