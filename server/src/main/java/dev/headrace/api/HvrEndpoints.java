package dev.headrace.api;

import static dev.headrace.api.Shape.TEXT;

import dev.headrace.control.HvrHubs;
import java.util.List;

/// Where HVR hubs ask to be registered.
final class HvrEndpoints {
    private static final int PORT_MAX = 65_535;

    private static final Shape.Fields HUB =
            Shape.fields(
                    "HvrHubRequest",
                    Field.of("fingerprint", TEXT),
                    Field.of("port", new Shape.WholeOrText(1, PORT_MAX)),
                    Field.of("hub_server_url", TEXT));
    private static final Shape.Fields REGISTERED =
            Shape.fields(
                    "HvrHub",
                    Field.of("access_token", TEXT).asSecret(),
                    Field.of("registration_id", TEXT));

    private final HvrHubs hubs;

    HvrEndpoints(HvrHubs hubs) {
        this.hubs = hubs;
    }

    List<Endpoint> all() {
        return List.of(
                Endpoint.post("/v1/hvr/register-hub", "hvr_register_hub")
                        .about(
                                "Hub registrations",
                                "Ask to register an HVR hub; always refused, for none is driven"
                                        + " from here")
                        .takes(HUB)
                        .answers(REGISTERED)
                        .by(call -> {
                            hubs.register(call.caller());
                            return Answer.of("HVR hub has been registered");
                        }));
    }
}
