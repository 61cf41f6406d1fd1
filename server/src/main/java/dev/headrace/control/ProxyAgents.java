package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.DestinationRows;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.ProxyAgentRows;
import dev.headrace.catalog.ProxyAgentRows.Row;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import dev.headrace.vault.CertificateAuthority;
import dev.headrace.vault.Vault;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The verbs on proxy agents. Of what an agent shows, only a digest and a fingerprint are kept.
public final class ProxyAgents {
    private final Catalog catalog;
    private final Vault vault;
    private final CertificateAuthority authority;
    private final Audit audit;
    private final InstantSource clock;

    public ProxyAgents(Catalog catalog, Vault vault, InstantSource clock) {
        this.catalog = catalog;
        this.vault = vault;
        this.authority = new CertificateAuthority(vault, clock);
        this.audit = new Audit(clock);
        this.clock = clock;
    }

    /// What an agent is to show, which is not seen again.
    ///
    /// @param certificate in PEM
    /// @param key in PEM
    public record Credentials(String agentId, Secret token, String certificate, Secret key) {}

    private record Made(ProxyAgentRows.Identity identity, Credentials credentials) {}

    /// An agent in a list.
    ///
    /// @param destinations that go through it
    public record Listed(Row row, long destinations) {}

    /// An agent by itself.
    ///
    /// @param uses the destinations that go through it
    public record Seen(Row row, List<DestinationRows.Use> uses) {}

    public Page<Listed> list(Caller caller, Page.Request request) {
        caller.require(Permission.VIEW_NETWORKING);
        return catalog.in(transaction -> {
            Page<Row> page = transaction.proxyAgents().list(request);
            Map<String, Long> counts =
                    transaction
                            .destinations()
                            .countThroughProxyAgents(page.items().stream().map(Row::id).toList());
            return page.map(row -> new Listed(row, counts.getOrDefault(row.id(), 0L)));
        });
    }

    public Seen get(Caller caller, String id) {
        requireSeen(caller, Permission.VIEW_NETWORKING);
        return catalog.in(transaction ->
                new Seen(
                        transaction.proxyAgents().find(id).orElseThrow(ProxyAgents::missing),
                        transaction.destinations().throughProxyAgent(id)));
    }

    /// Ids of the connections that go through it.
    public Page<String> connections(Caller caller, String id) {
        requireSeen(caller, Permission.VIEW_NETWORKING);
        return catalog.in(transaction -> {
            if (transaction.proxyAgents().find(id).isEmpty()) {
                throw missing();
            }
            // Connections cannot name one yet.
            return new Page<>(List.of(), null);
        });
    }

    public Credentials create(Caller caller, String displayName, String region) {
        caller.require(Permission.MANAGE_NETWORKING);
        if (displayName.isEmpty()) {
            throw Refusal.Invalid.required("display_name");
        }
        if (!Regions.PROXY.contains(region)) {
            throw new Refusal.Invalid("Group region not supported.");
        }
        return catalog.in(transaction -> {
            String id = Ids.next();
            Made made = made(transaction, id);
            Row row =
                    transaction
                            .proxyAgents()
                            .add(
                                    new Row(
                                            0,
                                            id,
                                            displayName,
                                            region,
                                            clock.instant(),
                                            caller.actor().id()),
                                    made.identity())
                            .orElseThrow(() ->
                                    new Refusal.Conflict(
                                            "Proxy agent with same name already exists."));
            audit.record(
                    transaction,
                    caller,
                    subject("proxy_agent.create", id),
                    null,
                    view(row, made.identity()));
            return made.credentials();
        });
    }

    /// Gives it a new token and certificate; those before are worth nothing from now on.
    public Credentials regenerate(Caller caller, String id) {
        requireSeen(caller, Permission.MANAGE_NETWORKING);
        return catalog.in(transaction -> {
            Row row = lock(transaction, id);
            Made made = made(transaction, id);
            ProxyAgentRows.Identity before =
                    transaction.proxyAgents().identity(id).orElseThrow(ProxyAgents::missing);
            transaction.proxyAgents().renew(id, made.identity());
            audit.record(
                    transaction,
                    caller,
                    subject("proxy_agent.regenerate_secrets", id),
                    view(row, before),
                    view(row, made.identity()));
            return made.credentials();
        });
    }

    public void delete(Caller caller, String id) {
        requireSeen(caller, Permission.MANAGE_NETWORKING);
        catalog.run(transaction -> {
            Row row = lock(transaction, id);
            if (transaction.destinations().usesProxyAgent(id)) {
                throw new Refusal.Conflict("Proxy agent have attached connections.");
            }
            transaction.proxyAgents().remove(id);
            audit.record(
                    transaction, caller, subject("proxy_agent.delete", id), view(row, null), null);
        });
    }

    private Made made(Transaction transaction, String id) {
        Secret token = AgentTokens.token(id, AgentTokens.random());
        CertificateAuthority.Issued issued = authority.issue(transaction, id);
        return new Made(
                new ProxyAgentRows.Identity(vault.apiSecrets().of(token), issued.fingerprint()),
                new Credentials(id, token, issued.certificate(), issued.key()));
    }

    private static Row lock(Transaction transaction, String id) {
        return transaction.proxyAgents().lock(id).orElseThrow(ProxyAgents::missing);
    }

    private static void requireSeen(Caller caller, Permission permission) {
        caller.require(permission, new Resource.Account(), Permission.VIEW_NETWORKING, missing());
    }

    private static Subject subject(String action, String id) {
        return new Subject(action, "proxy_agent", id);
    }

    private static Map<String, ?> view(Row row, ProxyAgentRows.@Nullable Identity identity) {
        return Map.of(
                "display_name",
                row.displayName(),
                "region",
                row.region(),
                "auth_token",
                SealedSecrets.MASK,
                "certificate_fingerprint",
                identity == null ? "" : identity.fingerprint());
    }

    private static Refusal.NotFound missing() {
        return new Refusal.NotFound(null, "Proxy Agent not found.");
    }
}
