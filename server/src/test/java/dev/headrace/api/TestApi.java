package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.access.Authentication;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.access.StandardRoles;
import dev.headrace.catalog.AccountRows;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.UserRows;
import dev.headrace.control.AccessVerbs;
import dev.headrace.control.BackgroundWork;
import dev.headrace.control.Groups;
import dev.headrace.schedule.Schedule;
import dev.headrace.schedule.Worker;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import dev.headrace.vault.KeyedHash;
import dev.headrace.vault.Vault;
import io.javalin.Javalin;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;

/// The API on a real web server and a real metadata database, for the tests of one class.
final class TestApi implements AutoCloseable {
    /// The id of the account's administrator.
    static final String ADMINISTRATOR = "maple_orbit";

    private static final String KEY = "ada";
    private static final Secret SECRET = Secret.of("hr-s3cr3t of ada");

    /// The administrator's, as a header says it.
    static final String AUTHORIZATION =
            "Basic "
                    + Base64.getEncoder()
                            .encodeToString(
                                    (KEY + ":" + SECRET.reveal()).getBytes(StandardCharsets.UTF_8));

    private final TestDatabase database;
    private final Catalog catalog;
    private final Schedule schedule;
    private final Javalin javalin;
    private final Api api;

    private final Worker worker;

    private TestApi(
            TestDatabase database,
            Catalog catalog,
            Schedule schedule,
            Javalin javalin,
            Api api,
            Worker worker) {
        this.database = database;
        this.catalog = catalog;
        this.schedule = schedule;
        this.javalin = javalin;
        this.api = api;
        this.worker = worker;
    }

    static TestApi start() {
        TestDatabase database = TestPostgres.database();
        Catalog catalog =
                Catalog.open(
                        new Catalog.Address(
                                "jdbc:postgresql://%s:%d/%s"
                                        .formatted(
                                                database.host(), database.port(), database.name()),
                                database.loader(),
                                Secret.of(database.loaderPassword()),
                                10));
        Schedule schedule = Schedule.open(catalog, InstantSource.system());
        Vault vault = TestRecords.vault(catalog);
        addAdministrator(catalog, vault.apiSecrets());
        Api api =
                new Api(
                        new Verbs(
                                new Groups(catalog, InstantSource.system()),
                                new BackgroundWork(catalog, schedule, InstantSource.system()),
                                TestDestinations.verbs(catalog, vault, schedule),
                                TestRecords.verbs(catalog, vault),
                                AccessVerbs.of(
                                        catalog,
                                        vault.apiSecrets(),
                                        FeaturePolicy.open(),
                                        InstantSource.system())),
                        new Authentication(catalog, vault.apiSecrets(), InstantSource.system())
                                ::caller,
                        RateLimit.off());
        Javalin javalin =
                Javalin.create(
                                config -> {
                                    config.concurrency.useVirtualThreads = true;
                                    config.startup.showJavalinBanner = false;
                                    config.jetty.host = "127.0.0.1";
                                    api.install(config);
                                })
                        .start(0);
        return new TestApi(
                database,
                catalog,
                schedule,
                javalin,
                api,
                TestDestinations.worker(catalog, vault, schedule));
    }

    private static void addAdministrator(Catalog catalog, KeyedHash hash) {
        Instant now = Instant.now();
        catalog.run(transaction -> {
            transaction
                    .account()
                    .add(new AccountRows.Row(TestRecords.ACCOUNT, "Northwind BV"), now);
            transaction
                    .users()
                    .add(
                            ADMINISTRATOR,
                            new UserRows.New(
                                    new UserRows.Profile(
                                            "ada@example.com", "Ada", "Lovelace", null, null),
                                    StandardRoles.ADMINISTRATOR,
                                    "REGULAR_USER",
                                    false),
                            now);
            transaction.keys().replaceOfUser(ADMINISTRATOR, KEY, hash.of(SECRET), now);
        });
    }

    /// As the account's administrator.
    String base() {
        return "http://127.0.0.1:" + javalin.port();
    }

    ApiClient client() {
        return anonymous().as(KEY, SECRET.reveal());
    }

    ApiClient anonymous() {
        assertThat(javalin.port()).isPositive();
        return new ApiClient("http://127.0.0.1:" + javalin.port(), api.endpoints());
    }

    Catalog catalog() {
        return catalog;
    }

    TestDatabase database() {
        return database;
    }

    Schedule schedule() {
        return schedule;
    }

    @Override
    public void close() {
        api.endStreams();
        javalin.stop();
        worker.close();
        schedule.close();
        catalog.close();
        database.close();
    }
}
