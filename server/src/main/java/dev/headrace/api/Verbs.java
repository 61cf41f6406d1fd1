package dev.headrace.api;

import dev.headrace.control.AccessVerbs;
import dev.headrace.control.BackgroundWork;
import dev.headrace.control.Groups;
import java.util.ArrayList;
import java.util.List;

/// The product's verbs, from which the endpoints are made.
public record Verbs(
        Groups groups,
        BackgroundWork work,
        DestinationVerbs destinations,
        RecordVerbs records,
        AccessVerbs access) {

    /// The table of all endpoints. Where two paths could match, the literal one stands first.
    List<Endpoint> endpoints() {
        List<Endpoint> all = new ArrayList<>();
        all.addAll(new GroupEndpoints(groups).all());
        all.addAll(destinations.endpoints());
        all.addAll(new WorkEndpoints(work).all());
        all.addAll(records.endpoints());
        all.addAll(AccessEndpoints.of(access, groups));
        return List.copyOf(all);
    }
}
