package dev.headrace.source.reference;

import dev.headrace.source.ReadRequest;
import dev.headrace.source.Source;
import dev.headrace.source.SourceTable;
import dev.headrace.source.TableReader;
import java.util.List;

/// The built-in data set, in one of its editions; what differs between them is told by the room's
/// `package-info`. An edition is the whole of each table: rows that it no longer has are found by a
/// snapshot.
public final class ReferenceSource implements Source {
    private final Edition edition;
    private final List<ReferenceTable<?>> tables;

    private ReferenceSource(Edition edition) {
        this.edition = edition;
        TimeZones zones = new TimeZones(edition);
        Locales locales = new Locales(edition);
        this.tables =
                List.of(
                        zones.zones(),
                        zones.rules(),
                        zones.transitions(),
                        locales.locales(),
                        locales.countryNames(),
                        new Currencies(edition).currencies(),
                        new UnicodeCharacters(edition).characters());
    }

    public static ReferenceSource latest() {
        return new ReferenceSource(Edition.LATEST);
    }

    /// One of the editions.
    ///
    /// @param edition 1 or 2
    public static ReferenceSource edition(int edition) {
        return new ReferenceSource(Edition.of(edition));
    }

    @Override
    public List<SourceTable> tables() {
        return tables.stream().map(table -> new SourceTable(table.name(), table.name())).toList();
    }

    /// The key columns of a table.
    public List<String> key(SourceTable table) {
        return table(table).key();
    }

    @Override
    public TableReader open(SourceTable table, ReadRequest request) {
        return new ReferenceReader<>(table(table), DataVersion.of(edition), request);
    }

    private ReferenceTable<?> table(SourceTable wanted) {
        return tables.stream()
                .filter(table -> table.name().equals(wanted.name()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No table " + wanted.name()));
    }

    @Override
    public void close() {}
}
