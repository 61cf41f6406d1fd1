package dev.headrace.control;

import dev.headrace.schedule.WorkOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The regions that the operator says exist here. Every region that clients know can be chosen; one
/// that is not declared works in the default pool.
///
/// @param addresses from which each goes out, CIDR; by name
public record DeclaredRegions(Map<String, List<String>> addresses) {

    public DeclaredRegions {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        addresses.forEach((name, list) -> copy.put(name, List.copyOf(list)));
        addresses = Map.copyOf(copy);
    }

    public static DeclaredRegions none() {
        return new DeclaredRegions(Map.of());
    }

    /// A region as people choose it.
    ///
    /// @param cloud `GCP`, `AWS` or `AZURE`; empty for one of the operator's own naming
    /// @param pool whose workers do its work
    /// @param addresses from which they go out, CIDR; empty where nobody said
    /// @param note what to know before choosing it; empty for nothing
    public record Region(
            String name,
            String cloud,
            boolean declared,
            String pool,
            List<String> addresses,
            String note) {}

    /// All that can be chosen.
    public List<Region> all() {
        return Stream.concat(
                        Regions.PROCESSING.stream(),
                        addresses.keySet().stream()
                                .filter(name -> !Regions.PROCESSING.contains(name))
                                .sorted())
                .map(this::region)
                .toList();
    }

    public Optional<Region> find(String name) {
        return Regions.PROCESSING.contains(name) || addresses.containsKey(name)
                ? Optional.of(region(name))
                : Optional.empty();
    }

    /// Whose workers do the work of a region.
    ///
    /// @param name null where none was named
    public String pool(@Nullable String name) {
        return name != null && addresses.containsKey(name) ? name : WorkOrder.DEFAULT_POOL;
    }

    private Region region(String name) {
        boolean declared = addresses.containsKey(name);
        String cloud = name.contains("_") ? name.substring(0, name.indexOf('_')) : "";
        return new Region(
                name,
                List.of("GCP", "AWS", "AZURE").contains(cloud) ? cloud : "",
                declared,
                pool(name),
                addresses.getOrDefault(name, List.of()),
                declared
                        ? ""
                        : "%s is not set up in this installation: what is to be done there is done in the default pool."
                                .formatted(name));
    }
}
