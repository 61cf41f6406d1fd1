package dev.headrace.schedule;

import com.github.kagkarlsson.scheduler.task.AbstractTask;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.DeadExecutionHandler;
import com.github.kagkarlsson.scheduler.task.ExecutionComplete;
import com.github.kagkarlsson.scheduler.task.ExecutionContext;
import com.github.kagkarlsson.scheduler.task.ExecutionOperations;
import com.github.kagkarlsson.scheduler.task.SchedulableInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import dev.headrace.catalog.Transaction;
import dev.headrace.catalog.WorkRows;
import dev.headrace.catalog.WorkRows.State;
import dev.headrace.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// What the scheduler does with an execution that it has picked, and with one that it found dead.
/// The end of work and of its execution are one transaction, so nothing is left between the two.
final class Execution extends AbstractTask<Void> {
    private static final Logger LOG = LoggerFactory.getLogger(Execution.class);

    /// What has killed so many workers will kill the next.
    private static final int DEATHS_MAX = 3;

    private final Schedule schedule;
    private final Map<String, Work> kinds;
    private final Worker.Settings settings;
    private final WorkObserver observer;
    private final Map<String, Running> running;

    Execution(
            Schedule schedule,
            Map<String, Work> kinds,
            Worker.Settings settings,
            WorkObserver observer,
            Map<String, Running> running) {
        super(WorkRows.EXECUTION, Void.class, Execution::failed, Execution::ignored);
        this.schedule = schedule;
        this.kinds = kinds;
        this.settings = settings;
        this.observer = observer;
        this.running = running;
    }

    @Override
    public CompletionHandler<Void> execute(TaskInstance<Void> instance, ExecutionContext context) {
        Optional<WorkRows.Row> begun =
                schedule.catalog()
                        .in(transaction ->
                                transaction.work().begin(instance.getId(), settings.name(), now()));
        begun.ifPresent(this::run);
        // The execution went with the work, in its transaction.
        return (complete, operations) -> {};
    }

    private void run(WorkRows.Row row) {
        Running one = new Running(row, schedule, Thread.currentThread());
        running.put(row.id(), one);
        try (MDC.MDCCloseable _ = MDC.putCloseable("work", row.id())) {
            end(one, perform(one));
        } finally {
            running.remove(row.id(), one);
        }
    }

    /// @return the result, null where it threw
    private @Nullable String perform(Running one) {
        WorkRows.Order order = one.row().order();
        try {
            Work work = kinds.get(order.kind());
            if (work == null) {
                throw new IllegalStateException("Picked, but not known: " + order.kind());
            }
            return work.run(one, order.payload());
        } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
            if (one.leave() == null) {
                LOG.error("Work {} ({}) failed", one.row().id(), order.kind(), e);
            }
            return null;
        } finally {
            one.over();
        }
    }

    private void end(Running one, @Nullable String result) {
        Running.Leave leave = one.leave();
        if (leave == null) {
            end(one, result == null ? State.FAILED : State.DONE, result);
            return;
        }
        switch (leave) {
            case CANCELLED -> end(one, State.CANCELLED, null);
            case STOPPED -> giveUp(one);
            case LOST -> LOG.warn("Work {} was taken for dead; what it did is dropped.", one.id());
        }
    }

    private void end(Running one, State state, @Nullable String result) {
        boolean mine =
                Persistence.run(
                        schedule.catalog(),
                        transaction -> ended(transaction, one.row(), state, result));
        if (mine) {
            observe(one.row(), state.word());
        } else {
            LOG.warn("Work {} had been ended by somebody else; {}.", one.id(), state.word());
        }
    }

    /// Ends it, also where an earlier try to do so has come through without our hearing of it.
    private boolean ended(
            Transaction transaction, WorkRows.Row row, State state, @Nullable String result) {
        WorkRows rows = transaction.work();
        return rows.end(new WorkRows.Attempt(row.id(), row.attempt()), state, result, now())
                || rows.find(row.id())
                        .filter(found -> found.attempt() == row.attempt())
                        .filter(found -> found.state() == state)
                        .isPresent();
    }

    /// Leaves it in the middle: to another worker, or for dead.
    void giveUp(Running one) {
        Persistence.run(schedule.catalog(), transaction -> left(transaction, one.row(), false))
                .ifPresent(word -> {
                    LOG.info("Work {} was left when its worker stopped: {}.", one.id(), word);
                    observe(one.row(), word);
                });
    }

    @Override
    public DeadExecutionHandler<Void> getDeadExecutionHandler() {
        return this::dead;
    }

    private void dead(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        var found = complete.getExecution();
        Instant heartbeat = found.lastHeartbeat;
        if (heartbeat == null || !schedule.watch().hasWatched(settings.heartbeat().patience())) {
            // Looked at again at the next round.
            return;
        }
        schedule.catalog()
                .run(transaction ->
                        transaction
                                .work()
                                .lockDead(found.getId(), found.version, heartbeat)
                                // What becomes of a kind that is new, newer servers know.
                                .filter(row -> kinds.containsKey(row.order().kind()))
                                .ifPresent(row -> bury(transaction, row)));
    }

    private void bury(Transaction transaction, WorkRows.Row row) {
        left(transaction, row, true)
                .ifPresent(word -> {
                    LOG.warn("Worker {} died with work {}: {}.", row.worker(), row.id(), word);
                    observe(row, word);
                });
    }

    /// What becomes of work that nobody goes on with, by its kind.
    ///
    /// @return nothing where somebody else has seen to it
    private Optional<String> left(Transaction transaction, WorkRows.Row row, boolean died) {
        WorkRows rows = transaction.work();
        WorkRows.Attempt attempt = new WorkRows.Attempt(row.id(), row.attempt());
        boolean begun = row.state() == State.RUNNING;
        if (!begun || isTriedAgain(row, died)) {
            return rows.giveBack(attempt, row.state(), begun && died, now())
                    ? Optional.of("retried")
                    : Optional.empty();
        }
        return rows.end(attempt, State.DIED, null, now())
                ? Optional.of(State.DIED.word())
                : Optional.empty();
    }

    private boolean isTriedAgain(WorkRows.Row row, boolean died) {
        Work work = kinds.get(row.order().kind());
        return work != null
                && work.whenDead() == Work.WhenDead.RETRY
                && row.deaths() + (died ? 1 : 0) < DEATHS_MAX
                && !row.cancelled();
    }

    private void observe(WorkRows.Row row, String end) {
        Instant started = row.startedAt() == null ? row.submittedAt() : row.startedAt();
        observer.ended(
                row.order().kind(),
                end,
                Duration.between(row.submittedAt(), started),
                Duration.between(started, now()));
    }

    private Instant now() {
        return schedule.clock().instant();
    }

    /// Only where the database was away at the wrong moment: it is found dead then.
    private static void failed(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        LOG.warn(
                "The work of {} could not be begun or ended, and will be found dead: {}",
                complete.getExecution().getId(),
                complete.getCause().map(Execution::said).orElse("?"));
    }

    private static String said(Throwable cause) {
        return cause instanceof Refusal refusal ? refusal.message() : cause.toString();
    }

    private static void ignored(ExecutionComplete complete, ExecutionOperations<Void> operations) {
        throw new IllegalStateException("The handler of the instance is asked instead.");
    }

    @Override
    public SchedulableInstance<Void> schedulableInstance(String id) {
        return SchedulableInstance.of(instance(id), now());
    }

    @Override
    public SchedulableInstance<Void> schedulableInstance(String id, Void data) {
        return schedulableInstance(id);
    }
}
