package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.MembershipRows.GroupUser;
import dev.headrace.catalog.MembershipRows.Holder;
import dev.headrace.catalog.MembershipRows.HolderKind;
import dev.headrace.catalog.MembershipRows.Place;
import dev.headrace.catalog.MembershipRows.PlaceKind;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.UserRows;
import dev.headrace.refusal.Refusal;
import org.jspecify.annotations.Nullable;

/// The users of a group, named by their emails.
public final class GroupUsers {
    private final Catalog catalog;
    private final Memberships memberships;

    public GroupUsers(Catalog catalog, Memberships memberships) {
        this.catalog = catalog;
        this.memberships = memberships;
    }

    /// Users who are members themselves.
    ///
    /// @param active whether only active or only suspended users are meant; null for all
    public Page<GroupUser> list(
            Caller caller, String groupId, @Nullable Boolean active, Page.Request request) {
        return catalog.in(transaction -> {
            Groups.require(caller, Permission.VIEW_DESTINATION, groupId);
            Groups.find(transaction, groupId);
            if (!caller.may(Permission.MANAGE_MEMBERS, new Resource.Group(groupId))) {
                caller.require(Permission.VIEW_USERS);
            }
            return transaction.memberships().usersOfGroup(groupId, active, request);
        });
    }

    public void add(Caller caller, String groupId, String email, String role) {
        catalog.run(transaction -> {
            Groups.require(caller, Permission.MANAGE_MEMBERS, groupId);
            Groups.find(transaction, groupId);
            UserRows.Row user =
                    transaction
                            .users()
                            .findByEmail(email)
                            .orElseThrow(() ->
                                    new Refusal.NotFound(
                                            "User",
                                            "User with email '%s' does not exist."
                                                    .formatted(email)));
            memberships.add(transaction, caller, holder(user.id()), place(groupId), role);
        });
    }

    public void remove(Caller caller, String groupId, String userId) {
        catalog.run(transaction ->
                memberships.remove(transaction, caller, holder(userId), place(groupId)));
    }

    private static Holder holder(String userId) {
        return new Holder(HolderKind.USER, userId);
    }

    private static Place place(String groupId) {
        return new Place(PlaceKind.GROUP, groupId);
    }
}
