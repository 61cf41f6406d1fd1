package dev.headrace.destination.postgres;

import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.TableShape;

/// Begins loads into tables that people read.
final class LaterLoads {
    private LaterLoads() {}

    static TableLoad begin(
            WriterSession writer, LoadRequest request, StreamRow row, TableShape shape) {
        throw Failure.of(FailureCode.INTERNAL, "Loading into a live table is not there yet.");
    }
}
