package dev.headrace.catalog;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jspecify.annotations.Nullable;

/// Background work, its events, and the executions by which the scheduler hands it to workers. What
/// changes here is told on [#CHANNEL] when the transaction commits.
public final class WorkRows {
    /// Where `due POOL`, `event ID`, `end ID` and `cancel ID` are told.
    public static final String CHANNEL = "headrace_work";

    /// The scheduler's name for all of our executions.
    public static final String EXECUTION = "work";

    private static final String COLUMNS =
            """
            number, id, kind, subject, pool, payload, state, attempt, deaths, events, cancelled, worker,
            result, submitted_at, started_at, ended_at
            """;

    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            new Order(
                                    row.getString("kind"),
                                    row.getString("subject"),
                                    row.getString("pool"),
                                    row.getString("payload")),
                            State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                            row.getInt("attempt"),
                            row.getInt("deaths"),
                            row.getInt("events"),
                            row.getBoolean("cancelled"),
                            row.getString("worker"),
                            row.getString("result"),
                            Columns.instant(row, "submitted_at"),
                            Columns.instantOrNull(row, "started_at"),
                            Columns.instantOrNull(row, "ended_at"));

    private final Handle handle;

    WorkRows(Handle handle) {
        this.handle = handle;
    }

    /// Where a piece of work stands.
    public enum State {
        WAITING,
        RUNNING,
        DONE,
        FAILED,
        DIED,
        CANCELLED;

        public boolean isEnd() {
            return this != WAITING && this != RUNNING;
        }

        /// The word in the database and for clients.
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What is to be done.
    ///
    /// @param subject the id of what it is about
    /// @param pool whose workers take it
    /// @param payload JSON
    public record Order(String kind, String subject, String pool, String payload) {}

    /// A piece of work.
    ///
    /// @param number its place in the order of submission
    /// @param attempt how often a worker has begun it
    /// @param deaths how many of those have died of it
    /// @param events how many there are
    /// @param cancelled whether somebody asked for that; it may still end otherwise
    /// @param worker who began it last, null before
    /// @param result JSON, null unless it is done
    public record Row(
            long number,
            String id,
            Order order,
            State state,
            int attempt,
            int deaths,
            int events,
            boolean cancelled,
            @Nullable String worker,
            @Nullable String result,
            Instant submittedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt) {}

    /// One event.
    ///
    /// @param number from 1, without gaps
    /// @param event JSON
    public record Event(int number, Instant at, String event) {}

    /// One try at a piece of work: what its worker must name to change it.
    public record Attempt(String id, int number) {}

    /// What the database's clock says.
    public Instant now() {
        return handle.createQuery("SELECT clock_timestamp()")
                .mapTo(OffsetDateTime.class)
                .one()
                .toInstant();
    }

    /// Adds it, with its execution.
    public void add(String id, Order order, Instant at) {
        handle.createUpdate(
                        """
                        INSERT INTO headrace.work (id, kind, subject, pool, payload, state,
                            submitted_at)
                        VALUES (:id, :kind, :subject, :pool, :payload, 'waiting', :at)
                        """)
                .bind("id", id)
                .bind("kind", order.kind())
                .bind("subject", order.subject())
                .bind("pool", order.pool())
                .bind("payload", order.payload())
                .bind("at", Columns.time(at))
                .execute();
        handle.createUpdate(
                        """
                        INSERT INTO headrace.execution (task_name, task_instance, execution_time,
                            picked, version, pool, kind)
                        VALUES (:execution, :id, :at, false, 1, :pool, :kind)
                        """)
                .bind("execution", EXECUTION)
                .bind("id", id)
                .bind("at", Columns.time(at))
                .bind("pool", order.pool())
                .bind("kind", order.kind())
                .execute();
        tell("due " + order.pool());
    }

    public Optional<Row> find(String id) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM headrace.work WHERE id = :id")
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// Those of these that there are.
    public List<Row> find(Collection<String> ids) {
        return handle.createQuery("SELECT " + COLUMNS + " FROM headrace.work WHERE id = ANY (:ids)")
                .bindArray("ids", String.class, ids)
                .map(ROW)
                .list();
    }

    /// What was done about something, the newest first.
    public Page<Row> list(String kind, String subject, Page.Request request) {
        return Page.of(
                handle.createQuery(
                                "SELECT "
                                        + COLUMNS
                                        + """
                                        FROM headrace.work
                                        WHERE subject = :subject AND kind = :kind
                                            AND (:after = 0 OR number < :after)
                                        ORDER BY number DESC LIMIT :limit
                                        """)
                        .bind("subject", subject)
                        .bind("kind", kind)
                        .bind("after", request.after())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list(),
                request,
                Row::number);
    }

    /// A worker takes it, unless somebody cancelled it meanwhile.
    public Optional<Row> begin(String id, String worker, Instant at) {
        return handle.createQuery(
                        """
                        UPDATE headrace.work SET state = 'running', attempt = attempt + 1,
                            worker = :worker, started_at = :at
                        WHERE id = :id AND state = 'waiting'
                        RETURNING
                        """
                                + COLUMNS)
                .bind("id", id)
                .bind("worker", worker)
                .bind("at", Columns.time(at))
                .map(ROW)
                .findOne();
    }

    /// Adds one, unless the attempt is over. Doing it twice with the same number is doing it once.
    ///
    /// @param event its number is the next: one more than there are
    public void addEvent(Attempt attempt, Event event) {
        boolean added =
                handle.createUpdate(
                                        """
                                        WITH counted AS (
                                            UPDATE headrace.work SET events = :number
                                            WHERE id = :id AND attempt = :attempt
                                                AND state = 'running' AND events = :number - 1
                                            RETURNING id)
                                        INSERT INTO headrace.work_event (work_id, number, at, event)
                                        SELECT id, :number, :at, :event FROM counted
                                        """)
                                .bind("id", attempt.id())
                                .bind("attempt", attempt.number())
                                .bind("number", event.number())
                                .bind("at", Columns.time(event.at()))
                                .bind("event", event.event())
                                .execute()
                        == 1;
        if (added) {
            tell("event " + attempt.id());
        }
    }

    /// Those that come after that number, in order.
    public List<Event> events(String id, int after, int limit) {
        return handle.createQuery(
                        """
                        SELECT number, at, event FROM headrace.work_event
                        WHERE work_id = :id AND number > :after ORDER BY number LIMIT :limit
                        """)
                .bind("id", id)
                .bind("after", after)
                .bind("limit", limit)
                .map((row, context) ->
                        new Event(
                                row.getInt("number"),
                                Columns.instant(row, "at"),
                                row.getString("event")))
                .list();
    }

    /// Ends a running attempt, and its execution with it.
    ///
    /// @param result JSON, null where there is none
    /// @return whether the attempt was still the one that counts
    public boolean end(Attempt attempt, State state, @Nullable String result, Instant at) {
        boolean mine =
                handle.createUpdate(
                                        """
                                        UPDATE headrace.work SET state = :state, result = :result,
                                            ended_at = :at
                                        WHERE id = :id AND attempt = :attempt
                                            AND state = 'running'
                                        """)
                                .bind("state", state.word())
                                .bind("result", result)
                                .bind("at", Columns.time(at))
                                .bind("id", attempt.id())
                                .bind("attempt", attempt.number())
                                .execute()
                        == 1;
        if (mine) {
            removeExecution(attempt.id());
            tell("end " + attempt.id());
        }
        return mine;
    }

    /// Lets it wait for the next worker.
    ///
    /// @param from `RUNNING`, or `WAITING` where it was picked and never begun
    /// @param died whether its worker has died, which is counted
    /// @return whether the attempt was still the one that counts
    public boolean giveBack(Attempt attempt, State from, boolean died, Instant at) {
        Optional<String> pool =
                handle.createQuery(
                                """
                                UPDATE headrace.work SET state = 'waiting',
                                    deaths = deaths + CASE WHEN :died THEN 1 ELSE 0 END
                                WHERE id = :id AND attempt = :attempt AND state = :from
                                RETURNING pool
                                """)
                        .bind("id", attempt.id())
                        .bind("attempt", attempt.number())
                        .bind("from", from.word())
                        .bind("died", died)
                        .mapTo(String.class)
                        .findOne();
        pool.ifPresent(name -> {
            handle.createUpdate(
                            """
                            UPDATE headrace.execution SET picked = false, picked_by = NULL,
                                last_heartbeat = NULL, execution_time = :at, version = version + 1
                            WHERE task_name = :execution AND task_instance = :id
                            """)
                    .bind("execution", EXECUTION)
                    .bind("id", attempt.id())
                    .bind("at", Columns.time(at))
                    .execute();
            tell("due " + name);
        });
        return pool.isPresent();
    }

    /// Asks for the end of it. What waits has ended with this; what runs will be told.
    ///
    /// @return what it is now, nothing where there is no such work
    public Optional<State> cancel(String id, Instant at) {
        Optional<State> state =
                handle.createQuery(
                                """
                                UPDATE headrace.work SET cancelled = true,
                                    state = CASE state WHEN 'waiting' THEN 'cancelled'
                                        ELSE state END,
                                    ended_at = CASE state WHEN 'waiting' THEN :at ELSE ended_at END
                                WHERE id = :id AND state IN ('waiting', 'running')
                                RETURNING state
                                """)
                        .bind("id", id)
                        .bind("at", Columns.time(at))
                        .map((row, context) ->
                                State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)))
                        .findOne();
        if (state.isEmpty()) {
            return find(id).map(Row::state);
        }
        if (state.get() == State.CANCELLED) {
            removeExecution(id);
            tell("end " + id);
        } else {
            tell("cancel " + id);
        }
        return state;
    }

    /// Locks the work of an execution whose heart has stopped.
    ///
    /// @param version of the execution, as it was found
    /// @param heartbeat the last, as it was found
    /// @return nothing where it beats again, or somebody else has seen to it
    public Optional<Row> lockDead(String id, long version, Instant heartbeat) {
        Optional<Row> row =
                handle.createQuery(
                                "SELECT "
                                        + COLUMNS
                                        + " FROM headrace.work WHERE id = :id FOR UPDATE")
                        .bind("id", id)
                        .map(ROW)
                        .findOne();
        boolean dead =
                handle.createQuery(
                                """
                                SELECT true FROM headrace.execution
                                WHERE task_name = :execution AND task_instance = :id AND picked
                                    AND version = :version AND last_heartbeat <= :heartbeat
                                FOR UPDATE
                                """)
                        .bind("execution", EXECUTION)
                        .bind("id", id)
                        .bind("version", version)
                        .bind("heartbeat", Columns.time(heartbeat))
                        .mapTo(Boolean.class)
                        .findOne()
                        .orElse(false);
        return dead ? row : Optional.empty();
    }

    /// Removes an execution that has nothing left to do.
    public void removeExecution(String id) {
        handle.createUpdate(
                        """
                        DELETE FROM headrace.execution
                        WHERE task_name = :execution AND task_instance = :id
                        """)
                .bind("execution", EXECUTION)
                .bind("id", id)
                .execute();
    }

    /// Forgets what ended, but for the newest of the kind about the same subject.
    public void forget(Order like, int kept) {
        handle.createUpdate(
                        """
                        DELETE FROM headrace.work WHERE number IN (
                            SELECT number FROM headrace.work
                            WHERE subject = :subject AND kind = :kind AND ended_at IS NOT NULL
                                AND number <= (
                                    SELECT number FROM headrace.work
                                    WHERE subject = :subject AND kind = :kind
                                    ORDER BY number DESC OFFSET :kept LIMIT 1)
                            FOR UPDATE SKIP LOCKED)
                        """)
                .bind("subject", like.subject())
                .bind("kind", like.kind())
                .bind("kept", kept)
                .execute();
    }

    /// Forgets all that was ever done about something, and what is being done.
    public void forget(String subject) {
        List<String> ids =
                handle.createQuery(
                                "DELETE FROM headrace.work WHERE subject = :subject RETURNING id")
                        .bind("subject", subject)
                        .mapTo(String.class)
                        .list();
        for (String id : ids) {
            removeExecution(id);
            tell("end " + id);
        }
    }

    private void tell(String what) {
        handle.createQuery("SELECT true FROM pg_notify(:channel, :what)")
                .bind("channel", CHANNEL)
                .bind("what", what)
                .mapTo(Boolean.class)
                .one();
    }
}
