package dev.headrace.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.headrace.catalog.TestCatalog;
import dev.headrace.control.AccessVerbs;
import dev.headrace.control.FirstAdministrator;
import dev.headrace.control.FirstAdministrator.Made;
import dev.headrace.control.FirstAdministrator.Wish;
import dev.headrace.control.Groups;
import dev.headrace.control.SystemKeys;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.SettableClock;
import dev.headrace.vault.KeyFile;
import dev.headrace.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who calls, found out on a real database.
class AuthenticationIT {
    private static final Wish NOTHING = wish("admin@localhost", Optional.empty());
    private static final Wish GIVEN =
            new Wish(
                    "Northwind BV",
                    "ops@example.com",
                    Optional.of(Secret.of("hr-s3cr3t password")),
                    Optional.of("ops"),
                    Optional.of(Secret.of("hr-s3cr3t key")));

    @TempDir private Path home;
    private final SettableClock clock = new SettableClock(Instant.parse("2026-03-02T09:15:04Z"));
    private TestCatalog database;
    private Vault vault;
    private Authentication authentication;
    private FirstAdministrator first;

    @BeforeEach
    void open() {
        database = TestCatalog.open();
        vault = Vault.start(new KeyFile(home.resolve("master.key")), database.catalog());
        authentication = new Authentication(database.catalog(), vault.apiSecrets(), clock);
        first = new FirstAdministrator(database.catalog(), vault.apiSecrets(), clock);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void makesTheFirstAdministratorOnce() {
        Made made = first.ensure(NOTHING).orElseThrow();
        Caller caller = caller(made.key(), made.secret().orElseThrow());
        assertThat(caller.grants()).isEqualTo(Grants.all());
        assertThat(made.secret().orElseThrow().reveal()).hasSizeGreaterThan(40);
        assertThat(first.ensure(GIVEN)).isEmpty();
        assertUnknown("ops", GIVEN.secret().orElseThrow());
    }

    @Test
    void takesWhatTheOperatorGivesAndShowsNoneOfIt() {
        Made made = first.ensure(GIVEN).orElseThrow();
        assertThat(made.password()).isEmpty();
        assertThat(made.secret()).isEmpty();
        assertThat(caller("ops", GIVEN.secret().orElseThrow()).actor().name())
                .isEqualTo("Account Administrator");
        String hash =
                database.catalog()
                        .in(transaction ->
                                transaction
                                        .users()
                                        .password(
                                                transaction
                                                        .users()
                                                        .findByEmail("OPS@example.com")
                                                        .orElseThrow()
                                                        .id())
                                        .orElseThrow());
        assertThat(Passwords.matches(GIVEN.password().orElseThrow(), hash)).isTrue();
        Secret reset = first.resetPassword("Ops@example.com");
        assertThat(Passwords.matches(reset, hash)).isFalse();
        assertThat(database.dump()).contains("ops@example.com").doesNotContain("hr-s3cr3t");
        assertThatThrownBy(() -> first.resetPassword("nobody@example.com"))
                .isInstanceOf(Refusal.NotFound.class);
    }

    @Test
    void refusesWhatCannotBeAnAdministratorAndMakesNone() {
        assertThatThrownBy(() -> first.ensure(wish("no address", Optional.empty())))
                .isInstanceOf(Refusal.Invalid.class);
        assertThatThrownBy(() -> first.ensure(wish("ops@example.com", Optional.of("a:b"))))
                .isInstanceOf(Refusal.Invalid.class);
        assertThat(database.database().count("SELECT count(*) FROM headrace.account")).isZero();
    }

    @Test
    void serversThatStartTogetherMakeOneAdministrator() throws Exception {
        Callable<Optional<Made>> start = () -> first.ensure(NOTHING);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Made> made = new ArrayList<>();
            for (Future<Optional<Made>> future : threads.invokeAll(List.of(start, start, start))) {
                future.get().ifPresent(made::add);
            }
            assertThat(made).hasSize(1);
        }
        assertThat(database.database().count("SELECT count(*) FROM headrace.account_user"))
                .isEqualTo(1);
    }

    @Test
    void knowsNobodyByAnythingElse() {
        first.ensure(GIVEN);
        Secret right = GIVEN.secret().orElseThrow();
        assertUnknown("ops", Secret.of("hr-s3cr3t other"));
        assertUnknown("ops", Secret.of(""));
        assertUnknown("Ops", right);
        assertUnknown("o\u0000ps", right);
        for (String header :
                new String[] {
                    "", "Basic", "Basic ", "Basic !!", "Basic b3Bz", "Bearer " + basic("a", right)
                }) {
            assertThatThrownBy(() -> authentication.caller(header, "127.0.0.1", "r"))
                    .isInstanceOf(Refusal.Unauthenticated.class);
        }
        assertThatThrownBy(() -> authentication.caller(null, "127.0.0.1", "r"))
                .isInstanceOf(Refusal.Unauthenticated.class);
        assertThatThrownBy(() ->
                        authentication.caller("Basic " + "A".repeat(100_000), "127.0.0.1", "r"))
                .isInstanceOf(Refusal.Unauthenticated.class);
        assertThat(
                        authentication
                                .caller(basic("ops", right).replace("Basic", "bASIC"), "a", "r")
                                .address())
                .isEqualTo("a");
    }

    @Test
    void slowsGuessesDownAndNobodyElse() {
        first.ensure(GIVEN);
        Secret right = GIVEN.secret().orElseThrow();
        for (int i = 0; i < 30; i++) {
            assertUnknown("ops", Secret.of("hr-s3cr3t " + i));
        }
        assertThatThrownBy(() -> caller("ops", Secret.of("hr-s3cr3t 30")))
                .isInstanceOfSatisfying(
                        Refusal.TooMany.class,
                        refusal ->
                                assertThat(refusal.retryAfter())
                                        .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(10)));
        // The same address with another key, and the same key from another address.
        assertThatThrownBy(() -> caller("other", right)).isInstanceOf(Refusal.TooMany.class);
        assertThatThrownBy(
                        () -> authentication.caller(basic("ops", Secret.of("x")), "10.0.0.9", "r"))
                .isInstanceOf(Refusal.TooMany.class);
        assertThat(caller("ops", right).actor().kind()).isEqualTo("user");
        clock.advance(Duration.ofMinutes(2));
        assertUnknown("ops", Secret.of("hr-s3cr3t 31"));
    }

    @Test
    void notesTheUseOfAKeyOnceAMinute() {
        first.ensure(GIVEN);
        Secret right = GIVEN.secret().orElseThrow();
        caller("ops", right);
        String used = lastUse();
        clock.advance(Duration.ofSeconds(59));
        caller("ops", right);
        assertThat(lastUse()).isEqualTo(used);
        clock.advance(Duration.ofSeconds(2));
        caller("ops", right);
        assertThat(lastUse()).isNotEqualTo(used);
    }

    @Test
    void gathersEveryRoleThatReachesAUser() {
        first.ensure(GIVEN);
        Caller administrator = caller("ops", GIVEN.secret().orElseThrow());
        Groups groups = new Groups(database.catalog(), clock);
        String direct = groups.create(administrator, "direct").id();
        String byTeam = groups.create(administrator, "by_team").id();
        String none = groups.create(administrator, "none").id();
        database.database()
                .execute(
                        user("u"),
                        key("u"),
                        """
                        INSERT INTO headrace.custom_role (name, description, scopes, permissions,
                            created_at)
                        VALUES ('Log Reader', '', '{DESTINATION}', '{VIEW_DESTINATION,VIEW_LOGS}',
                            now())
                        """,
                        """
                        INSERT INTO headrace.team (id, name, role, created_at)
                        VALUES ('t', 't', 'Billing', now())
                        """,
                        """
                        INSERT INTO headrace.team_user (team_id, user_id, role, created_at)
                        VALUES ('t', 'u', 'Team Manager', now())
                        """,
                        member("user_id", "u", direct, "Log Reader"),
                        member("team_id", "t", byTeam, "Connector Creator"),
                        "INSERT INTO headrace.connection (id, group_id) VALUES ('c', '%s')"
                                .formatted(none),
                        """
                        INSERT INTO headrace.membership (user_id, connection_id, role, created_at)
                        VALUES ('u', 'c', 'Edit Connection', now())
                        """);
        Caller caller = caller("key_u", Secret.of("hr-s3cr3t"));
        Grants grants = caller.grants();
        assertThat(grants.account())
                .containsExactlyInAnyOrder(
                        Permission.VIEW_BILLING, Permission.EDIT_BILLING, Permission.VIEW_USAGE);
        assertThat(grants.on(new Resource.Group(direct)))
                .contains(Permission.VIEW_DESTINATION, Permission.VIEW_LOGS)
                .doesNotContain(Permission.EDIT_DESTINATION);
        assertThat(grants.allow(Permission.CREATE_CONNECTIONS, new Resource.Group(byTeam)))
                .isTrue();
        assertThat(grants.allow(Permission.VIEW_DESTINATION, new Resource.Group(none))).isFalse();
        assertThat(grants.allow(Permission.EDIT_CONNECTION, new Resource.Connection("c", none)))
                .isTrue();
        assertThat(grants.allow(Permission.MANAGE_TEAM_MEMBERS, new Resource.Team("t"))).isTrue();
        database.database().execute("UPDATE headrace.account_user SET active = false");
        assertUnknown("key_u", Secret.of("hr-s3cr3t"));
    }

    @Test
    void systemKeysDoWhatTheySayUntilTheyExpire() {
        first.ensure(GIVEN);
        Caller administrator = caller("ops", GIVEN.secret().orElseThrow());
        SystemKeys keys =
                AccessVerbs.of(database.catalog(), vault.apiSecrets(), FeaturePolicy.open(), clock)
                        .systemKeys();
        var permissions =
                List.of(
                        new SystemKeyPermission(
                                SystemKeyPermission.Type.DESTINATION,
                                SystemKeyPermission.Level.MANAGE,
                                new SystemKeyPermission.Filter(List.of(), List.of("g"))),
                        new SystemKeyPermission(
                                SystemKeyPermission.Type.USER,
                                SystemKeyPermission.Level.READ,
                                null),
                        new SystemKeyPermission(
                                SystemKeyPermission.Type.ROLES,
                                SystemKeyPermission.Level.NONE,
                                null));
        SystemKeys.Made made =
                keys.create(administrator, "ci", permissions, SystemKeys.Validity.ONE_MONTH);
        assertThat(made.row().expiredAt()).isEqualTo(Instant.parse("2026-04-02T09:15:04Z"));
        Grants grants = caller(made.row().key(), made.secret()).grants();
        assertThat(grants.account()).containsExactly(Permission.VIEW_USERS);
        assertThat(grants.allow(Permission.DELETE_DESTINATION, new Resource.Group("g"))).isTrue();
        assertThat(grants.allow(Permission.VIEW_DESTINATION, new Resource.Group("h"))).isFalse();
        SystemKeys.Made rotated = keys.rotate(administrator, made.row().id(), Optional.empty());
        assertUnknown(made.row().key(), made.secret());
        caller(made.row().key(), rotated.secret());
        clock.set(Instant.parse("2026-04-02T09:15:04Z"));
        assertUnknown(made.row().key(), rotated.secret());
    }

    @Test
    void plansSayWhichOfThemHaveAFeature() {
        FeaturePolicy.open().require(Feature.FAILOVER);
        FeaturePolicy policy = new FeaturePolicy(Plan.STANDARD);
        assertThatThrownBy(() -> policy.require(Feature.HYBRID))
                .isInstanceOf(Refusal.Forbidden.class)
                .hasMessage(
                        "Hybrid deployment: not in this account's policy (plan Standard). Plans"
                                + " with it: Enterprise, Business Critical.");
        new FeaturePolicy(Plan.ENTERPRISE).require(Feature.HYBRID);
    }

    private Caller caller(String key, Secret secret) {
        return authentication.caller(basic(key, secret), "127.0.0.1", "r");
    }

    private void assertUnknown(String key, Secret secret) {
        assertThatThrownBy(() -> caller(key, secret))
                .isInstanceOf(Refusal.Unauthenticated.class)
                .message()
                .doesNotContain("hr-s3cr3t");
    }

    private String lastUse() {
        return String.valueOf(
                database.database()
                        .value("SELECT last_used_at FROM headrace.api_key WHERE key = 'ops'"));
    }

    private String key(String user) {
        return "INSERT INTO headrace.api_key (key, hash, user_id, created_at) VALUES ('key_%1$s', '\\x%2$s', '%1$s', now())"
                .formatted(
                        user,
                        HexFormat.of().formatHex(vault.apiSecrets().of(Secret.of("hr-s3cr3t"))));
    }

    private static String user(String id) {
        return """
        INSERT INTO headrace.account_user (id, email, given_name, family_name, user_type, verified,
            invited, active, created_at)
        VALUES ('%1$s', '%1$s@example.com', 'U', 'V', 'REGULAR_USER', true, false, true, now())
        """
                .formatted(id);
    }

    private static String member(String holder, String id, String group, String role) {
        return """
        INSERT INTO headrace.membership (%s, group_id, role, created_at)
        VALUES ('%s', '%s', '%s', now())
        """
                .formatted(holder, id, group, role);
    }

    private static Wish wish(String email, Optional<String> key) {
        return new Wish("Headrace", email, Optional.empty(), key, Optional.empty());
    }

    private static String basic(String key, Secret secret) {
        String pair = key + ":" + secret.reveal();
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }
}
