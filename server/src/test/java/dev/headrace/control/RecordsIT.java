package dev.headrace.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.headrace.access.Actor;
import dev.headrace.access.Caller;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.access.Grants;
import dev.headrace.access.Permission;
import dev.headrace.access.Plan;
import dev.headrace.catalog.AuditRows;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.TestCatalog;
import dev.headrace.connectivity.AddressGuard;
import dev.headrace.outgoing.OutgoingHttp;
import dev.headrace.outgoing.TestReceiver;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import dev.headrace.vault.KeyFile;
import dev.headrace.vault.Vault;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may do what with records of agents, networks and receivers, what is noted of it, and what
/// the database shows of their secrets.
class RecordsIT {
    private static final String MARK = "hr-s3cr3t";
    private static final Page.Request FIRST = new Page.Request(0, 1_000);
    private static final Set<Permission> VIEWS =
            Set.of(
                    Permission.VIEW_DESTINATION,
                    Permission.VIEW_NETWORKING,
                    Permission.VIEW_SECURITY);

    @TempDir private static Path home;
    private static TestCatalog database;
    private static Catalog catalog;
    private static Groups groups;
    private static HybridAgents hybridAgents;
    private static ProxyAgents proxyAgents;
    private static PrivateLinks privateLinks;
    private static Webhooks webhooks;
    private static LogServices logServices;
    private static SecretsManagers secretsManagers;

    @BeforeAll
    static void open() {
        database = TestCatalog.open();
        catalog = database.catalog();
        InstantSource clock = InstantSource.system();
        Vault vault = Vault.start(new KeyFile(home.resolve("master.key")), catalog);
        OutgoingHttp http =
                new OutgoingHttp(
                        new AddressGuard(
                                true,
                                List.of(),
                                name -> {
                                    throw new UnknownHostException(name);
                                }),
                        TestReceiver.trust());
        groups = new Groups(catalog, clock);
        hybridAgents =
                new HybridAgents(
                        catalog, vault, clock, "https://headrace.test", FeaturePolicy.open());
        proxyAgents = new ProxyAgents(catalog, vault, clock);
        privateLinks = new PrivateLinks(catalog, clock, FeaturePolicy.open());
        webhooks = new Webhooks(catalog, vault, http, clock);
        logServices = new LogServices(catalog, vault, http, clock, "quiet_harbor");
        secretsManagers = new SecretsManagers(catalog, vault, clock, FeaturePolicy.open());
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void showsNoSecretInTheDatabaseOrInTheAuditTrail() {
        String group = group();
        var webhook = webhooks.create(admin(), webhook(group));
        logServices.create(admin(), new LogServices.Owner.Group(group), logService());
        var manager = secretsManagers.create(admin(), manager());
        var agent = hybridAgents.create(admin(), agent(group, "MANUAL"));
        var again = hybridAgents.reauthenticate(admin(), agent.row().id(), Optional.empty());
        var proxy = proxyAgents.create(admin(), name(), "AWS_EU_WEST_1");
        String dump = database.dump();
        assertThat(dump).contains(webhook.id(), manager.row().id(), "******");
        for (Secret secret :
                List.of(
                        Secret.of(MARK),
                        agent.token(),
                        again.token(),
                        proxy.token(),
                        Secret.of(
                                proxy.key().reveal().lines().skip(1).findFirst().orElseThrow()))) {
            boolean shown = dump.contains(secret.reveal()) || dump.contains(hex(secret));
            assertThat(shown).isFalse();
        }
        assertThat(audit()).contains("webhook.create", "hybrid_agent.reauthenticate");
    }

    @Test
    void takesSecretsAlongWhenTheGroupGoes() {
        String group = group();
        String webhook = webhooks.create(admin(), webhook(group)).id();
        logServices.create(admin(), new LogServices.Owner.Group(group), logService());
        String agent = hybridAgents.create(admin(), agent(group, "AUTO")).row().id();
        assertThat(secrets(webhook)).isEqualTo(1);
        assertThat(secrets(group)).isEqualTo(1);
        boolean removed = catalog.in(transaction -> transaction.groups().remove(group));
        assertThat(removed).isTrue();
        assertThat(secrets(webhook)).isZero();
        assertThat(secrets(group)).isZero();
        assertThat(catchThrowable(() -> hybridAgents.get(admin(), agent)))
                .isInstanceOf(Refusal.NotFound.class);
    }

    @Test
    void keepsTheSecretOfADigestToItself() {
        var agent = hybridAgents.create(admin(), agent(group(), "AUTO"));
        byte[] first = digest(agent.row().id());
        hybridAgents.resetCredentials(admin(), agent.row().id());
        byte[] second = digest(agent.row().id());
        hybridAgents.reauthenticate(admin(), agent.row().id(), Optional.empty());
        assertThat(first).hasSize(32).isNotEqualTo(second);
        assertThat(digest(agent.row().id())).hasSize(32).isNotEqualTo(second);
    }

    @Test
    void hidesARecordFromThoseWhoDoNotSeeItsGroup() {
        String group = group();
        String webhook = webhooks.create(admin(), webhook(group)).id();
        String agent = hybridAgents.create(admin(), agent(group, "AUTO")).row().id();
        var owner = new LogServices.Owner.Group(group);
        logServices.create(admin(), owner, logService());
        Caller stranger = caller(Grants.none());
        assertHidden(() -> webhooks.get(stranger, webhook), () -> webhooks.get(stranger, "none"));
        assertHidden(
                () -> webhooks.test(stranger, webhook, "nonsense"),
                () -> webhooks.test(stranger, "none", "nonsense"));
        assertHidden(
                () -> hybridAgents.delete(stranger, agent),
                () -> hybridAgents.delete(stranger, "none"));
        assertHidden(
                () -> logServices.get(stranger, owner),
                () -> logServices.get(stranger, new LogServices.Owner.Group("none")));
        assertHidden(
                () -> webhooks.create(stranger, webhook(group)),
                () -> webhooks.create(stranger, webhook("none")));
        assertThat(webhooks.list(stranger, FIRST).items()).isEmpty();
        assertThat(hybridAgents.list(stranger, Optional.of(group), FIRST).items()).isEmpty();
        assertThat(logServices.list(stranger, FIRST).items()).isEmpty();
        Caller viewer =
                caller(
                        new Grants(
                                Set.of(),
                                Map.of(group, Set.of(Permission.VIEW_DESTINATION)),
                                Map.of()));
        assertThat(webhooks.list(viewer, FIRST).items()).hasSize(1);
        assertThat(hybridAgents.list(viewer, Optional.empty(), FIRST).items()).hasSize(1);
        assertThat(logServices.list(viewer, FIRST).items()).hasSize(1);
    }

    @Test
    void letsThoseWhoOnlySeeChangeNothing() {
        String group = group();
        var owner = new LogServices.Owner.Group(group);
        logServices.create(admin(), owner, logService());
        String webhook = webhooks.create(admin(), webhook(group)).id();
        String agent = hybridAgents.create(admin(), agent(group, "AUTO")).row().id();
        String link = privateLinks.create(admin(), link()).id();
        String proxy = proxyAgents.create(admin(), name(), "AWS_EU_WEST_1").agentId();
        String manager = secretsManagers.create(admin(), manager()).row().id();
        String before = audit();
        List<Consumer<Caller>> changes =
                List.of(
                        caller -> webhooks.create(caller, webhook(group)),
                        caller -> webhooks.create(caller, webhook(null)),
                        caller -> webhooks.update(caller, webhook, nothing()),
                        caller -> webhooks.writeSignatures(caller, webhook, false),
                        caller -> webhooks.test(caller, webhook, "sync_end"),
                        caller -> webhooks.delete(caller, webhook),
                        caller -> logServices.create(caller, owner, logService()),
                        caller -> logServices.test(caller, owner),
                        caller -> logServices.delete(caller, owner),
                        caller -> hybridAgents.create(caller, agent(group, "AUTO")),
                        caller -> hybridAgents.reauthenticate(caller, agent, Optional.empty()),
                        caller -> hybridAgents.resetCredentials(caller, agent),
                        caller -> hybridAgents.delete(caller, agent),
                        caller -> privateLinks.create(caller, link()),
                        caller -> privateLinks.update(caller, link, Map.of()),
                        caller -> privateLinks.delete(caller, link),
                        caller -> proxyAgents.create(caller, name(), "AWS_EU_WEST_1"),
                        caller -> proxyAgents.regenerate(caller, proxy),
                        caller -> proxyAgents.delete(caller, proxy),
                        caller -> secretsManagers.create(caller, manager()),
                        caller -> secretsManagers.delete(caller, manager));
        Caller viewer = caller(new Grants(VIEWS, Map.of(), Map.of()));
        for (Consumer<Caller> change : changes) {
            assertThat(catchThrowable(() -> change.accept(viewer)))
                    .isInstanceOf(Refusal.Forbidden.class);
        }
        assertThat(webhooks.get(viewer, webhook).id()).isEqualTo(webhook);
        assertThat(proxyAgents.get(viewer, proxy).row().id()).isEqualTo(proxy);
        assertThat(privateLinks.get(viewer, link).id()).isEqualTo(link);
        assertThat(audit()).isEqualTo(before);
    }

    @Test
    void refusesWhatThePlanHasNotAndSaysWhichPlansHaveIt() {
        FeaturePolicy free = new FeaturePolicy(Plan.FREE);
        InstantSource clock = InstantSource.system();
        Vault vault = Vault.start(new KeyFile(home.resolve("master.key")), catalog);
        String group = group();
        String before = audit();
        List<Consumer<Caller>> wishes =
                List.of(
                        caller ->
                                new HybridAgents(catalog, vault, clock, "https://h.test", free)
                                        .create(caller, agent(group, "AUTO")),
                        caller -> new PrivateLinks(catalog, clock, free).create(caller, link()),
                        caller ->
                                new SecretsManagers(catalog, vault, clock, free)
                                        .create(caller, manager()));
        for (Consumer<Caller> wish : wishes) {
            assertThat(catchThrowable(() -> wish.accept(admin())))
                    .isInstanceOf(Refusal.Forbidden.class)
                    .hasMessageContaining("plan Free")
                    .hasMessageContaining("Business Critical");
        }
        assertThat(audit()).isEqualTo(before);
    }

    private static void assertHidden(Runnable there, Runnable notThere) {
        Throwable hidden = catchThrowable(there::run);
        Throwable missing = catchThrowable(notThere::run);
        assertThat(hidden).isInstanceOf(Refusal.NotFound.class);
        assertThat(missing).isInstanceOf(Refusal.NotFound.class);
        assertThat(String.valueOf(hidden.getMessage()).replaceAll("'[a-z_]+'", "''"))
                .isEqualTo(String.valueOf(missing.getMessage()).replaceAll("'[a-z_]+'", "''"));
    }

    private static Webhooks.Wish webhook(@Nullable String group) {
        return new Webhooks.Wish(
                group,
                "https://hook.test/",
                List.of("sync_end"),
                false,
                Optional.of(Secret.of(MARK)));
    }

    private static Webhooks.Change nothing() {
        return new Webhooks.Change(
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static LogServices.Wish logService() {
        return new LogServices.Wish("datadog_log", true, Map.of("api_key", Optional.of(MARK)));
    }

    private static SecretsManagers.Wish manager() {
        return new SecretsManagers.Wish(
                "HASHICORP_VAULT",
                name(),
                false,
                Map.of(
                        "vault_address", Optional.of("https://v.test"),
                        "secret_id", Optional.of(MARK),
                        "unknown", Optional.of(MARK)));
    }

    private static HybridAgents.Wish agent(String group, String authType) {
        return new HybridAgents.Wish(group, "onprem-1", "DOCKER", authType, true);
    }

    private static PrivateLinks.Wish link() {
        return new PrivateLinks.Wish(
                "l" + name().substring(0, 20),
                "AWS_EU_WEST_1",
                "SOURCE_AWS",
                Map.of("connection_service_name", "s"));
    }

    private static String group() {
        return groups.create(admin(), "g" + name()).id();
    }

    private static String name() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static Caller admin() {
        return caller(Grants.all());
    }

    private static Caller caller(Grants grants) {
        return new Caller(new Actor.User("maple_orbit", "Ada Lovelace"), grants, null, null);
    }

    private static byte[] digest(String agent) {
        return catalog.in(transaction -> transaction.hybridAgents().digest(agent).orElseThrow());
    }

    private static int secrets(String owner) {
        return database.database()
                .query("SELECT name FROM headrace.secret WHERE owner = '%s'".formatted(owner))
                .size();
    }

    private static String audit() {
        return catalog.in(transaction -> transaction.audit().list(FIRST)).items().stream()
                .map(AuditRows.Entry::toString)
                .reduce("", String::concat);
    }

    private static String hex(Secret secret) {
        return HexFormat.of().formatHex(secret.reveal().getBytes(StandardCharsets.UTF_8));
    }
}
