package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.InputPosition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds out how a delimited file is written, from its first bytes and from what the user says.
final class DialectDetector {
    /// Bytes looked at; enough for a hundred long rows.
    private static final int BYTES_MAX = 256 * 1024;

    private static final int RECORDS_MAX = 200;
    private static final byte[] DELIMITERS = {',', ';', '\t', '|'};

    private final FileSourceOptions.Text text;
    private final Classifier classifier = new Classifier();

    DialectDetector(FileSourceOptions options) {
        this.text = options.text();
    }

    /// @param sample the text's first bytes
    /// @param whole whether the sample is the whole text
    Dialect detect(byte[] sample, boolean whole, FileFormat format) throws IOException {
        int length = Math.min(sample.length, BYTES_MAX);
        Dialect base =
                new Dialect(
                        given(text.delimiter(), "delimiter", ','),
                        quote(),
                        lineEnd(sample, length),
                        true,
                        text.skipLines());
        Sample seen = new Sample(sample, length, whole && length == sample.length);
        Dialect found = base;
        if (text.delimiter() == null) {
            found = format == FileFormat.TSV ? base.withDelimiter('\t') : delimited(base, seen);
        }
        Boolean header = text.header();
        return found.withHeader(header != null ? header : hasHeader(records(found, seen)));
    }

    /// The first bytes of a text.
    private static final class Sample {
        private final byte[] bytes;
        private final int length;
        private final boolean whole;

        Sample(byte[] bytes, int length, boolean whole) {
            this.bytes = bytes;
            this.length = length;
            this.whole = whole;
        }
    }

    private int quote() {
        String quote = text.quote();
        boolean none = quote != null && (quote.isEmpty() || quote.equalsIgnoreCase("none"));
        return none ? Dialect.NO_QUOTE : given(quote, "quote", '"');
    }

    private static int given(@Nullable String option, String what, char otherwise) {
        if (option == null) {
            return otherwise;
        }
        String character = option.equals("\\t") || option.equals("tab") ? "\t" : option;
        if (character.length() != 1 || character.charAt(0) >= 0x80 || "\r\n".contains(character)) {
            throw Failure.of(
                    FailureCode.USAGE,
                    "The %s '%s' is not one ASCII character.".formatted(what, option));
        }
        return character.charAt(0);
    }

    /// A carriage return alone ends lines only where there is no line feed at all.
    private static int lineEnd(byte[] sample, int length) {
        boolean returns = false;
        for (int i = 0; i < length; i++) {
            if (sample[i] == '\n') {
                return '\n';
            }
            returns |= sample[i] == '\r' && i + 1 < length;
        }
        return returns ? '\r' : '\n';
    }

    /// The delimiter by which most rows have as many fields as the first one, and more than one.
    private static Dialect delimited(Dialect base, Sample sample) throws IOException {
        Dialect best = base;
        double bestShare = 0;
        int bestWidth = 1;
        for (byte delimiter : DELIMITERS) {
            Dialect candidate = base.withDelimiter(delimiter);
            List<List<String>> records = records(candidate, sample);
            int width = records.isEmpty() ? 0 : records.getFirst().size();
            if (width < 2) {
                continue;
            }
            long same = records.stream().filter(record -> record.size() == width).count();
            double share = (double) same / records.size();
            if (share > bestShare || (share == bestShare && width > bestWidth)) {
                best = candidate;
                bestShare = share;
                bestWidth = width;
            }
        }
        return best;
    }

    private static List<List<String>> records(Dialect dialect, Sample sample) throws IOException {
        Window window =
                new Window(
                        new ByteArrayInputStream(sample.bytes, 0, sample.length),
                        0,
                        sample.length + 1,
                        sample.length + 1);
        CsvScanner scanner = new CsvScanner(window, InputPosition.START, dialect, sample.length);
        scanner.skipLines(dialect.skipLines());
        List<List<String>> records = new ArrayList<>();
        while (records.size() < RECORDS_MAX) {
            int outcome = scanner.next();
            boolean cut = scanner.next == sample.length && !sample.whole && !records.isEmpty();
            if (outcome == RecordScanner.END || cut) {
                break;
            }
            if (outcome == RecordScanner.RECORD) {
                records.add(texts(scanner));
            }
        }
        return records;
    }

    static List<String> texts(CsvScanner scanner) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < scanner.count; i++) {
            int from = scanner.start + scanner.from[i];
            int length = scanner.to[i] - scanner.from[i];
            texts.add(new String(scanner.bytes(), from, length, StandardCharsets.UTF_8));
        }
        return texts;
    }

    /// The first row is no header where it has a number, date or boolean, unless a text of it
    /// stands over values that are none: names are texts, and a column's name is not of its type.
    private boolean hasHeader(List<List<String>> records) {
        if (records.isEmpty()) {
            return true;
        }
        List<String> first = records.getFirst();
        boolean typed = false;
        for (int i = 0; i < first.size(); i++) {
            boolean text = classOf(first.get(i)) == CellClass.TEXT;
            typed |= !text && !first.get(i).isEmpty();
            if (text && !first.get(i).isEmpty() && isTyped(records, i)) {
                return true;
            }
        }
        return !typed || endsInYears(first);
    }

    /// Years one after the other are names, in a table that has a column for each.
    private static boolean endsInYears(List<String> record) {
        int years = 0;
        for (int i = record.size() - 1; i >= 0 && record.get(i).matches("(19|20)[0-9]{2}"); i--) {
            boolean falls = years > 0 && record.get(i).compareTo(record.get(i + 1)) >= 0;
            if (falls) {
                return false;
            }
            years++;
        }
        return years > 1 && years < record.size();
    }

    private boolean isTyped(List<List<String>> records, int field) {
        boolean any = false;
        for (List<String> record : records.subList(1, records.size())) {
            String cell = field < record.size() ? record.get(field) : "";
            if (cell.isEmpty()) {
                continue;
            }
            if (classOf(cell) == CellClass.TEXT) {
                return false;
            }
            any = true;
        }
        return any;
    }

    private int classOf(String cell) {
        byte[] bytes = cell.getBytes(StandardCharsets.UTF_8);
        return classifier.classify(bytes, 0, bytes.length, CellKind.PLAIN);
    }
}
