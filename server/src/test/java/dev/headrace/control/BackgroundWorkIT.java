package dev.headrace.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.access.Actor;
import dev.headrace.access.Caller;
import dev.headrace.access.Grants;
import dev.headrace.access.Permission;
import dev.headrace.catalog.AuditRows;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.TestCatalog;
import dev.headrace.catalog.WorkRows.State;
import dev.headrace.refusal.Refusal;
import dev.headrace.schedule.Schedule;
import dev.headrace.schedule.WorkOrder;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Whoever may see a destination sees the work on it; whoever may change it ends that work; to all
/// others there is none.
class BackgroundWorkIT {

    @Test
    void showsWorkToThoseWhoSeeItsDestination() {
        try (TestCatalog database = TestCatalog.open();
                Schedule schedule = Schedule.open(database.catalog(), InstantSource.system())) {
            Catalog catalog = database.catalog();
            BackgroundWork work = new BackgroundWork(catalog, schedule, InstantSource.system());
            Caller administrator = caller(Grants.all());
            String group =
                    new Groups(catalog, InstantSource.system()).create(administrator, "g").id();
            WorkOrder order = new WorkOrder("setup_test", group, WorkOrder.DEFAULT_POOL, "{}");
            String id = catalog.in(transaction -> schedule.submit(transaction, order)).text();

            Caller stranger = caller(of("other_group", Permission.values()));
            assertMissing(() -> work.get(stranger, id), id);
            assertMissing(() -> work.follow(stranger, id, 0), id);
            assertMissing(() -> work.cancel(stranger, id), id);
            assertMissing(() -> work.get(administrator, "nothing"), "nothing");
            assertThatThrownBy(
                            () -> work.list(stranger, "setup_test", group, new Page.Request(0, 10)))
                    .isInstanceOf(Refusal.NotFound.class);

            Caller viewer = caller(of(group, Permission.VIEW_DESTINATION));
            assertThat(work.get(viewer, id).state()).isEqualTo(State.WAITING);
            assertThatThrownBy(() -> work.cancel(viewer, id)).isInstanceOf(Refusal.Forbidden.class);
            assertThat(work.get(viewer, id).cancelled()).isFalse();

            Caller editor =
                    caller(of(group, Permission.VIEW_DESTINATION, Permission.EDIT_DESTINATION));
            assertThat(work.cancel(editor, id).state()).isEqualTo(State.CANCELLED);
            Page<AuditRows.Entry> audit =
                    catalog.in(transaction ->
                            transaction
                                    .audit()
                                    .list(AuditRows.Filter.NONE, new Page.Request(0, 10)));
            assertThat(audit.items().getFirst().action()).isEqualTo("work.cancel");
            assertThat(audit.items().getFirst().subjectId()).isEqualTo(id);
        }
    }

    private static void assertMissing(Runnable call, String id) {
        assertThatThrownBy(call::run)
                .isInstanceOf(Refusal.NotFound.class)
                .hasMessage("Work with id '%s' does not exist.".formatted(id));
    }

    private static Grants of(String group, Permission... permissions) {
        return new Grants(Set.of(), Map.of(group, Set.of(permissions)), Map.of());
    }

    private static Caller caller(Grants grants) {
        return new Caller(new Actor.User("a_b", "Ada"), grants, null, null);
    }
}
