package dev.headrace.catalog;

import java.util.Optional;
import org.jdbi.v3.core.Handle;

/// Connections, as far as memberships in them need.
public final class ConnectionRows {
    private final Handle handle;

    ConnectionRows(Handle handle) {
        this.handle = handle;
    }

    public record Row(String id, String groupId) {}

    public Optional<Row> find(String id) {
        return handle.createQuery("SELECT id, group_id FROM headrace.connection WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> new Row(row.getString("id"), row.getString("group_id")))
                .findOne();
    }

    /// Whether the group has any.
    public boolean areIn(String groupId) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (SELECT FROM headrace.connection WHERE group_id = :groupId)
                        """)
                .bind("groupId", groupId)
                .mapTo(Boolean.class)
                .one();
    }
}
