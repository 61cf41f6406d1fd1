package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.control.Destinations;
import java.util.List;

/// What a group signs in to SSH servers with.
final class GroupKeyEndpoints {
    private static final Shape.Fields KEY =
            Shape.fields("GroupPublicKey", Field.of("public_key", TEXT));

    private final Destinations destinations;

    GroupKeyEndpoints(Destinations destinations) {
        this.destinations = destinations;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.get("/v1/groups/{groupId}/public-key", "group_ssh_public_key")
                        .about("Groups", "Get the line for authorized_keys of a group")
                        .answers(KEY)
                        .by(call ->
                                Answer.of(
                                        "Group SSH public key retrieved successfully",
                                        new Members()
                                                .put(
                                                        "public_key",
                                                        destinations.publicKey(
                                                                call.caller(),
                                                                call.path("groupId"))))));
    }
}
