package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.Transaction;
import dev.headrace.catalog.WorkRows;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import dev.headrace.schedule.Schedule;
import dev.headrace.schedule.WorkId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The verbs on work that goes on behind a request: look at it, follow it, end it. What it is about
/// decides who may.
public final class BackgroundWork {
    /// The kind of work that tests a destination.
    public static final String SETUP_TEST = "setup_test";

    private final Catalog catalog;
    private final Schedule schedule;
    private final Audit audit;

    public BackgroundWork(Catalog catalog, Schedule schedule, InstantSource clock) {
        this.catalog = catalog;
        this.schedule = schedule;
        this.audit = new Audit(clock);
    }

    /// Something that happened in the course of work.
    ///
    /// @param number from 1, without gaps
    /// @param event JSON
    public record Event(int number, Instant at, String event) {}

    /// What was heard of it.
    ///
    /// @param ended whether nothing follows
    public record News(List<Event> events, boolean ended) {}

    /// Follows one piece of work. For one thread.
    public final class Follower {
        private final WorkId id;
        private int after;

        private Follower(WorkId id, int after) {
            this.id = id;
            this.after = after;
        }

        /// What has come since the last call; waits where nothing has.
        public News next(Duration patience) throws InterruptedException {
            Schedule.News news = schedule.follow(id, after, patience);
            List<Event> events =
                    news.events().stream()
                            .map(event -> new Event(event.number(), event.at(), event.event()))
                            .toList();
            if (!events.isEmpty()) {
                after = events.getLast().number();
            }
            return new News(events, news.ended());
        }
    }

    public WorkRows.Row get(Caller caller, String id) {
        return catalog.in(
                transaction -> find(transaction, caller, Permission.VIEW_DESTINATION, id));
    }

    /// What of a kind was done about a destination, the newest first; see [Schedule#HISTORY_MAX].
    public Page<WorkRows.Row> list(
            Caller caller, String kind, String destinationId, Page.Request request) {
        return catalog.in(transaction -> {
            Groups.require(caller, Permission.VIEW_DESTINATION, destinationId);
            Groups.find(transaction, destinationId);
            return transaction.work().list(kind, destinationId, request);
        });
    }

    /// Begins to follow it.
    ///
    /// @param after the number of the event to go on behind, 0 for all
    public Follower follow(Caller caller, String id, int after) {
        return new Follower(new WorkId(get(caller, id).id()), after);
    }

    /// Asks for its end.
    ///
    /// @return what it is now; `running` where its worker has not heeded that yet
    public WorkRows.Row cancel(Caller caller, String id) {
        return catalog.in(transaction -> {
            WorkRows.Row before = find(transaction, caller, Permission.EDIT_DESTINATION, id);
            if (before.state().isEnd() || before.cancelled()) {
                return before;
            }
            schedule.cancel(transaction, new WorkId(id));
            audit.record(
                    transaction,
                    caller,
                    new Subject("work.cancel", "work", id),
                    Map.of("state", before.state().word()),
                    Map.of("kind", before.order().kind(), "subject", before.order().subject()));
            return transaction.work().find(id).orElse(before);
        });
    }

    private static WorkRows.Row find(
            Transaction transaction, Caller caller, Permission permission, String id) {
        Refusal.NotFound missing =
                new Refusal.NotFound("Work", "Work with id '%s' does not exist.".formatted(id));
        WorkRows.Row row = transaction.work().find(id).orElseThrow(() -> missing);
        // A destination is the subject of all work so far, and shares its group's id.
        caller.require(
                permission,
                new Resource.Group(row.order().subject()),
                Permission.VIEW_DESTINATION,
                missing);
        return row;
    }
}
