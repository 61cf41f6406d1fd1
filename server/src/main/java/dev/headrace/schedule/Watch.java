package dev.headrace.schedule;

import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Notices;
import dev.headrace.catalog.WorkRows;
import dev.headrace.refusal.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hears on one connection what the servers of a database tell each other about work, and wakes
/// whoever in this process it concerns. What is missed, by a lost connection or a pooler that does
/// not pass notifications on, is found by looking once a second, with one query for all.
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    /// How late something can be found that was not heard.
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// A silent connection is asked whether it still lives once in so many looks.
    private static final int LOOKS_PER_CHECK = 15;

    private final Catalog catalog;
    private final DatabaseClock clock;
    private final Map<String, Set<Ear>> ears = new ConcurrentHashMap<>();
    private final List<Worker> workers = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile @Nullable Instant since;

    Watch(Catalog catalog, DatabaseClock clock) {
        this.catalog = catalog;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("work-watch").start(this::run);
    }

    /// One that waits for news of one piece of work. For one thread.
    final class Ear implements AutoCloseable {
        private final String id;
        private final Semaphore bell = new Semaphore(0);
        private int events = -1;
        private WorkRows.@Nullable State state;

        private Ear(String id) {
            this.id = id;
        }

        /// Whether there may be news; there may be none.
        boolean await(Duration patience) throws InterruptedException {
            boolean rung = bell.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
            bell.drainPermits();
            return rung;
        }

        private void ring() {
            bell.release();
        }

        private void compare(WorkRows.Row row) {
            if (row.events() != events || row.state() != state) {
                events = row.events();
                state = row.state();
                ring();
            }
        }

        @Override
        public void close() {
            ears.computeIfPresent(
                    id,
                    (key, all) -> {
                        all.remove(this);
                        return all.isEmpty() ? null : all;
                    });
        }
    }

    /// Listens for news of one piece of work. The caller closes it.
    Ear listen(WorkId id) {
        Ear ear = new Ear(id.text());
        ears.compute(
                id.text(),
                (key, all) -> {
                    Set<Ear> set = all == null ? ConcurrentHashMap.newKeySet() : all;
                    set.add(ear);
                    return set;
                });
        return ear;
    }

    void attach(Worker worker) {
        workers.add(worker);
    }

    void detach(Worker worker) {
        workers.remove(worker);
    }

    /// Whether the database could be reached all of that time. Who has not seen it cannot know
    /// which hearts have stopped: all of them miss their beats while it is away.
    boolean hasWatched(Duration time) {
        Instant from = since;
        return from != null && !from.plus(time).isAfter(clock.instant());
    }

    private void run() {
        while (!closed) {
            try (Notices notices = catalog.listen(WorkRows.CHANNEL)) {
                clock.compare();
                since = clock.instant();
                workers.forEach(Worker::wake);
                ears.values().forEach(all -> all.forEach(Ear::ring));
                hear(notices);
            } catch (RuntimeException e) {
                since = null;
                if (!closed) {
                    LOG.warn("No news of work is heard, looking again in a second: {}", said(e));
                    pause();
                }
            }
        }
    }

    private void hear(Notices notices) {
        look();
        int looks = 0;
        long looked = System.nanoTime();
        while (!closed) {
            notices.await(LOOK).forEach(this::tell);
            if (System.nanoTime() - looked >= LOOK.toNanos()) {
                if (++looks % LOOKS_PER_CHECK == 0) {
                    notices.check();
                    clock.compare();
                }
                look();
                looked = System.nanoTime();
            }
        }
    }

    private void tell(String news) {
        String[] parts = news.split(" ", 2);
        String rest = parts.length == 2 ? parts[1] : "";
        switch (parts[0]) {
            case "due" -> workers.forEach(worker -> worker.wakeFor(rest));
            case "cancel" -> workers.forEach(worker -> worker.leave(rest, Running.Leave.CANCELLED));
            default -> ears.getOrDefault(rest, Set.of()).forEach(Ear::ring);
        }
    }

    private void look() {
        Set<String> ids = new HashSet<>(ears.keySet());
        workers.forEach(worker -> ids.addAll(worker.runningIds()));
        if (ids.isEmpty()) {
            return;
        }
        for (WorkRows.Row row : catalog.in(transaction -> transaction.work().find(ids))) {
            ears.getOrDefault(row.id(), Set.of()).forEach(ear -> ear.compare(row));
            workers.forEach(worker -> worker.compare(row));
            ids.remove(row.id());
        }
        // What is left was forgotten.
        for (String id : ids) {
            ears.getOrDefault(id, Set.of()).forEach(Ear::ring);
            workers.forEach(worker -> worker.leave(id, Running.Leave.LOST));
        }
    }

    private static String said(RuntimeException e) {
        return e instanceof Refusal refusal ? refusal.message() : e.toString();
    }

    private void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed = true;
        ears.values().forEach(all -> all.forEach(Ear::ring));
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
