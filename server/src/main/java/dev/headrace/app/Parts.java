package dev.headrace.app;

import dev.headrace.access.Authentication;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.api.Api;
import dev.headrace.api.DestinationVerbs;
import dev.headrace.api.RateLimit;
import dev.headrace.api.RecordVerbs;
import dev.headrace.api.Verbs;
import dev.headrace.catalog.Catalog;
import dev.headrace.connectivity.AddressGuard;
import dev.headrace.connectivity.HostLookup;
import dev.headrace.control.AccessVerbs;
import dev.headrace.control.BackgroundWork;
import dev.headrace.control.DeclaredRegions;
import dev.headrace.control.DestinationApprovals;
import dev.headrace.control.DestinationPlacement;
import dev.headrace.control.Destinations;
import dev.headrace.control.FirstAdministrator;
import dev.headrace.control.Groups;
import dev.headrace.control.HvrHubs;
import dev.headrace.control.HybridAgents;
import dev.headrace.control.LogServices;
import dev.headrace.control.PrivateLinks;
import dev.headrace.control.ProxyAgents;
import dev.headrace.control.SecretsManagers;
import dev.headrace.control.SetupTestWork;
import dev.headrace.control.Webhooks;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.outgoing.OutgoingHttp;
import dev.headrace.refusal.Refusal;
import dev.headrace.schedule.Schedule;
import dev.headrace.schedule.Work;
import dev.headrace.vault.KeyFile;
import dev.headrace.vault.KeySetting;
import dev.headrace.vault.KeySource;
import dev.headrace.vault.Vault;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;

/// Everything between the metadata database and the doors, put together from the settings.
final class Parts {
    private final Settings settings;
    private final Catalog catalog;
    private final Vault vault;
    private final Schedule schedule;
    private final InstantSource clock;

    Parts(Settings settings, Catalog catalog, Vault vault, Schedule schedule, InstantSource clock) {
        this.settings = settings;
        this.catalog = catalog;
        this.vault = vault;
        this.schedule = schedule;
        this.clock = clock;
    }

    /// Where the master keys are, by the settings.
    static KeySource keys(Settings settings) {
        return settings.find(SettingKeys.MASTER_KEY)
                .<KeySource>map(
                        keys -> new KeySetting(keys, settings.of(SettingKeys.MASTER_KEY).origin()))
                .orElseGet(() ->
                        new KeyFile(
                                settings.find(SettingKeys.MASTER_KEY_FILE)
                                        .orElseGet(() -> settings.folder().resolve("master.key"))));
    }

    Api api() {
        Authentication authentication = new Authentication(catalog, vault.apiSecrets(), clock);
        return new Api(verbs(), authentication::caller, rateLimit());
    }

    /// Makes the account and its first administrator where there is none yet.
    ///
    /// @return what must be shown once; empty where nothing was made
    /// @throws Failure where the settings give what cannot be
    Optional<FirstAdministrator.Made> firstAdministrator() {
        FirstAdministrator first = new FirstAdministrator(catalog, vault.apiSecrets(), clock);
        try {
            return first.ensure(
                    new FirstAdministrator.Wish(
                            settings.get(SettingKeys.ACCOUNT_NAME),
                            settings.get(SettingKeys.ADMIN_EMAIL),
                            settings.find(SettingKeys.ADMIN_PASSWORD),
                            settings.find(SettingKeys.API_KEY),
                            settings.find(SettingKeys.API_SECRET)));
        } catch (Refusal.Invalid refusal) {
            throw Failure.of(FailureCode.USAGE, refusal.message(), refusal)
                    .next("Correct admin-email and api-key.");
        }
    }

    /// How each kind of work is done by a worker.
    Map<String, Work> kinds() {
        return Map.of(
                BackgroundWork.SETUP_TEST,
                new SetupTestWork(
                        catalog,
                        vault,
                        new PostgresSetupTester(),
                        settings.get(SettingKeys.ALLOWED_PRIVATE_RANGES),
                        clock));
    }

    private RateLimit rateLimit() {
        long requests = settings.get(SettingKeys.RATE_LIMIT);
        return requests == 0 ? RateLimit.off() : RateLimit.perHour(catalog, requests, clock);
    }

    private Verbs verbs() {
        return new Verbs(
                new Groups(catalog, clock),
                new BackgroundWork(catalog, schedule, clock),
                destinations(),
                records(),
                AccessVerbs.of(catalog, vault.apiSecrets(), features(), clock));
    }

    private FeaturePolicy features() {
        return new FeaturePolicy(settings.find(SettingKeys.PLAN).orElse(null));
    }

    private DestinationVerbs destinations() {
        DeclaredRegions regions = regions();
        return new DestinationVerbs(
                new Destinations(catalog, vault, schedule, regions, features(), clock),
                new DestinationPlacement(catalog, regions, features(), clock),
                new DestinationApprovals(catalog, clock));
    }

    private DeclaredRegions regions() {
        Map<String, List<String>> addresses = new TreeMap<>();
        settings.get(SettingKeys.REGIONS)
                .forEach((name, ranges) ->
                        addresses.put(name, ranges.stream().map(Object::toString).toList()));
        return new DeclaredRegions(addresses);
    }

    private RecordVerbs records() {
        OutgoingHttp http = outgoing();
        String account = account();
        return new RecordVerbs(
                account,
                new HybridAgents(catalog, vault, clock, settings.publicUrl(), features()),
                new ProxyAgents(catalog, vault, clock),
                new PrivateLinks(catalog, clock, features()),
                new Webhooks(catalog, vault, http, clock),
                new LogServices(catalog, vault, http, clock, account),
                new SecretsManagers(catalog, vault, clock, features()),
                new HvrHubs());
    }

    /// The id of the one that there is.
    private String account() {
        return catalog.in(transaction -> transaction.account().find()).orElseThrow().id();
    }

    private OutgoingHttp outgoing() {
        AddressGuard guard =
                new AddressGuard(
                        true,
                        settings.get(SettingKeys.ALLOWED_PRIVATE_RANGES),
                        HostLookup.system());
        try {
            return new OutgoingHttp(guard, SSLContext.getDefault());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("The JDK has no TLS", e);
        }
    }
}
