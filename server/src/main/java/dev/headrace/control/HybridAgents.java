package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Feature;
import dev.headrace.access.FeaturePolicy;
import dev.headrace.access.Permission;
import dev.headrace.access.Resource;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.HybridAgentRows.Row;
import dev.headrace.catalog.Page;
import dev.headrace.catalog.Transaction;
import dev.headrace.control.Audit.Subject;
import dev.headrace.refusal.Refusal;
import dev.headrace.secret.Secret;
import dev.headrace.vault.Vault;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The verbs on hybrid deployment agents. Of a token only the digest of its secret is kept.
public final class HybridAgents {
    private static final String MANUAL = "MANUAL";

    private final FeaturePolicy features;
    private final Catalog catalog;
    private final Vault vault;
    private final Audit audit;
    private final InstantSource clock;
    private final String server;

    /// The verbs.
    ///
    /// @param server the URL at which agents reach this server
    public HybridAgents(
            Catalog catalog,
            Vault vault,
            InstantSource clock,
            String server,
            FeaturePolicy features) {
        this.features = features;
        this.catalog = catalog;
        this.vault = vault;
        this.audit = new Audit(clock);
        this.clock = clock;
        this.server = server;
    }

    /// An agent that is asked for.
    ///
    /// @param authType `AUTO` for a token, `MANUAL` for files
    public record Wish(
            String groupId,
            String displayName,
            String envType,
            String authType,
            boolean termsAccepted) {}

    /// An agent that was just given its token, which is not seen again.
    ///
    /// @param files null where the token is told by itself
    public record Enrolled(Row row, Secret token, @Nullable HybridAgentFiles files) {}

    public Page<Row> list(Caller caller, Optional<String> groupId, Page.Request request) {
        return catalog.in(transaction ->
                transaction
                        .hybridAgents()
                        .list(
                                caller.grants().groupsWith(Permission.VIEW_DESTINATION),
                                groupId.orElse(null),
                                request));
    }

    public Row get(Caller caller, String id) {
        return catalog.in(transaction -> find(transaction, caller, id, false));
    }

    public Enrolled create(Caller caller, Wish wish) {
        Groups.require(caller, Permission.EDIT_DESTINATION, wish.groupId());
        features.require(Feature.HYBRID);
        if (wish.displayName().isEmpty()) {
            throw Refusal.Invalid.required("display_name");
        }
        if (!wish.termsAccepted()) {
            throw new Refusal.Invalid("Field 'accept_terms' must be true");
        }
        Secret secret = AgentTokens.random();
        byte[] digest = vault.apiSecrets().of(secret);
        return catalog.in(transaction -> {
            if (transaction.groups().keep(wish.groupId()).isEmpty()) {
                throw Groups.missing(wish.groupId());
            }
            Row row =
                    Ids.adding(id -> transaction.hybridAgents().add(made(caller, id, wish), digest))
                            .orElseThrow(() -> new IllegalStateException("No free id"));
            audit.record(transaction, caller, subject("hybrid_agent.create", row), null, view(row));
            return enrolled(row, secret);
        });
    }

    private Row made(Caller caller, String id, Wish wish) {
        return new Row(
                0,
                id,
                wish.groupId(),
                wish.displayName(),
                wish.envType(),
                wish.authType(),
                clock.instant(),
                clock.instant(),
                null,
                caller.actor().id());
    }

    /// Gives it a new token.
    ///
    /// @param authType empty for the same as before
    public Enrolled reauthenticate(Caller caller, String id, Optional<String> authType) {
        Secret secret = AgentTokens.random();
        return catalog.in(transaction -> {
            Row before = find(transaction, caller, id, true);
            Row after = renewed(transaction, before, authType.orElse(before.authType()), secret);
            audit.record(
                    transaction,
                    caller,
                    subject("hybrid_agent.reauthenticate", after),
                    view(before),
                    view(after));
            return enrolled(after, secret);
        });
    }

    /// Makes its token worthless. It is given another when it is authenticated again.
    public void resetCredentials(Caller caller, String id) {
        catalog.run(transaction -> {
            Row before = find(transaction, caller, id, true);
            Row after = renewed(transaction, before, before.authType(), AgentTokens.random());
            audit.record(
                    transaction,
                    caller,
                    subject("hybrid_agent.reset_credentials", after),
                    view(before),
                    view(after));
        });
    }

    /// Removes it. A destination that names it stays, and moves nothing until it names another.
    public void delete(Caller caller, String id) {
        catalog.run(transaction -> {
            Row row = find(transaction, caller, id, true);
            transaction.hybridAgents().remove(id);
            audit.record(transaction, caller, subject("hybrid_agent.delete", row), view(row), null);
        });
    }

    private Row renewed(Transaction transaction, Row row, String authType, Secret secret) {
        return transaction
                .hybridAgents()
                .renew(row.id(), authType, vault.apiSecrets().of(secret), clock.instant())
                .orElseThrow(() -> missing(row.id()));
    }

    private Enrolled enrolled(Row row, Secret secret) {
        Secret token = AgentTokens.token(row.id(), secret);
        return new Enrolled(
                row,
                token,
                row.authType().equals(MANUAL)
                        ? HybridAgentFiles.of(row.id(), row.envType(), token, server)
                        : null);
    }

    private static Row find(Transaction transaction, Caller caller, String id, boolean edit) {
        Row row = transaction.hybridAgents().find(id).orElseThrow(() -> missing(id));
        caller.require(
                edit ? Permission.EDIT_DESTINATION : Permission.VIEW_DESTINATION,
                new Resource.Group(row.groupId()),
                Permission.VIEW_DESTINATION,
                missing(id));
        return row;
    }

    private static Subject subject(String action, Row row) {
        return new Subject(action, "hybrid_agent", row.id());
    }

    private static Map<String, ?> view(Row row) {
        return Map.of(
                "display_name", row.displayName(),
                "group_id", row.groupId(),
                "env_type", row.envType(),
                "auth_type", row.authType(),
                "token", SealedSecrets.MASK);
    }

    private static Refusal.NotFound missing(String id) {
        return new Refusal.NotFound(
                "RemoteExecutionAgent",
                "Hybrid deployment agent with id '%s' does not exist.".formatted(id));
    }
}
