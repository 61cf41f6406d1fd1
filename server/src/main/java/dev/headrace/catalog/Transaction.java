package dev.headrace.catalog;

import org.jdbi.v3.core.Handle;

/// One transaction on the metadata database, with a door to each family of rows. For one thread.
public final class Transaction {
    private final Handle handle;

    Transaction(Handle handle) {
        this.handle = handle;
    }

    public AuditRows audit() {
        return new AuditRows(handle);
    }

    public SecretRows secrets() {
        return new SecretRows(handle);
    }

    public RateRows rates() {
        return new RateRows(handle);
    }

    public GroupRows groups() {
        return new GroupRows(handle);
    }
}
