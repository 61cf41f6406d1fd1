package dev.headrace.source.file;

import java.io.IOException;
import java.util.List;

/// Lets the columns learn from records without putting them anywhere.
final class Survey {
    private final FileSourceOptions options;
    private final TableColumns columns;
    private final Classifier classifier;
    private final Probe.Found found;

    Survey(
            FileSourceOptions options,
            TableColumns columns,
            Classifier classifier,
            Probe.Found found) {
        this.options = options;
        this.columns = columns;
        this.classifier = classifier;
        this.found = found;
    }

    /// @param cut index at which the bytes were cut off, so that a record that ends there is not
    ///   whole
    void run(RecordScanner scanner, int cut) throws IOException {
        int width = 0;
        RowWriter writer = writer(scanner.fields());
        while (options.limit() == 0 || scanner.records < options.limit()) {
            int outcome = scanner.next();
            if (outcome == RecordScanner.END || scanner.next >= cut) {
                return;
            }
            if (outcome == RecordScanner.BAD) {
                continue;
            }
            if (scanner.fields().size() != width) {
                width = scanner.fields().size();
                columns.add(scanner.fields());
                writer = writer(scanner.fields());
            }
            writer.learn(scanner, classifier);
        }
    }

    private RowWriter writer(List<String> fields) {
        return new RowWriter(options, columns, fields, found.format(), found.file(), 0);
    }
}
