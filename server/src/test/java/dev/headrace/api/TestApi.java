package dev.headrace.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.access.Actor;
import dev.headrace.access.Caller;
import dev.headrace.access.Grants;
import dev.headrace.catalog.Catalog;
import dev.headrace.control.BackgroundWork;
import dev.headrace.control.Groups;
import dev.headrace.schedule.Schedule;
import dev.headrace.schedule.Worker;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import dev.headrace.vault.Vault;
import io.javalin.Javalin;
import java.time.InstantSource;

/// The API on a real web server and a real metadata database, for the tests of one class.
final class TestApi implements AutoCloseable {
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
        Api api =
                new Api(
                        new Verbs(
                                new Groups(catalog, InstantSource.system()),
                                new BackgroundWork(catalog, schedule, InstantSource.system()),
                                TestDestinations.verbs(catalog, vault, schedule),
                                TestRecords.verbs(catalog, vault)),
                        (authorization, address, requestId) ->
                                new Caller(
                                        new Actor.User("maple_orbit", "Ada Lovelace"),
                                        Grants.all(),
                                        address,
                                        requestId),
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

    ApiClient client() {
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
