package dev.headrace.sync;

import dev.headrace.destination.Destination;
import dev.headrace.destination.DestinationSession;
import dev.headrace.destination.DestinationView;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.StoredTable;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.InputRange;
import dev.headrace.model.LogicalType;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableName;
import dev.headrace.model.TableShape;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A destination as a map of tables, exact in what loads do to rows, states and fences. Commits lag
/// behind, as those of a real one do, and in a first load they come in any order.
final class InMemoryDestination implements Destination {
    private final Map<TableName, Stored> tables = new HashMap<>();
    private final Map<ConnectionName, Long> fences = new HashMap<>();
    private long clock = 1_700_000_000L;
    private long commits;
    private int openSessions;

    /// What the ledger knows of a table.
    static final class Stored {
        final ConnectionName owner;
        @Nullable MemoryTable live;
        @Nullable Build build;
        final Map<String, String> states = new LinkedHashMap<>();

        Stored(ConnectionName owner) {
            this.owner = owner;
        }
    }

    /// A table being filled.
    static final class Build {
        TableShape shape;
        final boolean ordered;
        final List<Piece> pieces = new ArrayList<>();

        Build(TableShape shape, boolean ordered) {
            this.shape = shape;
            this.ordered = ordered;
        }

        List<InputRange> committed() {
            return pieces.stream().flatMap(piece -> piece.ranges().stream()).toList();
        }
    }

    record Piece(
            TableShape shape, dev.headrace.model.ChangeRecorder rows, List<InputRange> ranges) {}

    synchronized @Nullable MemoryTable table(TableName name) {
        Stored stored = tables.get(name);
        return stored == null ? null : stored.live;
    }

    synchronized Map<String, String> states(TableName name) {
        Stored stored = tables.get(name);
        return stored == null ? Map.of() : Map.copyOf(stored.states);
    }

    /// Seconds since 1970: the latest session's instant.
    synchronized long clock() {
        return clock;
    }

    /// Transactions that wrote something.
    synchronized long commits() {
        return commits;
    }

    /// 0 when nothing was left behind.
    synchronized int openSessions() {
        return openSessions;
    }

    @Override
    public String serverVersion() {
        return "0.1";
    }

    @Override
    public synchronized DestinationSession open(ConnectionName connection) {
        long fence = fences.merge(connection, 1L, Long::sum);
        openSessions++;
        clock++;
        return new Session(connection, fence, Instant.ofEpochSecond(clock));
    }

    @Override
    public DestinationView view(ConnectionName connection) {
        return new Session(connection, 0, Instant.EPOCH);
    }

    @Override
    public String typeName(LogicalType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void close() {}

    /// Runs a transaction that writes.
    synchronized void commit(ConnectionName connection, long fence, Runnable work) {
        if (!Objects.equals(fences.get(connection), fence)) {
            throw Failure.of(FailureCode.FENCED_OFF, "A newer sync of " + connection + " began.");
        }
        work.run();
        commits++;
    }

    private static List<StateEntry> entries(Map<String, String> states) {
        return states.entrySet().stream()
                .map(state -> new StateEntry(state.getKey(), state.getValue()))
                .toList();
    }

    private final class Session implements DestinationSession {
        private final ConnectionName connection;
        private final long fence;
        private final Instant syncedAt;
        private boolean closed;

        Session(ConnectionName connection, long fence, Instant syncedAt) {
            this.connection = connection;
            this.fence = fence;
            this.syncedAt = syncedAt;
        }

        @Override
        public Instant syncedAt() {
            return syncedAt;
        }

        @Override
        public StoredTable inspect(LoadRequest request) {
            synchronized (InMemoryDestination.this) {
                Stored stored = tables.get(request.table());
                if (stored == null) {
                    return new StoredTable(StoredTable.Phase.ABSENT, null, List.of(), List.of());
                }
                if (!stored.owner.equals(connection)) {
                    throw Failure.of(
                            FailureCode.TABLE_NOT_OURS,
                            "The table belongs to " + stored.owner + ".");
                }
                Build build = stored.build;
                if (build != null) {
                    return new StoredTable(
                            StoredTable.Phase.LOADING, build.shape, List.of(), build.committed());
                }
                MemoryTable live = Objects.requireNonNull(stored.live);
                return new StoredTable(
                        StoredTable.Phase.LIVE, live.shape(), entries(stored.states), List.of());
            }
        }

        @Override
        public List<String> plan(LoadRequest request, TableShape shape) {
            return List.of("CREATE " + request.table());
        }

        @Override
        public TableLoad begin(LoadRequest request, TableShape shape, boolean continued) {
            synchronized (InMemoryDestination.this) {
                Stored stored =
                        tables.computeIfAbsent(request.table(), name -> new Stored(connection));
                MemoryLoad.Target target =
                        new MemoryLoad.Target(
                                InMemoryDestination.this, connection, fence, syncedAt, stored);
                if (stored.live != null) {
                    return new MemoryLaterLoad(target, request, shape);
                }
                return new MemoryFirstLoad(target, request, shape, continued);
            }
        }

        @Override
        public void close() {
            synchronized (InMemoryDestination.this) {
                if (!closed && fence > 0) {
                    openSessions--;
                }
                closed = true;
            }
        }
    }
}
