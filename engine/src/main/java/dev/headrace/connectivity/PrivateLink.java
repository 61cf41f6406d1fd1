package dev.headrace.connectivity;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import org.jspecify.annotations.Nullable;

/// A named way through a cloud's private network to a host that only it reaches. Whoever operates
/// the cloud account makes it; here it is used.
///
/// @param name unique, as people call it
/// @param region the data processing location, such as `AWS_EU_WEST_1`; its prefix is the
///   provider's
/// @param host the private name or address that stands for the database
public record PrivateLink(
        String name, CloudProvider provider, String region, String host, State state) {

    public PrivateLink {
        if (!region.startsWith(provider.name() + "_")) {
            throw Failure.of(
                            FailureCode.REGION_MISMATCH,
                            "The private link \"%s\" is of %s, but its region %s is not."
                                    .formatted(name, provider.product(), region))
                    .next("Name a region that begins %s_.".formatted(provider.name()));
        }
    }

    /// That it can carry a destination's data.
    ///
    /// @param destinationRegion where the destination's data is processed, null where nobody said
    /// @throws Failure `REGION_MISMATCH` where it leads into another cloud or region,
    ///   `PRIVATE_LINK_NOT_READY` where the cloud is not done with it
    void requireUsable(@Nullable String destinationRegion) {
        if (destinationRegion != null && !destinationRegion.equals(region)) {
            throw Failure.of(
                            FailureCode.REGION_MISMATCH,
                            "The private link \"%s\" is in %s, but the destination's data is processed in %s."
                                    .formatted(name, region, destinationRegion))
                    .next(
                            "Use a link of %s in %s, or move the destination's data processing location."
                                    .formatted(provider.product(), destinationRegion));
        }
        if (state != State.READY) {
            throw Failure.of(
                    FailureCode.PRIVATE_LINK_NOT_READY,
                    "The private link \"%s\" (%s) is %s."
                            .formatted(
                                    name,
                                    provider.product(),
                                    state == State.CREATING ? "still being made" : "broken"));
        }
    }

    /// How far the cloud is with it.
    public enum State {
        CREATING,
        READY,
        FAILED
    }
}
