package dev.headrace.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/// Sealed secrets, all in one table, so that a rotation finds every one.
public final class SecretRows {
    private final Handle handle;

    SecretRows(Handle handle) {
        this.handle = handle;
    }

    /// Whose secret it is.
    ///
    /// @param kind of the owner, such as `destination`
    /// @param owner its id
    /// @param name of the secret there, such as `password`
    public record Place(String kind, String owner, String name) {}

    /// A sealed secret in its place.
    @SuppressWarnings("ArrayRecordComponent") // Two of them are never compared.
    public record Sealed(Place place, byte[] bytes) {}

    public void put(Place place, byte[] sealed) {
        handle.createUpdate(
                        """
                        INSERT INTO headrace.secret (kind, owner, name, sealed)
                        VALUES (:kind, :owner, :name, :sealed)
                        ON CONFLICT (kind, owner, name) DO UPDATE SET sealed = excluded.sealed
                        """)
                .bind("kind", place.kind())
                .bind("owner", place.owner())
                .bind("name", place.name())
                .bind("sealed", sealed)
                .execute();
    }

    public Optional<byte[]> find(Place place) {
        return handle.createQuery(
                        """
                        SELECT sealed FROM headrace.secret
                        WHERE kind = :kind AND owner = :owner AND name = :name
                        """)
                .bind("kind", place.kind())
                .bind("owner", place.owner())
                .bind("name", place.name())
                .map((row, context) -> row.getBytes("sealed"))
                .findOne();
    }

    /// All of one owner, by name.
    public Map<String, byte[]> of(String kind, String owner) {
        Map<String, byte[]> found = new TreeMap<>();
        handle.createQuery(
                        """
                        SELECT name, sealed FROM headrace.secret
                        WHERE kind = :kind AND owner = :owner
                        """)
                .bind("kind", kind)
                .bind("owner", owner)
                .map((row, context) -> Map.entry(row.getString("name"), row.getBytes("sealed")))
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    public void remove(Place place) {
        handle.createUpdate(
                        """
                        DELETE FROM headrace.secret
                        WHERE kind = :kind AND owner = :owner AND name = :name
                        """)
                .bind("kind", place.kind())
                .bind("owner", place.owner())
                .bind("name", place.name())
                .execute();
    }

    /// Removes all of one owner.
    public void removeOf(String kind, String owner) {
        handle.createUpdate("DELETE FROM headrace.secret WHERE kind = :kind AND owner = :owner")
                .bind("kind", kind)
                .bind("owner", owner)
                .execute();
    }

    public boolean isEmpty() {
        return handle.createQuery("SELECT NOT EXISTS (SELECT FROM headrace.secret)")
                .mapTo(Boolean.class)
                .one();
    }

    /// All there are, locked, for a rotation.
    public List<Sealed> lockAll() {
        return handle.createQuery(
                        """
                        SELECT kind, owner, name, sealed FROM headrace.secret
                        ORDER BY kind, owner, name FOR UPDATE
                        """)
                .map((row, context) ->
                        new Sealed(
                                new Place(
                                        row.getString("kind"),
                                        row.getString("owner"),
                                        row.getString("name")),
                                row.getBytes("sealed")))
                .list();
    }
}
