package dev.headrace.catalog;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

/// Groups: each is the box around one destination, and shares its id.
public final class GroupRows {
    private static final RowMapper<Row> ROW =
            (row, context) ->
                    new Row(
                            row.getLong("number"),
                            row.getString("id"),
                            row.getString("name"),
                            Columns.instant(row, "created_at"));

    private final Handle handle;

    GroupRows(Handle handle) {
        this.handle = handle;
    }

    /// A group.
    ///
    /// @param number its place in the order of creation
    public record Row(long number, String id, String name, Instant createdAt) {}

    /// Adds it, unless its id or name is taken.
    public Optional<Row> add(String id, String name, Instant at) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.destination_group (id, name, created_at)
                        VALUES (:id, :name, :at) ON CONFLICT DO NOTHING
                        RETURNING number, id, name, created_at
                        """)
                .bind("id", id)
                .bind("name", name)
                .bind("at", Columns.time(at))
                .map(ROW)
                .findOne();
    }

    public Optional<Row> find(String id) {
        return handle.createQuery(
                        """
                        SELECT number, id, name, created_at FROM headrace.destination_group
                        WHERE id = :id
                        """)
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// The same, kept from being removed until the transaction ends.
    public Optional<Row> keep(String id) {
        return handle.createQuery(
                        """
                        SELECT number, id, name, created_at FROM headrace.destination_group
                        WHERE id = :id FOR KEY SHARE
                        """)
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// The same, kept from being removed until the transaction ends.
    public Optional<Row> hold(String id) {
        return handle.createQuery(
                        """
                        SELECT number, id, name, created_at FROM headrace.destination_group
                        WHERE id = :id FOR KEY SHARE
                        """)
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// The same, kept from others until the transaction ends.
    public Optional<Row> lock(String id) {
        return handle.createQuery(
                        """
                        SELECT number, id, name, created_at FROM headrace.destination_group
                        WHERE id = :id FOR UPDATE
                        """)
                .bind("id", id)
                .map(ROW)
                .findOne();
    }

    /// The public half of the key with which it signs in to SSH servers, once it has one.
    public Optional<String> sshKey(String id) {
        return handle.createQuery(
                        "SELECT public_key FROM headrace.group_ssh_key WHERE group_id = :id")
                .bind("id", id)
                .mapTo(String.class)
                .findOne();
    }

    /// Whether it had none yet.
    public boolean addSshKey(String id, String publicKey, Instant at) {
        return handle.createUpdate(
                                """
                                INSERT INTO headrace.group_ssh_key (group_id, public_key, created_at)
                                VALUES (:id, :key, :at) ON CONFLICT DO NOTHING
                                """)
                        .bind("id", id)
                        .bind("key", publicKey)
                        .bind("at", Columns.time(at))
                        .execute()
                == 1;
    }

    public Page<Row> list(Visible visible, Page.Request request) {
        List<Row> rows =
                handle.createQuery(
                                """
                                SELECT number, id, name, created_at FROM headrace.destination_group
                                WHERE number > :after AND (:all OR id = ANY (:ids))
                                ORDER BY number LIMIT :limit
                                """)
                        .bind("after", request.after())
                        .bind("all", visible.all())
                        .bindArray("ids", String.class, visible.ids())
                        .bind("limit", request.limitAndOne())
                        .map(ROW)
                        .list();
        return Page.of(rows, request, Row::number);
    }

    /// Whether the name was free.
    public boolean rename(String id, String name) {
        // Names change one after another: what another transaction takes just now is not seen.
        handle.execute("LOCK TABLE headrace.destination_group IN SHARE ROW EXCLUSIVE MODE");
        return handle.createUpdate(
                                """
                                UPDATE headrace.destination_group SET name = :name
                                WHERE id = :id AND NOT EXISTS (
                                    SELECT FROM headrace.destination_group
                                    WHERE name = :name AND id <> :id)
                                """)
                        .bind("id", id)
                        .bind("name", name)
                        .execute()
                == 1;
    }

    public boolean remove(String id) {
        return handle.createUpdate("DELETE FROM headrace.destination_group WHERE id = :id")
                        .bind("id", id)
                        .execute()
                == 1;
    }
}
