package dev.headrace.destination.postgres;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The streams of a first load: threads that each load pieces on a session of their own. Started
/// one by one as pieces wait, so that a small load has one. Thread-safe.
///
/// The queue is bounded by whoever submits: no more pieces exist than the batch pool gives out.
final class PieceStreams implements AutoCloseable {
    private static final Duration CANCEL_WITHIN = Duration.ofSeconds(2);
    private static final Duration ABORT_WITHIN = Duration.ofSeconds(1);

    private final WriterSession writer;
    private final int streamsMax;
    private final PieceLoading loading;
    private final Outcome outcome;
    private final Queue<Piece> waiting = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private final List<StreamConnection> streams = new ArrayList<>();
    private int underWay;
    private boolean ended;
    private boolean cancelled;
    private @Nullable Throwable failure;

    /// What becomes of pieces. Called by the streams' threads.
    ///
    /// @param loaded the piece is in
    /// @param done the piece is in or given up: its memory may go
    /// @param failed something broke; called once
    record Outcome(Consumer<Piece> loaded, Consumer<Piece> done, Runnable failed) {}

    PieceStreams(WriterSession writer, int streamsMax, PieceLoading loading, Outcome outcome) {
        this.writer = writer;
        this.streamsMax = streamsMax;
        this.loading = loading;
        this.outcome = outcome;
    }

    /// Hands a piece over. Never waits.
    synchronized void submit(Piece piece) {
        waiting.add(piece);
        if (threads.size() < streamsMax && waiting.size() + underWay > threads.size()) {
            int number = threads.size() + 1;
            threads.add(
                    Thread.ofPlatform().daemon().name("load-stream-" + number).start(this::work));
        }
        notifyAll();
    }

    /// Waits until all pieces are in.
    ///
    /// @throws RuntimeException the first failure of any
    synchronized void drain() {
        try {
            while (failure == null && !cancelled && (underWay > 0 || !waiting.isEmpty())) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("Interrupted while pieces are under way");
        }
        check();
    }

    /// Throws what went wrong so far.
    synchronized void check() {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
        if (cancelled) {
            throw new CancellationException("The load was stopped.");
        }
    }

    /// Gives up pieces that wait and lets those under way end.
    synchronized void discardWaiting() {
        while (!waiting.isEmpty()) {
            outcome.done.accept(waiting.remove());
        }
    }

    private void work() {
        StreamConnection stream = null;
        try {
            stream = openStream();
            Piece piece = next();
            while (piece != null) {
                load(stream, piece);
                piece = next();
            }
            putBack(stream);
        } catch (RuntimeException | Error e) {
            fail(e);
            if (stream != null) {
                forget(stream);
                writer.closeStream(stream);
            }
        }
    }

    private void load(StreamConnection stream, Piece piece) {
        try {
            loading.load(stream, piece);
            outcome.loaded.accept(piece);
        } catch (RuntimeException | Error e) {
            // Before this piece stops counting as under way, or a drain would take it for loaded.
            fail(e);
            throw e;
        } finally {
            outcome.done.accept(piece);
            ended();
        }
    }

    private StreamConnection openStream() {
        StreamConnection stream = writer.borrowStream();
        synchronized (this) {
            streams.add(stream);
            if (cancelled) {
                stream.cancel();
            }
        }
        return stream;
    }

    private void putBack(StreamConnection stream) {
        forget(stream);
        writer.giveBack(stream);
    }

    private synchronized void forget(StreamConnection stream) {
        streams.remove(stream);
    }

    private synchronized @Nullable Piece next() {
        try {
            while (waiting.isEmpty() && !ended && failure == null) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
        if (failure != null || waiting.isEmpty()) {
            return null;
        }
        underWay++;
        return waiting.remove();
    }

    private synchronized void ended() {
        underWay--;
        notifyAll();
    }

    private void fail(Throwable thrown) {
        synchronized (this) {
            if (failure != null) {
                return;
            }
            failure = thrown;
            discardWaiting();
            notifyAll();
        }
        outcome.failed.run();
    }

    /// Ends the streams: gracefully when nothing is under way, else by cancelling what is. Sessions
    /// are idle or gone when this returns.
    @Override
    public void close() {
        List<Thread> ending;
        synchronized (this) {
            ended = true;
            if (underWay > 0 || !waiting.isEmpty()) {
                cancelled = true;
                discardWaiting();
            }
            notifyAll();
            ending = List.copyOf(threads);
        }
        if (cancelled()) {
            streamsNow().forEach(StreamConnection::cancel);
        }
        join(ending, CANCEL_WITHIN);
        streamsNow().forEach(StreamConnection::discard);
        join(ending, ABORT_WITHIN);
    }

    private synchronized boolean cancelled() {
        return cancelled;
    }

    private synchronized List<StreamConnection> streamsNow() {
        return List.copyOf(streams);
    }

    private static void join(List<Thread> ending, Duration within) {
        long end = System.nanoTime() + within.toNanos();
        boolean interrupted = Thread.interrupted();
        for (Thread thread : ending) {
            try {
                thread.join(Duration.ofNanos(Math.max(1, end - System.nanoTime())));
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
