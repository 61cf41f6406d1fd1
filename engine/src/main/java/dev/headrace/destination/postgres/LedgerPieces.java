package dev.headrace.destination.postgres;

import dev.headrace.model.InputPosition;
import dev.headrace.model.InputRange;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// The ledger's `piece` table: what of the input is in a table being built. Every call is part of
/// the caller's transaction.
final class LedgerPieces {
    /// The key of a piece that stands for a batch without ranges.
    static final String MARK = "";

    private final QualifiedName table;

    LedgerPieces(Identifier ledger) {
        table = new QualifiedName(ledger, new Identifier("piece"));
    }

    private String fill(String text) {
        return SqlTemplate.of(text).put("piece", table).sql();
    }

    /// What stands for a batch that came from no range.
    static InputRange mark(long number) {
        InputPosition at = new InputPosition(number, number, number);
        return new InputRange(MARK, at, at, 0, 0);
    }

    void write(Connection jdbc, long build, List<InputRange> ranges) throws SQLException {
        String sql =
                fill(
                        """
                        INSERT INTO {piece}
                        SELECT ?, * FROM unnest(?::text[], ?::bigint[], ?::bigint[], ?::bigint[],
                            ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[])\
                        """);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setLong(1, build);
            statement.setArray(
                    2, LedgerStates.texts(jdbc, ranges.stream().map(InputRange::key).toList()));
            statement.setArray(3, longs(jdbc, ranges, range -> range.from().offset()));
            statement.setArray(4, longs(jdbc, ranges, range -> range.from().record()));
            statement.setArray(5, longs(jdbc, ranges, range -> range.from().line()));
            statement.setArray(6, longs(jdbc, ranges, range -> range.to().offset()));
            statement.setArray(7, longs(jdbc, ranges, range -> range.to().record()));
            statement.setArray(8, longs(jdbc, ranges, range -> range.to().line()));
            statement.setArray(9, longs(jdbc, ranges, InputRange::rows));
            statement.setArray(10, longs(jdbc, ranges, InputRange::hash));
            statement.executeUpdate();
        }
    }

    private static java.sql.Array longs(
            Connection jdbc, List<InputRange> ranges, ToLongFunction<InputRange> part)
            throws SQLException {
        return jdbc.createArrayOf("int8", ranges.stream().map(part::applyAsLong).toArray());
    }

    /// Whether a batch that wrote `first` is in.
    boolean contains(Connection jdbc, long build, InputRange first) throws SQLException {
        String sql =
                fill(
                        """
                        SELECT 1 FROM {piece}
                        WHERE build = ? AND key = ? AND from_offset = ?\
                        """);
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setLong(1, build);
            statement.setString(2, first.key());
            statement.setLong(3, first.from().offset());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    /// The ranges that are in, by input and place.
    List<InputRange> list(Connection jdbc, long build) throws SQLException {
        String sql =
                fill(
                        """
                        SELECT key, from_offset, from_record, from_line, to_offset, to_record,
                               to_line, rows, hash
                        FROM {piece} WHERE build = ? AND key <> '' ORDER BY key, from_offset\
                        """);
        List<InputRange> ranges = new ArrayList<>();
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setLong(1, build);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    ranges.add(read(row));
                }
            }
        }
        return ranges;
    }

    private static InputRange read(ResultSet row) throws SQLException {
        return new InputRange(
                row.getString(1),
                new InputPosition(row.getLong(2), row.getLong(3), row.getLong(4)),
                new InputPosition(row.getLong(5), row.getLong(6), row.getLong(7)),
                row.getLong(8),
                row.getLong(9));
    }

    void forgetAll(Connection jdbc, long build) throws SQLException {
        try (PreparedStatement statement =
                jdbc.prepareStatement(fill("DELETE FROM {piece} WHERE build = ?"))) {
            statement.setLong(1, build);
            statement.executeUpdate();
        }
    }
}
