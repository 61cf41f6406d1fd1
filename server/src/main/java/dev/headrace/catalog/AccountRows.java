package dev.headrace.catalog;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// The account that this installation is: one row.
public final class AccountRows {
    private final Handle handle;

    AccountRows(Handle handle) {
        this.handle = handle;
    }

    public record Row(String id, String name) {}

    public Optional<Row> find() {
        return handle.createQuery("SELECT id, name FROM headrace.account LIMIT 1")
                .map((row, context) -> new Row(row.getString("id"), row.getString("name")))
                .findOne();
    }

    public void add(Row row, Instant at) {
        handle.createUpdate(
                        "INSERT INTO headrace.account (id, name, created_at) VALUES (:id, :name, :at)")
                .bind("id", row.id())
                .bind("name", row.name())
                .bind("at", Columns.time(at))
                .execute();
    }
}
