package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.catalog.UserRows;
import dev.headrace.catalog.UserRows.Profile;
import dev.headrace.control.Users;
import dev.headrace.refusal.Refusal;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Users of the account.
final class UserEndpoints {
    private static final String FAMILY = "Users";
    private static final List<String> TYPES = List.of("REGULAR_USER", "SERVICE_ACCOUNT");
    private static final Shape TYPE = new Shape.Choice(TYPES);

    /// Longer than names are, short enough for an index.
    static final Shape NAME = new Shape.Text(255, null);

    static final Shape.Fields USER =
            Shape.fields(
                    "User",
                    Field.of("id", TEXT),
                    Field.of("email", TEXT),
                    Field.of("given_name", TEXT),
                    Field.of("family_name", TEXT),
                    Field.of("verified", Shape.FLAG),
                    Field.of("invited", Shape.FLAG),
                    Field.of("active", Shape.FLAG).about("false where suspended"),
                    Field.of("picture", TEXT).orNull(),
                    Field.of("phone", TEXT).orNull(),
                    Field.of("role", TEXT).orNull(),
                    Field.of("logged_in_at", Shape.MOMENT).orNull(),
                    Field.of("created_at", Shape.MOMENT),
                    Field.of("user_type", TYPE),
                    Field.of("has_api_key", Shape.FLAG));
    private static final Shape.Fields WISH =
            Shape.fields(
                    "UserRequest",
                    Field.of("email", NAME),
                    Field.of("given_name", NAME),
                    Field.of("family_name", NAME),
                    Field.optional("phone", NAME),
                    Field.optional("picture", TEXT),
                    Field.optional("role", NAME),
                    Field.optional("user_type", TYPE));
    private static final Shape.Fields CHANGE =
            Shape.fields(
                    "UserUpdate",
                    Field.optional("given_name", NAME),
                    Field.optional("family_name", NAME),
                    Field.optional("phone", NAME),
                    Field.optional("picture", TEXT),
                    Field.optional("role", NAME).about("empty for none"));

    private final Users users;

    UserEndpoints(Users users) {
        this.users = users;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/users", "list_all_users")
                        .about(FAMILY, "List users")
                        .query("active", Shape.FLAG)
                        .query("user_type", TYPE)
                        .query("has_api_key", Shape.FLAG)
                        .lists(USER)
                        .by(this::list),
                Endpoint.post("/v1/users", "create_user")
                        .about(FAMILY, "Invite a user")
                        .takes(WISH)
                        .creates(USER)
                        .by(this::create),
                Endpoint.get("/v1/users/{userId}", "user_details")
                        .about(FAMILY, "Get a user")
                        .answers(USER)
                        .by(call ->
                                Answer.of(
                                        "User details retrieved successfully",
                                        user(users.get(call.caller(), id(call))))),
                Endpoint.patch("/v1/users/{userId}", "modify_user")
                        .about(FAMILY, "Change a user")
                        .takes(CHANGE)
                        .answers(USER)
                        .by(this::update),
                Endpoint.delete("/v1/users/{userId}", "delete_user")
                        .about(FAMILY, "Delete a user")
                        .by(this::delete),
                Endpoint.delete("/v1/users/{userId}/role", "delete_user_role_in_account")
                        .about(FAMILY, "Take a user's role in the account away")
                        .by(this::deleteRole),
                Endpoint.post("/headrace/v1/users/{userId}/suspend", "suspend_user")
                        .about(FAMILY, "Suspend a user")
                        .answers(USER)
                        .by(call ->
                                Answer.of(
                                        "User has been suspended",
                                        user(users.setActive(call.caller(), id(call), false)))),
                Endpoint.post("/headrace/v1/users/{userId}/resume", "resume_user")
                        .about(FAMILY, "Let a suspended user in again")
                        .answers(USER)
                        .by(call ->
                                Answer.of(
                                        "User has been resumed",
                                        user(users.setActive(call.caller(), id(call), true)))));
    }

    static Members user(UserRows.Row row) {
        return user(row, row.role());
    }

    /// With the role that counts where the user is shown.
    static Members user(UserRows.Row row, @Nullable String role) {
        return new Members()
                .put("id", row.id())
                .put("email", row.profile().email())
                .put("given_name", row.profile().givenName())
                .put("family_name", row.profile().familyName())
                .put("verified", row.verified())
                .put("invited", row.invited())
                .put("active", row.active())
                .put("picture", row.profile().picture())
                .put("phone", row.profile().phone())
                .put("role", role)
                .put("logged_in_at", row.loggedInAt())
                .put("created_at", row.createdAt())
                .put("user_type", row.type())
                .put("has_api_key", row.hasApiKey());
    }

    private Answer list(Call call) {
        Optional<String> type = call.query("user_type");
        if (type.isPresent() && !TYPES.contains(type.get())) {
            throw new Refusal.Invalid(
                    "Parameter 'user_type' must be one of " + String.join(", ", TYPES));
        }
        UserRows.Filter filter =
                new UserRows.Filter(
                        call.queryFlag("active").orElse(null),
                        type.orElse(null),
                        call.queryFlag("has_api_key").orElse(null));
        return Answer.list(
                "Users list retrieved successfully",
                users.list(call.caller(), filter, call.page()),
                UserEndpoints::user);
    }

    private Answer create(Call call) {
        Body body = call.body();
        Profile profile =
                new Profile(
                        body.text("email"),
                        body.text("given_name"),
                        body.text("family_name"),
                        body.find("phone").orElse(null),
                        body.find("picture").orElse(null));
        return Answer.of(
                "User has been created",
                user(
                        users.create(
                                call.caller(),
                                profile,
                                body.find("role").orElse(""),
                                body.find("user_type").orElse(TYPES.getFirst()))));
    }

    private Answer update(Call call) {
        Body body = call.body();
        return Answer.of(
                "User has been updated",
                user(
                        users.update(
                                call.caller(),
                                id(call),
                                before -> changed(before, body),
                                body.find("role"))));
    }

    private static Profile changed(Profile before, Body body) {
        return new Profile(
                before.email(),
                body.find("given_name").orElse(before.givenName()),
                body.find("family_name").orElse(before.familyName()),
                body.has("phone") ? body.find("phone").orElse(null) : before.phone(),
                body.has("picture") ? body.find("picture").orElse(null) : before.picture());
    }

    private Answer delete(Call call) {
        users.remove(call.caller(), id(call));
        return Answer.of("User with id '%s' has been deleted".formatted(id(call)));
    }

    private Answer deleteRole(Call call) {
        users.removeRole(call.caller(), id(call));
        return Answer.of("User role in account has been removed");
    }

    private static String id(Call call) {
        return call.path("userId");
    }
}
