package dev.headrace.api;

import dev.headrace.api.TestPeople.Person;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One of each thing that the API knows, and one caller of each kind.
final class AccessWorld {
    private static final Pattern PARAMETER = Pattern.compile("[{<]([A-Za-z]+)[}>]");
    private static final String UNKNOWN = "no_such";

    private final TestApi api;
    private final TestPeople people;
    private final Map<String, ApiClient> callers = new LinkedHashMap<>();
    private final Map<String, String> things = new LinkedHashMap<>();

    private AccessWorld(TestApi api) {
        this.api = api;
        this.people = new TestPeople(api);
    }

    static AccessWorld make(TestApi api) {
        AccessWorld world = new AccessWorld(api);
        world.makeThings();
        world.makeCallers();
        return world;
    }

    /// What is meant by parameters and fields.
    ///
    /// @param things by kind; an unknown id for all where empty
    record Targets(Map<String, String> things) {

        /// The values of a path's parameters.
        Map<String, String> path(String path) {
            Map<String, String> values = new LinkedHashMap<>();
            Matcher names = PARAMETER.matcher(path);
            while (names.find()) {
                values.put(names.group(1), thing(kind(path, names.group(1))));
            }
            return values;
        }

        /// The value of a body's field, where it names a thing.
        Optional<String> field(String path, String name) {
            return switch (name) {
                case "group_id" -> Optional.of(thing("group"));
                case "user_id" -> Optional.of(thing("user"));
                case "role" -> Optional.of("View Destination");
                case "service" -> Optional.empty();
                case "id" ->
                        path.endsWith("/groups")
                                ? Optional.of(thing("group"))
                                : path.endsWith("/connections")
                                        ? Optional.of(thing("connection"))
                                        : Optional.empty();
                default -> Optional.empty();
            };
        }

        private String thing(String kind) {
            return things.isEmpty() ? UNKNOWN : things.getOrDefault(kind, UNKNOWN);
        }

        private static String kind(String path, String parameter) {
            return switch (parameter) {
                case "agentId" -> path.contains("/proxy") ? "proxy" : "agent";
                case "keyId" -> "systemKey";
                case "destinationId" -> "group";
                default -> parameter.replaceAll("Id$", "");
            };
        }
    }

    Map<String, ApiClient> callers() {
        return callers;
    }

    Targets targets() {
        return new Targets(things);
    }

    Targets unknown() {
        return new Targets(Map.of());
    }

    /// An answer without the ids that are in it.
    String unnamed(String body) {
        String unnamed = body;
        for (String id : things.values()) {
            unnamed = unnamed.replace(id, UNKNOWN);
        }
        return unnamed;
    }

    /// From now on the database skips every change, but for what notes the use of keys, counts
    /// requests or runs work.
    void freeze() {
        api.database()
                .execute(
                        """
                        CREATE FUNCTION headrace.skip() RETURNS trigger LANGUAGE plpgsql AS
                            $$BEGIN RETURN NULL; END$$
                        """,
                        """
                        DO $$DECLARE name text; BEGIN
                            FOR name IN SELECT tablename FROM pg_tables
                                WHERE schemaname = 'headrace' AND tablename NOT IN
                                    ('schema_history', 'execution', 'work', 'work_event', 'api_key',
                                        'hybrid_agent')
                                    AND tablename NOT LIKE '%rate%'
                            LOOP
                                EXECUTE format('CREATE TRIGGER skip BEFORE INSERT OR UPDATE OR DELETE
                                    ON headrace.%I FOR EACH ROW EXECUTE FUNCTION headrace.skip()',
                                    name);
                            END LOOP;
                        END$$
                        """,
                        """
                        CREATE TRIGGER skip BEFORE INSERT OR DELETE ON headrace.api_key
                        FOR EACH ROW EXECUTE FUNCTION headrace.skip()
                        """,
                        """
                        CREATE TRIGGER skip BEFORE INSERT OR DELETE ON headrace.hybrid_agent
                        FOR EACH ROW EXECUTE FUNCTION headrace.skip()
                        """);
    }

    private void makeThings() {
        String group =
                make("group", "/v1/groups", "{\"name\":\"%s\"}".formatted(TestPeople.name()));
        make(
                "destination",
                "/v1/destinations",
                """
                {"group_id":"%s","service":"postgres_warehouse","time_zone_offset":"0",
                 "run_setup_tests":false,"config":{"host":"db.example","port":5432,
                 "user":"loader","database":"lake","password":"hr-s3cr3t"}}
                """
                        .formatted(group));
        // Made on first use, and slowly.
        api.client().get("/v1/groups/%s/public-key".formatted(group)).is(200);
        things.put("connection", people.connection(group));
        things.put("team", people.team(""));
        things.put("user", people.member(group, "View Destination").id());
        join("users", thing("user"), "connections", thing("connection"));
        join("teams", thing("team"), "groups", group);
        join("teams", thing("team"), "connections", thing("connection"));
        things.put("systemKey", people.systemKey("").id());
        things.put("roleName", TestPeople.name());
        api.client()
                .post(
                        "/headrace/v1/roles",
                        """
                        {"name":"%s","scope":["DESTINATION"],
                         "permissions":["VIEW_DESTINATION","VIEW_LOGS"]}
                        """
                                .formatted(thing("roleName")))
                .is(201);
        make(
                "agent",
                "/v1/hybrid-deployment-agents",
                """
                {"group_id":"%s","display_name":"a","env_type":"DOCKER","accept_terms":true,
                 "auth_type":"AUTO"}
                """
                        .formatted(group));
        make("proxy", "/v1/proxy", "{\"display_name\":\"p\",\"group_region\":\"AWS_EU_WEST_1\"}");
        make(
                "log",
                "/v1/external-logging",
                """
                {"group_id":"%s","service":"splunkLog","run_setup_tests":false,
                 "config":{"host":"splunk.example","port":8088,"channel":"c1",
                 "enable_ssl":true,"token":"hr-s3cr3t"}}
                """
                        .formatted(group));
        make(
                "webhook",
                "/v1/webhooks/group/" + group,
                """
                {"url":"https://a.open.test/","events":["sync_start"],"active":false,
                 "secret":"hr-s3cr3t"}
                """);
    }

    private void makeCallers() {
        String group = thing("group");
        callers.put("administrator", api.client());
        account("billing", "Account Billing");
        account("analyst", "Account Analyst");
        account("reviewer", "Account Reviewer");
        Person creator = account("creator", "Destination Creator");
        member(creator, "Manage Destination");
        account("other-creator", "Destination Creator");
        for (String role :
                new String[] {
                    "Manage Destination",
                    "Edit Destination",
                    "View Destination",
                    "Create Connection"
                }) {
            callers.put(
                    role.replace(' ', '-').toLowerCase(Locale.ROOT),
                    people.member(group, role).client());
        }
        callers.put("custom", people.member(group, thing("roleName")).client());
        Person inTeam = account("team-member", "");
        api.client()
                .post(
                        "/v1/teams/%s/users".formatted(thing("team")),
                        "{\"user_id\":\"%s\",\"role\":\"Team Member\"}".formatted(inTeam.id()))
                .is(201);
        key("key-read", "READ", "");
        key("key-manage", "MANAGE", "");
        key(
                "key-group",
                "MANAGE",
                "\"resource_filter\":{\"group_ids\":[\"%s\"]},".formatted(group));
        key("key-elsewhere", "MANAGE", "\"resource_filter\":{\"group_ids\":[\"else\"]},");
        account("nobody", "");
    }

    private Person account(String kind, String role) {
        Person person = people.user(role);
        callers.put(kind, person.client());
        return person;
    }

    private void key(String kind, String level, String filter) {
        callers.put(
                kind,
                people.systemKey(
                                "{%s\"resource_type\":\"DESTINATION\",\"access_level\":\"%s\"}"
                                        .formatted(filter, level))
                        .client());
    }

    private void member(Person person, String role) {
        api.client()
                .post(
                        "/v1/users/%s/groups".formatted(person.id()),
                        "{\"id\":\"%s\",\"role\":\"%s\"}".formatted(thing("group"), role))
                .is(201);
    }

    private void join(String holders, String holder, String places, String place) {
        String role = places.equals("groups") ? "View Destination" : "View Connection";
        api.client()
                .post(
                        "/v1/%s/%s/%s".formatted(holders, holder, places),
                        "{\"id\":\"%s\",\"role\":\"%s\"}".formatted(place, role))
                .is(201);
    }

    private String make(String kind, String path, String body) {
        var reply = api.client().post(path, body);
        String id = reply.data().path("id").asString(reply.data().path("agent_id").asString(""));
        if (id.isEmpty()) {
            throw new AssertionError(path + ": " + reply.message());
        }
        if (!kind.equals("destination")) {
            things.put(kind, id);
        }
        return id;
    }

    private String thing(String kind) {
        return Objects.requireNonNull(things.get(kind), kind);
    }
}
