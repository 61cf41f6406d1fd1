package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.MembershipRows.Holder;
import dev.headrace.catalog.MembershipRows.HolderKind;
import dev.headrace.catalog.MembershipRows.Place;
import dev.headrace.catalog.MembershipRows.PlaceKind;
import dev.headrace.catalog.MembershipRows.Row;
import dev.headrace.control.Memberships;
import java.util.ArrayList;
import java.util.List;

/// The roles of users and teams in groups and connections: four families with the same verbs.
final class MembershipEndpoints {
    private static final Shape.Fields MEMBERSHIP =
            Shape.fields(
                    "Membership",
                    Field.of("id", TEXT).about("of the group or the connection"),
                    Field.of("role", TEXT),
                    Field.of("created_at", Shape.MOMENT));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "MembershipRequest",
                    Field.of("id", TEXT),
                    Field.of("role", UserEndpoints.NAME));
    private static final Shape.Fields CHANGE =
            Shape.fields("MembershipUpdate", Field.of("role", UserEndpoints.NAME));

    private final Memberships memberships;

    MembershipEndpoints(Memberships memberships) {
        this.memberships = memberships;
    }

    List<Endpoint> all() {
        List<Endpoint> all = new ArrayList<>();
        for (HolderKind holder : HolderKind.values()) {
            for (PlaceKind place : PlaceKind.values()) {
                all.addAll(new Kind(holder, place).endpoints(memberships));
            }
        }
        return all;
    }

    /// One of the four families.
    private record Kind(HolderKind holder, PlaceKind place) {

        List<Endpoint> endpoints(Memberships memberships) {
            String list = "/v1/%ss/{%sId}/%ss".formatted(who(), who(), what());
            String one = list + "/{%sId}".formatted(what());
            String family = holder == HolderKind.USER ? "Users" : "Teams";
            String operation = "%s_membership_in_%s".formatted(who(), what());
            String of = "a %s's membership in a %s".formatted(who(), what());
            return List.of(
                    Endpoint.get(list, "list_%s_memberships_in_%ss".formatted(who(), what()))
                            .about(
                                    family,
                                    "List a %s's memberships in %ss".formatted(who(), what()))
                            .lists(MEMBERSHIP)
                            .by(call ->
                                    Answer.list(
                                            listed(),
                                            memberships.list(
                                                    call.caller(),
                                                    holder(call),
                                                    place,
                                                    call.page()),
                                            Kind::members)),
                    Endpoint.post(list, "add_" + operation)
                            .about(family, "Create " + of)
                            .takes(WISH)
                            .creates(MEMBERSHIP)
                            .by(call -> add(memberships, call)),
                    Endpoint.get(one, "get_" + operation)
                            .about(family, "Get " + of)
                            .answers(MEMBERSHIP)
                            .by(call ->
                                    Answer.of(
                                            found(),
                                            members(
                                                    memberships.get(
                                                            call.caller(),
                                                            holder(call),
                                                            place(call))))),
                    Endpoint.patch(one, "update_" + operation)
                            .about(family, "Change the role of " + of)
                            .takes(CHANGE)
                            .by(call -> update(memberships, call)),
                    Endpoint.delete(one, "delete_" + operation)
                            .about(family, "Delete " + of)
                            .by(call -> delete(memberships, call)));
        }

        private Answer add(Memberships memberships, Call call) {
            Row row =
                    memberships.add(
                            call.caller(),
                            holder(call),
                            new Place(place, call.body().text("id")),
                            call.body().text("role"));
            return Answer.of(title() + " membership has been created", members(row));
        }

        private Answer update(Memberships memberships, Call call) {
            memberships.setRole(call.caller(), holder(call), place(call), call.body().text("role"));
            return Answer.of(title() + " membership has been updated");
        }

        private Answer delete(Memberships memberships, Call call) {
            memberships.remove(call.caller(), holder(call), place(call));
            return Answer.of(title() + " membership has been deleted");
        }

        private Holder holder(Call call) {
            return new Holder(holder, call.path(who() + "Id"));
        }

        private Place place(Call call) {
            return new Place(place, call.path(what() + "Id"));
        }

        private static Members members(Row row) {
            return new Members()
                    .put("id", row.placeId())
                    .put("role", row.role())
                    .put("created_at", row.createdAt());
        }

        private String listed() {
            return switch (holder) {
                case USER -> "User memberships in %ss retrieved successfully".formatted(what());
                case TEAM -> "Team %s memberships retrieved successfully".formatted(what());
            };
        }

        private String found() {
            return switch (holder) {
                case USER -> "User membership in %s retrieved successfully".formatted(what());
                case TEAM -> "Team %s membership retrieved successfully".formatted(what());
            };
        }

        private String who() {
            return switch (holder) {
                case USER -> "user";
                case TEAM -> "team";
            };
        }

        private String what() {
            return switch (place) {
                case GROUP -> "group";
                case CONNECTION -> "connection";
            };
        }

        private String title() {
            return switch (place) {
                case GROUP -> "Group";
                case CONNECTION -> "Connection";
            };
        }
    }
}
