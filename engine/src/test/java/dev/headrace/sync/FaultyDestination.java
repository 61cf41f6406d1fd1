package dev.headrace.sync;

import dev.headrace.destination.Batch;
import dev.headrace.destination.Destination;
import dev.headrace.destination.DestinationSession;
import dev.headrace.destination.DestinationView;
import dev.headrace.destination.FinishOutcome;
import dev.headrace.destination.LoadCounters;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.StoredTable;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.Warning;
import dev.headrace.model.Checkpoint;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.LogicalType;
import dev.headrace.model.StateEntry;
import dev.headrace.model.TableShape;
import java.time.Instant;
import java.util.List;

/// A destination with something that may go wrong before and after every call.
final class FaultyDestination implements Destination {
    private final Destination real;
    private final Faults faults;

    /// What may go wrong.
    @FunctionalInterface
    interface Faults {
        /// Returns, or throws what a broken destination would.
        ///
        /// @param step what is about to be done, or was done, for people
        void pass(String step);
    }

    FaultyDestination(Destination real, Faults faults) {
        this.real = real;
        this.faults = faults;
    }

    @Override
    public String serverVersion() {
        return real.serverVersion();
    }

    @Override
    public DestinationSession open(ConnectionName connection) {
        faults.pass("open");
        DestinationSession session = real.open(connection);
        try {
            faults.pass("opened");
        } catch (RuntimeException | Error e) {
            session.close();
            throw e;
        }
        return new Session(session);
    }

    @Override
    public DestinationView view(ConnectionName connection) {
        return real.view(connection);
    }

    @Override
    public String typeName(LogicalType type) {
        return real.typeName(type);
    }

    @Override
    public void close() {
        real.close();
    }

    private final class Session implements DestinationSession {
        private final DestinationSession session;

        Session(DestinationSession session) {
            this.session = session;
        }

        @Override
        public Instant syncedAt() {
            return session.syncedAt();
        }

        @Override
        public StoredTable inspect(LoadRequest request) {
            faults.pass("inspect");
            return session.inspect(request);
        }

        @Override
        public List<String> plan(LoadRequest request, TableShape shape) {
            return session.plan(request, shape);
        }

        @Override
        public TableLoad begin(LoadRequest request, TableShape shape, boolean continued) {
            faults.pass("begin");
            TableLoad load = session.begin(request, shape, continued);
            try {
                faults.pass("begun");
            } catch (RuntimeException | Error e) {
                load.close();
                throw e;
            }
            return new Load(load);
        }

        @Override
        public void close() {
            session.close();
        }
    }

    private final class Load implements TableLoad {
        private final TableLoad load;

        Load(TableLoad load) {
            this.load = load;
        }

        @Override
        public Batch open() {
            faults.pass("open batch");
            return load.open();
        }

        @Override
        public void submit(Batch batch, Checkpoint checkpoint) {
            faults.pass("submit");
            load.submit(batch, checkpoint);
            faults.pass("submitted");
        }

        @Override
        public void reshape(TableShape shape) {
            faults.pass("reshape");
            load.reshape(shape);
            faults.pass("reshaped");
        }

        @Override
        public boolean canRestart() {
            return load.canRestart();
        }

        @Override
        public void restart(TableShape shape) {
            faults.pass("restart");
            load.restart(shape);
            faults.pass("restarted");
        }

        @Override
        public FinishOutcome finish(
                List<StateEntry> states, List<String> vanished, boolean complete) {
            faults.pass("finish");
            FinishOutcome outcome = load.finish(states, vanished, complete);
            faults.pass("finished");
            return outcome;
        }

        @Override
        public List<Checkpoint> takeCommitted() {
            return load.takeCommitted();
        }

        @Override
        public LoadCounters counters() {
            return load.counters();
        }

        @Override
        public List<String> ddl() {
            return load.ddl();
        }

        @Override
        public List<Warning> warnings() {
            return load.warnings();
        }

        @Override
        public void close() {
            load.close();
        }
    }
}
