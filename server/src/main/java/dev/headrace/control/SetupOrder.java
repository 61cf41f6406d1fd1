package dev.headrace.control;

import dev.headrace.access.Actor;
import dev.headrace.access.Caller;
import dev.headrace.access.Grants;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// What a worker is told of setup tests: what is wanted, and in whose name something is approved.
///
/// @param wayVersion of the destination that the wish is about
record SetupOrder(SetupWish wish, Caller caller, long wayVersion) {

    String json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("trust_certificates", wish.trustCertificates());
        node.put("trust_fingerprints", wish.trustFingerprints());
        node.put("way_version", wayVersion);
        node.put("actor_kind", caller.actor().kind());
        node.put("actor_id", caller.actor().id());
        node.put("actor_name", caller.actor().name());
        node.put("address", caller.address());
        node.put("request_id", caller.requestId());
        return node.toString();
    }

    static SetupOrder parse(String json) {
        JsonNode node = JsonMapper.shared().readTree(json);
        String id = node.path("actor_id").asString();
        String name = node.path("actor_name").asString();
        Actor actor =
                switch (node.path("actor_kind").asString()) {
                    case "user" -> new Actor.User(id, name);
                    case "system_key" -> new Actor.SystemKey(id, name);
                    default -> new Actor.Operator(name);
                };
        return new SetupOrder(
                new SetupWish(
                        true,
                        node.path("trust_certificates").asBoolean(),
                        node.path("trust_fingerprints").asBoolean()),
                // What the caller may was decided when the tests were ordered.
                new Caller(
                        actor,
                        Grants.none(),
                        node.path("address").asStringOpt().orElse(null),
                        node.path("request_id").asStringOpt().orElse(null)),
                node.path("way_version").asLong());
    }
}
