package dev.headrace.catalog;

import java.time.Instant;
import org.jdbi.v3.core.Handle;

/// How many requests each actor made in an hour, counted over all servers.
public final class RateRows {
    private final Handle handle;

    RateRows(Handle handle) {
        this.handle = handle;
    }

    /// Counts one more.
    ///
    /// @param hour when the hour that is counted began; another one begins at 1 again
    /// @return how many there are now, this one included
    public long count(String actor, Instant hour) {
        return handle.createQuery(
                        """
                        INSERT INTO headrace.rate AS rate (actor, hour, used)
                        VALUES (:actor, :hour, 1)
                        ON CONFLICT (actor) DO UPDATE SET
                            used = CASE WHEN rate.hour = excluded.hour THEN rate.used + 1 ELSE 1 END,
                            hour = excluded.hour
                        RETURNING used
                        """)
                .bind("actor", actor)
                .bind("hour", Columns.time(hour))
                .mapTo(Long.class)
                .one();
    }
}
