package dev.headrace.sync;

import dev.headrace.model.ConnectionName;
import dev.headrace.model.SyncId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What a sync is to do.
///
/// @param orders tables, loaded in this order
/// @param retryFor how long a transient failure is retried without any row being committed
public record SyncRequest(SyncId id, List<TableOrder> orders, Duration retryFor) {

    public static final Duration RETRY_FOR = Duration.ofSeconds(30);

    public SyncRequest {
        orders = List.copyOf(orders);
    }

    public static SyncRequest of(TableOrder... orders) {
        return new SyncRequest(SyncId.random(), List.of(orders), RETRY_FOR);
    }

    /// The connection that all tables share, null when they have several.
    @Nullable ConnectionName connection() {
        Set<ConnectionName> names =
                orders.stream().map(TableOrder::connection).collect(Collectors.toSet());
        return names.size() == 1 ? names.iterator().next() : null;
    }
}
