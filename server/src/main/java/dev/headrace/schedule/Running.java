package dev.headrace.schedule;

import dev.headrace.catalog.WorkRows;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One attempt at a piece of work, in this process.
final class Running implements WorkContext {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);

    private final WorkRows.Row row;
    private final Schedule schedule;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final ReentrantLock telling = new ReentrantLock();
    private final List<Runnable> callbacks = new ArrayList<>();
    private @Nullable Leave leave;
    private boolean over;
    private int events;

    Running(WorkRows.Row row, Schedule schedule, Thread thread) {
        this.row = row;
        this.schedule = schedule;
        this.thread = thread;
        this.events = row.events();
    }

    /// Why it should end early.
    enum Leave {
        /// Somebody asked for that.
        CANCELLED,
        /// The worker stops, and has waited as long as it was told to.
        STOPPED,
        /// It was taken for dead or is forgotten: whatever comes of it is nobody's.
        LOST
    }

    WorkRows.Row row() {
        return row;
    }

    WorkRows.Attempt attempt() {
        return new WorkRows.Attempt(row.id(), row.attempt());
    }

    @Override
    public WorkId id() {
        return new WorkId(row.id());
    }

    @Override
    public String subject() {
        return row.order().subject();
    }

    @Override
    public void event(String json) {
        telling.lock();
        try {
            if (events == Schedule.EVENTS_MAX) {
                LOG.warn("Work {} tells of more than {} events.", row.id(), events);
            }
            if (++events > Schedule.EVENTS_MAX) {
                return;
            }
            var event = new WorkRows.Event(events, schedule.clock().instant(), json);
            Persistence.run(
                    schedule.catalog(),
                    transaction -> {
                        transaction.work().addEvent(attempt(), event);
                        return event.number();
                    });
        } finally {
            telling.unlock();
        }
    }

    @Override
    public boolean isCancelled() {
        return leave() != null;
    }

    @Nullable Leave leave() {
        lock.lock();
        try {
            return leave;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void onCancel(Runnable callback) {
        lock.lock();
        try {
            if (leave == null) {
                callbacks.add(callback);
                return;
            }
        } finally {
            lock.unlock();
        }
        callback.run();
    }

    /// Makes it end early. The first reason stands.
    void leave(Leave why) {
        List<Runnable> calls;
        lock.lock();
        try {
            if (over || leave != null) {
                return;
            }
            leave = why;
            calls = List.copyOf(callbacks);
            thread.interrupt();
        } finally {
            lock.unlock();
        }
        calls.forEach(this::call);
    }

    private void call(Runnable callback) {
        try {
            callback.run();
        } catch (RuntimeException e) {
            LOG.warn("Work {} could not be ended as it wished", row.id(), e);
        }
    }

    /// Its thread does something else from here on: no interruption is meant for it any more.
    void over() {
        lock.lock();
        try {
            over = true;
            Thread.interrupted();
        } finally {
            lock.unlock();
        }
    }
}
