package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.access.Permission;
import dev.headrace.catalog.AuditRows;
import dev.headrace.catalog.Catalog;
import dev.headrace.catalog.Page;

/// Who changed what, for those who look after security.
public final class AuditTrail {
    private final Catalog catalog;

    public AuditTrail(Catalog catalog) {
        this.catalog = catalog;
    }

    /// The newest first.
    public Page<AuditRows.Entry> list(
            Caller caller, AuditRows.Filter filter, Page.Request request) {
        caller.require(Permission.VIEW_SECURITY);
        return catalog.in(transaction -> transaction.audit().list(filter, request));
    }
}
