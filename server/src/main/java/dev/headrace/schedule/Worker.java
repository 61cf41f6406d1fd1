package dev.headrace.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerName;
import dev.headrace.catalog.PickOwn;
import dev.headrace.catalog.WorkRows;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes work of its pools and does it, so many pieces at once; and finds what other workers, of
/// whatever pool, have left behind dead. It keeps nothing but what the database has.
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /// The net below the notifications.
    private static final Duration POLL = Duration.ofSeconds(1);

    /// How long work may take to end once its thread was interrupted.
    private static final Duration LEAVING = Duration.ofSeconds(5);

    /// What the scheduler itself would wait for; the drain time ends it long before.
    private static final Duration SCHEDULER_WAIT = Duration.ofMinutes(10);

    private static final Duration STANDARD_DRAIN = Duration.ofSeconds(20);

    private final Schedule schedule;
    private final Set<String> pools;
    private final Execution execution;
    private final Scheduler scheduler;
    private final Map<String, Running> running = new ConcurrentHashMap<>();

    private Worker(
            Schedule schedule, Map<String, Work> kinds, Settings settings, WorkObserver observer) {
        this.schedule = schedule;
        this.pools = Set.copyOf(settings.pools());
        this.execution = new Execution(schedule, Map.copyOf(kinds), settings, observer, running);
        this.scheduler =
                Scheduler.create(schedule.catalog().dataSource(), execution)
                        .tableName("headrace.execution")
                        .jdbcCustomization(new PickOwn(pools, kinds.keySet()))
                        .schedulerName(new SchedulerName.Fixed(settings.name()))
                        .clock(schedule.clock()::instant)
                        .pollingInterval(POLL)
                        .pollUsingLockAndFetch(0.5, 1.0)
                        .heartbeatInterval(settings.heartbeat().interval())
                        .missedHeartbeatsLimit(settings.heartbeat().missedMax())
                        .threads(settings.threads())
                        .executorService(
                                Executors.newThreadPerTaskExecutor(
                                        Thread.ofVirtual().name("work-", 1).factory()))
                        .shutdownMaxWait(SCHEDULER_WAIT)
                        .build();
    }

    /// How a worker works.
    ///
    /// @param name who it is, for people; unique among those that run
    /// @param pools whose orders it takes, at least one
    /// @param threads pieces of work at once
    public record Settings(String name, List<String> pools, int threads, Heartbeat heartbeat) {
        public Settings {
            pools = List.copyOf(pools);
            if (pools.isEmpty() || threads < 1) {
                throw new IllegalArgumentException("A worker of no pool or without threads");
            }
        }

        public Settings(String name, List<String> pools, int threads) {
            this(name, pools, threads, Heartbeat.STANDARD);
        }
    }

    /// Begins to take work.
    ///
    /// @param kinds how each kind of work is done; others wait for a worker that knows them
    public static Worker start(
            Schedule schedule, Map<String, Work> kinds, Settings settings, WorkObserver observer) {
        Worker worker = new Worker(schedule, kinds, settings, observer);
        schedule.watch().attach(worker);
        worker.scheduler.start();
        LOG.info(
                "Worker {} takes work of {}, {} at once.",
                settings.name(),
                worker.pools,
                settings.threads());
        return worker;
    }

    /// Pieces of work that run here now.
    public int running() {
        return running.size();
    }

    /// Takes nothing more, and waits for what runs. What is not done by then is interrupted, and
    /// waits for another worker or ends as died, by its kind.
    ///
    /// @param drain how long what runs may take
    public void stop(Duration drain) {
        try {
            Thread stopping = Thread.ofVirtual().name("work-stop").start(scheduler::stop);
            if (!stopping.join(drain)) {
                running.values().forEach(one -> one.leave(Running.Leave.STOPPED));
                stopping.join(LEAVING);
            }
        } catch (InterruptedException e) {
            running.values().forEach(one -> one.leave(Running.Leave.STOPPED));
            Thread.currentThread().interrupt();
        }
        running.values().forEach(execution::giveUp);
        schedule.watch().detach(this);
    }

    @Override
    public void close() {
        stop(STANDARD_DRAIN);
    }

    void wake() {
        scheduler.triggerCheckForDueExecutions();
    }

    void wakeFor(String pool) {
        if (pools.contains(pool)) {
            wake();
        }
    }

    /// Makes what runs under that id end early, if it runs here.
    void leave(String id, Running.Leave why) {
        Running one = running.get(id);
        if (one != null) {
            one.leave(why);
        }
    }

    Set<String> runningIds() {
        return new HashSet<>(running.keySet());
    }

    /// Looks whether what is stored is still what runs here.
    void compare(WorkRows.Row stored) {
        Running one = running.get(stored.id());
        if (one == null) {
            return;
        }
        int attempt = one.row().attempt();
        boolean over = stored.attempt() == attempt && stored.state() != WorkRows.State.RUNNING;
        if (over || stored.attempt() > attempt) {
            // Also true of what ends just now, which is past being told.
            one.leave(Running.Leave.LOST);
        } else if (stored.cancelled()) {
            one.leave(Running.Leave.CANCELLED);
        }
    }
}
