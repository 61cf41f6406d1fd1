package dev.headrace.api;

import com.google.crypto.tink.KeysetHandle;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.catalog.Catalog;
import dev.headrace.connectivity.AddressGuard;
import dev.headrace.connectivity.AddressRange;
import dev.headrace.control.HvrHubs;
import dev.headrace.control.HybridAgents;
import dev.headrace.control.LogServices;
import dev.headrace.control.PrivateLinks;
import dev.headrace.control.ProxyAgents;
import dev.headrace.control.SecretsManagers;
import dev.headrace.control.Webhooks;
import dev.headrace.outgoing.OutgoingHttp;
import dev.headrace.outgoing.TestReceiver;
import dev.headrace.vault.KeySource;
import dev.headrace.vault.Vault;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The verbs on records, as a test of the API needs them. To them, 127.0.0.2 is the public
/// internet, where every name that ends in `.open.test` is.
final class TestRecords {
    static final String ACCOUNT = "quiet_harbor";
    static final String SERVER = "https://headrace.test";
    static final String OPEN_ADDRESS = "127.0.0.2";

    private TestRecords() {}

    static Vault vault(Catalog catalog) {
        return Vault.start(new Keys(), catalog);
    }

    static RecordVerbs verbs(Catalog catalog, Vault vault) {
        InstantSource clock = InstantSource.system();
        OutgoingHttp http = new OutgoingHttp(guard(), TestReceiver.trust());
        return new RecordVerbs(
                ACCOUNT,
                new HybridAgents(catalog, vault, clock, SERVER, FeaturePolicy.open()),
                new ProxyAgents(catalog, vault, clock),
                new PrivateLinks(catalog, clock, FeaturePolicy.open()),
                new Webhooks(catalog, vault, http, clock),
                new LogServices(catalog, vault, http, clock, ACCOUNT),
                new SecretsManagers(catalog, vault, clock, FeaturePolicy.open()),
                new HvrHubs());
    }

    private static AddressGuard guard() {
        return new AddressGuard(
                true,
                List.of(AddressRange.parse(OPEN_ADDRESS + "/32").orElseThrow()),
                name -> {
                    if (name.endsWith(".open.test")) {
                        return List.of(InetAddress.ofLiteral(OPEN_ADDRESS));
                    }
                    if (name.endsWith(".closed.test")) {
                        return List.of(InetAddress.ofLiteral("10.0.0.1"));
                    }
                    throw new UnknownHostException(name);
                });
    }

    /// Keys that are nowhere but here.
    private static final class Keys implements KeySource {
        private final AtomicReference<KeysetHandle> keys = new AtomicReference<>();

        @Override
        public Optional<KeysetHandle> load() {
            return Optional.ofNullable(keys.get());
        }

        @Override
        public void store(KeysetHandle next) {
            keys.set(next);
        }

        @Override
        public String place() {
            return "the test";
        }
    }
}
