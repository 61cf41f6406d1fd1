package dev.headrace.api;

import dev.headrace.control.DestinationApprovals;
import dev.headrace.control.DestinationPlacement;
import dev.headrace.control.Destinations;
import java.util.ArrayList;
import java.util.List;

/// The verbs on destinations and what belongs to them.
public record DestinationVerbs(
        Destinations destinations, DestinationPlacement placement, DestinationApprovals approvals) {

    List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>();
        all.addAll(new DestinationEndpoints(destinations).all());
        all.addAll(new SetupTestEndpoints(destinations).all());
        all.addAll(new CertificateEndpoints(approvals).all());
        all.addAll(new FingerprintEndpoints(approvals).all());
        all.addAll(new PlacementEndpoints(placement).all());
        all.addAll(new GroupKeyEndpoints(destinations).all());
        all.addAll(ConnectorTypeEndpoints.all());
        return List.copyOf(all);
    }
}
