package dev.headrace.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import dev.headrace.model.InputPosition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Random text with quotes, delimiters and line ends in all places is cut as another reader of the
/// format cuts it, wherever reads and windows end.
class CsvScannerPropertyTest {
    private static final long SEED = 20240506;
    private static final int TEXTS = 3_000;
    private static final String[] PIECES = {
        "a",
        "bc",
        "def",
        "12345678",
        "ä",
        "\uD83D\uDE00",
        " ",
        "x\"y",
        "longer than a word of bytes"
    };
    private static final String[] QUOTED_PIECES = {"a", ",", "\n", "\r\n", "\"\"", "ä", "12345678"};

    @Test
    void cutsAsAnotherReaderDoes() throws IOException {
        Random random = new Random(SEED);
        for (int i = 0; i < TEXTS; i++) {
            String text = text(random);
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            List<List<String>> expected = oracle(text);
            int window = 1 + random.nextInt(40);
            assertThat(records(new Dribble(bytes, random), window))
                    .as("seed %d, text %d: %s", SEED, i, text)
                    .isEqualTo(expected);
        }
    }

    @Test
    void cutsTheSameWhereverTheWindowEnds() throws IOException {
        byte[] bytes =
                "id,\"a \"\"b\"\", c\",x\r\n1,\"two\r\nlines\",\n,\"\",last"
                        .getBytes(StandardCharsets.UTF_8);
        List<List<String>> whole = records(new ByteArrayInputStream(bytes), 1024);
        for (int window = 1; window <= bytes.length + 1; window++) {
            assertThat(records(new ByteArrayInputStream(bytes), window)).isEqualTo(whole);
        }
    }

    private static String text(Random random) {
        StringBuilder text = new StringBuilder();
        int records = 1 + random.nextInt(5);
        for (int r = 0; r < records; r++) {
            int fields = 1 + random.nextInt(4);
            for (int f = 0; f < fields; f++) {
                text.append(f == 0 ? "" : ",").append(field(random));
            }
            boolean last = r == records - 1;
            text.append(last && random.nextBoolean() ? "" : random.nextBoolean() ? "\n" : "\r\n");
        }
        return text.toString();
    }

    private static String field(Random random) {
        boolean quoted = random.nextBoolean();
        String[] pieces = quoted ? QUOTED_PIECES : PIECES;
        StringBuilder field = new StringBuilder();
        for (int n = random.nextInt(4); n > 0; n--) {
            field.append(pieces[random.nextInt(pieces.length)]);
        }
        return quoted ? "\"" + field + "\"" : field.toString();
    }

    private static List<List<String>> oracle(String text) throws IOException {
        List<List<String>> records = new ArrayList<>();
        try (CsvReader<CsvRecord> reader =
                CsvReader.builder()
                        .skipEmptyLines(true)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .ofCsvRecord(text)) {
            reader.forEach(record -> records.add(List.copyOf(record.getFields())));
        }
        return records;
    }

    private static List<List<String>> records(InputStream input, int window) throws IOException {
        CsvScanner scanner =
                new CsvScanner(
                        new Window(input, 0, window, 1 << 20),
                        InputPosition.START,
                        Dialect.comma(),
                        1 << 20);
        List<List<String>> records = new ArrayList<>();
        FieldText text = new FieldText();
        while (scanner.next() == RecordScanner.RECORD) {
            List<String> fields = new ArrayList<>();
            for (int f = 0; f < scanner.count; f++) {
                text.read(scanner, f);
                fields.add(
                        new String(
                                text.bytes,
                                text.from,
                                text.to - text.from,
                                StandardCharsets.UTF_8));
            }
            records.add(fields);
        }
        return records;
    }

    /// Gives a few bytes at a time.
    private static final class Dribble extends InputStream {
        private final InputStream bytes;
        private final Random random;

        Dribble(byte[] bytes, Random random) {
            this.bytes = new ByteArrayInputStream(bytes);
            this.random = random;
        }

        @Override
        public int read() throws IOException {
            return bytes.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return bytes.read(target, offset, Math.min(length, 1 + random.nextInt(7)));
        }
    }
}
