package dev.headrace.api;

import dev.headrace.control.HvrHubs;
import dev.headrace.control.HybridAgents;
import dev.headrace.control.LogServices;
import dev.headrace.control.PrivateLinks;
import dev.headrace.control.ProxyAgents;
import dev.headrace.control.SecretsManagers;
import dev.headrace.control.Webhooks;
import java.util.ArrayList;
import java.util.List;

/// The verbs on what is kept of agents, networks and receivers that live elsewhere.
///
/// @param accountId of the one account there is
public record RecordVerbs(
        String accountId,
        HybridAgents hybridAgents,
        ProxyAgents proxyAgents,
        PrivateLinks privateLinks,
        Webhooks webhooks,
        LogServices logServices,
        SecretsManagers secretsManagers,
        HvrHubs hvrHubs) {

    List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>();
        all.addAll(new HybridAgentEndpoints(hybridAgents).all());
        all.addAll(new ProxyAgentEndpoints(proxyAgents, accountId).all());
        all.addAll(new PrivateLinkEndpoints(privateLinks, accountId).all());
        all.addAll(new WebhookEndpoints(webhooks).all());
        all.addAll(new LogServiceEndpoints(logServices).all());
        all.addAll(new SecretsManagerEndpoints(secretsManagers).all());
        all.addAll(new HvrEndpoints(hvrHubs).all());
        return List.copyOf(all);
    }
}
