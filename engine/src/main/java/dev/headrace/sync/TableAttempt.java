package dev.headrace.sync;

import dev.headrace.destination.Batch;
import dev.headrace.destination.DestinationSession;
import dev.headrace.destination.FinishOutcome;
import dev.headrace.destination.LoadCounters;
import dev.headrace.destination.StoredTable;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.Warning;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import dev.headrace.source.ReadOutcome;
import dev.headrace.source.ReadProgress;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.Source;
import dev.headrace.source.TableReader;
import dev.headrace.sync.SyncProgress.Stage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One try to bring one table up to date. One thread runs it; what it tells may be asked by any.
final class TableAttempt implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TableAttempt.class);

    static final ReadProgress NOTHING_READ = new ReadProgress(0, -1, 0, 0, 0, 0);

    private final Source source;
    private final TableOrder order;
    private final Cancellation cancellation;
    private final Runnable onResume;

    private volatile Stage stage = Stage.OPENING;
    private volatile boolean unchanged;
    private volatile @Nullable TableReader reader;
    private volatile @Nullable TableLoad load;

    /// @param onResume called when the load goes on from what another has left
    TableAttempt(Source source, TableOrder order, Cancellation cancellation, Runnable onResume) {
        this.source = source;
        this.order = order;
        this.cancellation = cancellation;
        this.onResume = onResume;
    }

    void run(DestinationSession session) {
        StoredTable stored = session.inspect(order.request());
        cancellation.check();
        TableReader opened = open(stored);
        cancellation.check();
        if (stored.phase() == StoredTable.Phase.LIVE && opened.unchanged()) {
            unchanged = true;
            return;
        }
        boolean continued = opened.continues() && !order.request().limited();
        TableLoad begun =
                session.begin(
                        order.request().withReadOnce(!repeatable()), opened.shape(), continued);
        load = begun;
        if (begun.counters().resumed()) {
            onResume.run();
        }
        stage = Stage.READING;
        read(stored, opened, begun);
        stage = Stage.FINISHING;
        if (finish(stored, opened, begun) == FinishOutcome.READ_AGAIN) {
            readAgain(stored, opened, begun);
        }
    }

    /// The destination needs the rows once more, in order: keys came twice.
    private void readAgain(StoredTable stored, TableReader first, TableLoad into) {
        TableShape shape = first.shape();
        first.close();
        TableReader again =
                source.open(
                        order.source(),
                        new ReadRequest(ReadRequest.Phase.FIRST_LOAD, shape, List.of(), List.of()));
        reader = again;
        if (!again.shape().equals(shape)) {
            into.restart(again.shape());
        }
        stage = Stage.READING;
        read(stored, again, into);
        stage = Stage.FINISHING;
        finish(stored, again, into);
    }

    private TableReader open(StoredTable stored) {
        List<StateEntry> states = WholeTable.sourceStates(stored);
        boolean pass = isPass(stored);
        TableReader opened = openFrom(stored, pass && !repeatable() ? List.of() : states);
        if (!pass || states.isEmpty() || !repeatable() || nothingToSeeAgain(stored, opened)) {
            return opened;
        }
        // A pass marks what it has not seen, so it has to see all of the input.
        opened.close();
        return openFrom(stored, List.of());
    }

    private static boolean nothingToSeeAgain(StoredTable stored, TableReader opened) {
        return opened.unchanged()
                && opened.vanishedStates().isEmpty()
                && WholeTable.isNoted(stored);
    }

    private TableReader openFrom(StoredTable stored, List<StateEntry> states) {
        TableReader opened =
                source.open(
                        order.source(),
                        switch (stored.phase()) {
                            case ABSENT -> ReadRequest.firstLoad();
                            case LOADING ->
                                    new ReadRequest(
                                            ReadRequest.Phase.FIRST_LOAD,
                                            stored.shape(),
                                            states,
                                            order.request().limited()
                                                    ? List.of()
                                                    : stored.committed());
                            case LIVE ->
                                    new ReadRequest(
                                            ReadRequest.Phase.LATER_LOAD,
                                            stored.shape(),
                                            states,
                                            List.of());
                        });
        reader = opened;
        return opened;
    }

    private void read(StoredTable stored, TableReader from, TableLoad into) {
        boolean whole = WholeTable.isNoted(stored);
        while (true) {
            Batch batch = into.open();
            ReadOutcome outcome = from.read(batch.sink());
            if (outcome == ReadOutcome.RESTARTED && !into.canRestart()) {
                throw restartRefused();
            }
            Checkpoint checkpoint = kept(from.takeCheckpoint());
            if (whole && !(batch.isEmpty() && checkpoint.isEmpty())) {
                checkpoint = WholeTable.broken(checkpoint);
                whole = false;
            }
            into.submit(batch, checkpoint);
            tell(from, into.takeCommitted());
            cancellation.check();
            switch (outcome) {
                case FULL -> {}
                case RESHAPED -> into.reshape(from.shape());
                case RESTARTED -> into.restart(from.shape());
                case ENDED -> {
                    return;
                }
            }
        }
    }

    private Failure restartRefused() {
        return Failure.of(
                        FailureCode.INTERNAL,
                        """
                        The source of %s wants to give rows again that were added to %s already: \
                        they would be there twice.\
                        """
                                .formatted(order.connection(), order.request().table()))
                .next(
                        "Run again, or load with another --mode: rows that have a key can come again.");
    }

    private FinishOutcome finish(StoredTable stored, TableReader from, TableLoad into) {
        List<StateEntry> states = order.request().limited() ? List.of() : from.finalStates();
        boolean whole = isPass(stored) || stored.phase() != StoredTable.Phase.LIVE;
        FinishOutcome outcome =
                into.finish(
                        whole && !order.request().limited() ? WholeTable.noted(states) : states,
                        from.vanishedStates(),
                        true);
        tell(from, into.takeCommitted());
        return outcome;
    }

    /// Durable first, then acknowledged.
    private static void tell(TableReader from, List<Checkpoint> committed) {
        for (Checkpoint checkpoint : committed) {
            from.acknowledge(checkpoint);
            CrashPoint.SOURCE_TOLD.pass();
        }
    }

    /// A part of an input must not pass for all of it.
    private Checkpoint kept(Checkpoint checkpoint) {
        return order.request().limited()
                ? new Checkpoint(checkpoint.ranges(), List.of())
                : checkpoint;
    }

    private boolean isPass(StoredTable stored) {
        return order.request().snapshot() && stored.phase() == StoredTable.Phase.LIVE;
    }

    private boolean repeatable() {
        return source.repeatable(order.source());
    }

    Stage stage() {
        return stage;
    }

    boolean unchanged() {
        return unchanged;
    }

    /// Whether this try has used up an input that cannot be read again.
    boolean usedUp() {
        return reader != null && !repeatable();
    }

    ReadProgress read() {
        TableReader open = reader;
        return open == null ? NOTHING_READ : open.progress();
    }

    LoadCounters counters() {
        TableLoad open = load;
        return open == null ? LoadCounters.NONE : open.counters();
    }

    List<String> ddl() {
        TableLoad open = load;
        return open == null ? List.of() : open.ddl();
    }

    /// Null before the input is opened. For the thread that runs the attempt, after it has run.
    @Nullable TableShape shape() {
        TableReader open = reader;
        return open == null ? null : open.shape();
    }

    /// For the thread that runs the attempt, after it has run.
    List<Warning> warnings() {
        List<Warning> all = new ArrayList<>();
        TableReader read = reader;
        if (read != null) {
            all.addAll(read.warnings());
        }
        TableLoad loaded = load;
        if (loaded != null) {
            all.addAll(loaded.warnings());
        }
        return all;
    }

    /// Stops what is under way, from any thread.
    void stop() {
        TableLoad open = load;
        if (open != null) {
            Closing.quietly(LOG, open);
        }
    }

    @Override
    public void close() {
        stop();
        TableReader open = reader;
        if (open != null) {
            Closing.quietly(LOG, open);
        }
    }
}
