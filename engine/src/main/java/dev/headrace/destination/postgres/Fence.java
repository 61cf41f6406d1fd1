package dev.headrace.destination.postgres;

import dev.headrace.model.SyncId;

/// Who may write: the number that the ledger's connection row had when this run raised it, and the
/// run. The number alone is not enough: a ledger made anew or restored gives one twice.
record Fence(long number, SyncId run) {}
