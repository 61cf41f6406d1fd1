package dev.headrace.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One row event as a value: for sources that have few, and for tests. What flows in bulk goes
/// through [ChangeSink] cell by cell.
///
/// Values stand in the order of the shape's columns: `Boolean`, `Long`, `Double`, `BigDecimal`,
/// `LocalDate`, `LocalDateTime`, `Instant`, `LocalTime`, `String` or `byte[]`, null for NULL, and
/// [#UNMODIFIED].
public sealed interface Change {

    /// Stands for a value that the change does not carry.
    Object UNMODIFIED = Unmodified.INSTANCE;

    record Upsert(List<@Nullable Object> values) implements Change {}

    record Update(List<@Nullable Object> values) implements Change {}

    /// Key columns have values, the others are [#UNMODIFIED].
    record Delete(List<@Nullable Object> values) implements Change {}

    record Truncate() implements Change {}

    /// The type of [#UNMODIFIED].
    enum Unmodified {
        INSTANCE
    }
}
