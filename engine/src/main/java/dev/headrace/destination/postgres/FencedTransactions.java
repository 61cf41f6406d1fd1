package dev.headrace.destination.postgres;

import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailureKind;
import java.sql.SQLException;
import java.util.concurrent.CancellationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs transactions that end with the proof of the fence, and repeats those that a transient
/// failure ended. Thread-safe; each stream runs its own transactions.
final class FencedTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(FencedTransactions.class);

    private final WriterSession writer;
    private final RetryWindow window;

    FencedTransactions(WriterSession writer, RetryWindow window) {
        this.writer = writer;
        this.window = window;
    }

    /// BEGIN, `work`, fence, COMMIT. Returns once the transaction is in for certain, whether by
    /// this COMMIT's answer or because `proof` found it after a lost answer.
    ///
    /// @throws Failure what cannot be retried, or was retried in vain
    /// @throws CancellationException when the stream was cancelled
    void run(StreamConnection stream, CommitProof proof, TransactionWork work) {
        Doubt doubt = new Doubt();
        repeat(
                stream,
                () -> {
                    if (!doubt.commitSent || !proven(stream, proof)) {
                        doubt.commitSent = false;
                        attempt(stream, work, doubt);
                    }
                });
        window.progressed();
    }

    /// A transaction that only looks, with the same retries.
    void read(StreamConnection stream, TransactionWork work) {
        repeat(
                stream,
                () -> {
                    stream.jdbc().setAutoCommit(false);
                    work.run(stream);
                    stream.jdbc().rollback();
                });
    }

    /// Whether a COMMIT was sent that got no answer: only then the transaction may be in.
    private static final class Doubt {
        private boolean commitSent;
    }

    @FunctionalInterface
    private interface Attempt {
        void run() throws SQLException;
    }

    /// Also putting the session right may fail, while the server is away, and is tried again.
    private void repeat(StreamConnection stream, Attempt attempt) {
        RetryWindow.Attempts attempts = window.attempts();
        boolean broken = false;
        while (true) {
            try {
                if (broken) {
                    writer.recover(stream);
                } else {
                    writer.ready(stream);
                }
                attempt.run();
                return;
            } catch (SQLException | Failure e) {
                failed(stream, e, attempts);
                broken = true;
            } catch (RuntimeException | Error e) {
                rollBack(stream);
                throw e;
            }
        }
    }

    private static boolean proven(StreamConnection stream, CommitProof proof) throws SQLException {
        stream.jdbc().setAutoCommit(false);
        boolean committed = proof.committed(stream);
        stream.jdbc().rollback();
        return committed;
    }

    private void attempt(StreamConnection stream, TransactionWork work, Doubt doubt)
            throws SQLException {
        stream.jdbc().setAutoCommit(false);
        work.run(stream);
        writer.proveFence(stream);
        CrashPoint.FENCE_CHECKED.pass();
        doubt.commitSent = true;
        stream.jdbc().commit();
        CrashPoint.COMMITTED.pass();
    }

    /// Returns when another attempt is worth it.
    private void failed(StreamConnection stream, Exception error, RetryWindow.Attempts attempts) {
        if (stream.cancelled()) {
            throw new CancellationException("The load was stopped.");
        }
        Failure failure = asFailure(error);
        // Before the pause: nobody is to wait for locks of a transaction that is lost.
        rollBack(stream);
        if (!worthRetrying(failure)) {
            throw failure;
        }
        LOG.info("{} Trying again.", failure.message());
        attempts.awaitNext(failure, stream);
    }

    private Failure asFailure(Exception error) {
        return switch (error) {
            case Failure failure -> failure;
            case SQLException sql -> writer.failures().of(sql);
            default -> Failure.of(FailureCode.INTERNAL, "A step of the load broke.", error);
        };
    }

    private static boolean worthRetrying(Failure failure) {
        return switch (failure.code()) {
            case FENCED_OFF, CONNECTION_BUSY, TABLE_CHANGED, SERVER_LIMIT -> false;
            default ->
                    failure.kind() == FailureKind.TRANSIENT || failure.kind() == FailureKind.LIMIT;
        };
    }

    private static void rollBack(StreamConnection stream) {
        try {
            if (stream.isOpen()) {
                stream.jdbc().rollback();
            }
        } catch (SQLException | CancellationException | Failure e) {
            stream.discard();
        }
    }
}
