package dev.headrace.model;

import java.util.UUID;

/// One run of one command; also the `run` that the ledger's fence names.
public record SyncId(UUID value) {

    public static SyncId random() {
        return new SyncId(UUID.randomUUID());
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
