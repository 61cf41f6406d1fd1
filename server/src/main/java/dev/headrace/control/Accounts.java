package dev.headrace.control;

import dev.headrace.access.Actor;
import dev.headrace.access.Caller;
import dev.headrace.catalog.AccountRows;
import dev.headrace.catalog.Catalog;

/// The account as its callers see it.
public final class Accounts {
    private final Catalog catalog;

    public Accounts(Catalog catalog) {
        this.catalog = catalog;
    }

    /// Which account it is, and who is asking.
    public record Summary(String id, String name, Actor actor) {}

    /// Everybody may know this of themselves.
    public Summary info(Caller caller) {
        AccountRows.Row row =
                catalog.in(transaction -> transaction.account().find())
                        .orElseThrow(() -> new IllegalStateException("There is no account."));
        return new Summary(row.id(), row.name(), caller.actor());
    }
}
