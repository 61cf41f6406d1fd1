package dev.headrace.cli;

import dev.headrace.destination.Destination;
import dev.headrace.source.Source;
import dev.headrace.sync.Sync;
import dev.headrace.sync.SyncEvent;
import dev.headrace.sync.SyncRequest;
import dev.headrace.sync.SyncResult;
import dev.headrace.sync.TableResult;
import java.time.InstantSource;

/// Runs one sync while it is watched: progress, events and signals reach whom they concern.
final class LoadRun {
    private final Output output;
    private final Interruption interruption;

    LoadRun(Output output, Interruption interruption) {
        this.output = output;
        this.interruption = interruption;
    }

    SyncResult load(Source source, Destination destination, SyncRequest request) {
        Sync sync = sync(source, destination, request);
        try (ProgressTicker _ = ticker(sync)) {
            return sync.run();
        }
    }

    SyncResult plan(Source source, Destination destination, SyncRequest request) {
        Sync sync = sync(source, destination, request);
        try (ProgressTicker _ = ticker(sync)) {
            return sync.plan();
        }
    }

    private Sync sync(Source source, Destination destination, SyncRequest request) {
        Sync sync = new Sync(source, destination, request, this::hear, InstantSource.system());
        interruption.endBy(
                sync::cancel,
                "What is committed is complete. ",
                () -> Report.failed("interrupted", null));
        return sync;
    }

    private ProgressTicker ticker(Sync sync) {
        return ProgressTicker.start(output, sync::progress, InstantSource.system());
    }

    private void hear(SyncEvent event) {
        switch (event) {
            case SyncEvent.TableResumed resumed ->
                    output.note(
                            Text.of(resumed.table() + ": going on where an earlier run ended."));
            case SyncEvent.Retrying retrying ->
                    output.note(
                            Text.of(
                                    "%s: %s Trying again in %s."
                                            .formatted(
                                                    retrying.table(),
                                                    FailureText.sentence(retrying.failure(), false),
                                                    Quantities.time(retrying.after()))));
            case SyncEvent.TableStarted started ->
                    detail(
                            "%s: table %d of %d"
                                    .formatted(started.table(), started.number(), started.count()));
            case SyncEvent.TableFinished finished -> {
                TableResult result = finished.result();
                result.ddl().forEach(statement -> detail("SQL: " + statement));
                detail(
                        "%s: %s rows read, %s committed, in %s"
                                .formatted(
                                        result.table(),
                                        Quantities.count(result.read().rows()),
                                        Quantities.count(result.counters().committed()),
                                        Quantities.time(result.duration())));
            }
            case SyncEvent.WarningRaised _ -> {
                // The summary tells them all.
            }
        }
    }

    private void detail(String sentence) {
        output.detail("INFO", Text.of(sentence));
    }
}
