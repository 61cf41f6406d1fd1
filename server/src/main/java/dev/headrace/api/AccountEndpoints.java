package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.access.Actor;
import dev.headrace.access.Feature;
import dev.headrace.access.Permission;
import dev.headrace.access.Plan;
import dev.headrace.access.Resource;
import dev.headrace.catalog.AuditRows;
import dev.headrace.control.AccessVerbs;
import dev.headrace.control.Accounts;
import dev.headrace.control.Groups;
import dev.headrace.refusal.Refusal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.NullNode;

/// The account, what its callers may do there, and what they did.
final class AccountEndpoints {
    private static final String FAMILY = "Account";
    private static final Shape NAMES = Shape.listOf(TEXT);
    private static final Shape.Fields INFO =
            Shape.fields(
                    "AccountInfo",
                    Field.of("account_id", TEXT),
                    Field.of("account_name", TEXT),
                    Field.optional("user_id", TEXT)
                            .about("of the API key; absent for a system key"),
                    Field.optional("system_key_id", TEXT).about("absent for a user's key"));
    private static final Shape.Fields ME =
            Shape.fields(
                    "Me",
                    Field.of("account_id", TEXT),
                    Field.of("user_id", TEXT).orNull(),
                    Field.of("system_key_id", TEXT).orNull(),
                    Field.of("name", TEXT),
                    Field.of("permissions", NAMES).about("on everything in the account"),
                    Field.of("plan", TEXT).orNull().about("null where everything is on"),
                    Field.of("features", NAMES),
                    Field.optional(
                            "group",
                            Shape.fields(
                                    "MeInGroup",
                                    Field.of("id", TEXT),
                                    Field.of("permissions", NAMES))));
    private static final Shape.Fields LINE =
            Shape.fields(
                    "AuditLine",
                    Field.of("at", Shape.MOMENT),
                    Field.of(
                            "actor",
                            Shape.fields(
                                    "AuditActor",
                                    Field.of("kind", TEXT),
                                    Field.of("id", TEXT),
                                    Field.of("name", TEXT))),
                    Field.of("address", TEXT).orNull(),
                    Field.of("request_id", TEXT).orNull(),
                    Field.of("action", TEXT),
                    Field.of(
                            "subject",
                            Shape.fields(
                                    "AuditSubject", Field.of("kind", TEXT), Field.of("id", TEXT))),
                    Field.of("before", Shape.ANYTHING).orNull(),
                    Field.of("after", Shape.ANYTHING).orNull());

    /// As far as anybody looks, and well within what the database can compare.
    private static final int YEAR_MAX = 9_999;

    private final AccessVerbs verbs;
    private final Groups groups;

    AccountEndpoints(AccessVerbs verbs, Groups groups) {
        this.verbs = verbs;
        this.groups = groups;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/account/info", "get_account_info")
                        .about(FAMILY, "Say whose key it is")
                        .answers(INFO)
                        .by(this::info),
                Endpoint.get("/headrace/v1/me", "get_me")
                        .about(FAMILY, "Say what the caller may do")
                        .query("group_id", TEXT)
                        .answers(ME)
                        .by(this::me),
                Endpoint.get("/headrace/v1/audit", "list_audit")
                        .about(FAMILY, "List who changed what, the newest first")
                        .query("action", TEXT)
                        .query("actor_id", TEXT)
                        .query("subject_kind", TEXT)
                        .query("subject_id", TEXT)
                        .query("since", Shape.MOMENT)
                        .query("until", Shape.MOMENT)
                        .lists(LINE)
                        .by(this::audit));
    }

    private Answer info(Call call) {
        Accounts.Summary info = verbs.accounts().info(call.caller());
        Members members =
                new Members().put("account_id", info.id()).put("account_name", info.name());
        switch (info.actor()) {
            case Actor.User(String id, _) -> members.put("user_id", id);
            case Actor.SystemKey(String id, _) -> members.put("system_key_id", id);
            case Actor.Operator _, Actor.Anonymous _ -> members.put("user_id", (String) null);
        }
        return Answer.of("Account information retrieved successfully", members);
    }

    private Answer me(Call call) {
        Accounts.Summary info = verbs.accounts().info(call.caller());
        Plan plan = verbs.features().plan();
        Members members =
                new Members()
                        .put("account_id", info.id())
                        .put(
                                "user_id",
                                info.actor() instanceof Actor.User(String id, _) ? id : null)
                        .put(
                                "system_key_id",
                                info.actor() instanceof Actor.SystemKey(String id, _) ? id : null)
                        .put("name", info.actor().name())
                        .put("permissions", permissions(call, new Resource.Account()))
                        .put("plan", plan == null ? null : plan.name())
                        .put(
                                "features",
                                Arrays.stream(Feature.values())
                                        .filter(verbs.features()::has)
                                        .map(Feature::name)
                                        .toList());
        call.query("group_id")
                .ifPresent(id -> {
                    groups.get(call.caller(), id);
                    members.put(
                            "group",
                            new Members()
                                    .put("id", id)
                                    .put("permissions", permissions(call, new Resource.Group(id))));
                });
        return Answer.of("Permissions retrieved successfully", members);
    }

    private static Collection<String> permissions(Call call, Resource resource) {
        return call.caller().grants().on(resource).stream().map(Permission::name).toList();
    }

    private Answer audit(Call call) {
        AuditRows.Filter filter =
                new AuditRows.Filter(
                        call.query("action").orElse(null),
                        call.query("actor_id").orElse(null),
                        call.query("subject_kind").orElse(null),
                        call.query("subject_id").orElse(null),
                        moment(call, "since"),
                        moment(call, "until"));
        return Answer.list(
                "Audit retrieved successfully",
                verbs.auditTrail().list(call.caller(), filter, call.page()),
                AccountEndpoints::line);
    }

    private static @Nullable Instant moment(Call call, String name) {
        String text = call.query(name).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            OffsetDateTime moment = OffsetDateTime.parse(text);
            if (moment.getYear() > 0 && moment.getYear() <= YEAR_MAX) {
                return moment.toInstant();
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        throw new Refusal.Invalid("Parameter '%s' must be an RFC 3339 time".formatted(name));
    }

    private static Members line(AuditRows.Entry entry) {
        return new Members()
                .put("at", entry.at())
                .put(
                        "actor",
                        new Members()
                                .put("kind", entry.actorKind())
                                .put("id", entry.actorId())
                                .put("name", entry.actorName()))
                .put("address", entry.address())
                .put("request_id", entry.requestId())
                .put("action", entry.action())
                .put(
                        "subject",
                        new Members().put("kind", entry.subjectKind()).put("id", entry.subjectId()))
                .put("before", json(entry.before()))
                .put("after", json(entry.after()));
    }

    private static JsonNode json(@Nullable String text) {
        return text == null ? NullNode.getInstance() : JsonMapper.shared().readTree(text);
    }
}
