package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.model.InputPosition;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks at an input's beginning: how it is packed, encoded and written, and what it calls its
/// fields.
final class Probe {
    private final FileSourceOptions options;
    private final DialectDetector dialects;

    Probe(FileSourceOptions options) {
        this.options = options;
        this.dialects = new DialectDetector(options);
    }

    /// What an input's beginning tells.
    ///
    /// @param fields names in the header, each once; empty for JSON Lines
    /// @param renamed fields whose name in the header stands there twice or is empty
    /// @param isEmpty whether nothing at all stands in it
    record Found(
            InputFile file,
            Encoding encoding,
            FileFormat format,
            Dialect dialect,
            List<String> fields,
            List<String> renamed,
            boolean isEmpty) {}

    /// @param sample the text's first bytes
    /// @param whole whether that is all
    /// @param before how the file was read before, if that still holds
    Found look(
            InputFile file,
            Encoding encoding,
            byte[] sample,
            boolean whole,
            @Nullable Dialect before)
            throws IOException {
        FileFormat format = format(file, sample);
        boolean blank = whole && JsonSyntax.skipSpace(sample, 0, sample.length) == sample.length;
        if (format == FileFormat.JSONL || blank) {
            return new Found(file, encoding, format, Dialect.comma(), List.of(), List.of(), blank);
        }
        Dialect dialect = before != null ? before : dialects.detect(sample, whole, format);
        List<String> renamed = new ArrayList<>();
        List<String> fields = fields(file, dialect, sample, renamed);
        return new Found(file, encoding, format, dialect, fields, renamed, fields.isEmpty());
    }

    private FileFormat format(InputFile file, byte[] sample) {
        FileFormat given = options.format();
        if (given != null) {
            return given;
        }
        Optional<FileFormat> told = FileFormat.ofName(file.name());
        if (told.isPresent()) {
            return told.get();
        }
        Optional<String> unsupported = FileFormat.unsupportedByName(file.name());
        if (unsupported.isPresent()) {
            throw Magic.unsupported(file, unsupported.get());
        }
        int first = JsonSyntax.skipSpace(sample, 0, sample.length);
        byte sign = first < sample.length ? sample[first] : 0;
        if (sign == '[') {
            throw Magic.unsupported(file, "json (an array)");
        }
        return sign == '{' ? FileFormat.JSONL : FileFormat.CSV;
    }

    private List<String> fields(
            InputFile file, Dialect dialect, byte[] sample, List<String> renamed)
            throws IOException {
        Window window =
                new Window(
                        new ByteArrayInputStream(sample), 0, sample.length + 1, sample.length + 1);
        CsvScanner scanner =
                new CsvScanner(window, InputPosition.START, dialect, options.valueBytesMax());
        scanner.skipLines(dialect.skipLines());
        int outcome = scanner.next();
        if (outcome == RecordScanner.END) {
            return List.of();
        }
        FailurePlace place = FailurePlace.ofFile(file.key(), scanner.line());
        if (outcome == RecordScanner.BAD && dialect.header()) {
            throw Failure.of(scanner.code, "The header is broken. " + scanner.problem).at(place);
        }
        if (!dialect.header()) {
            return numbered(outcome == RecordScanner.BAD ? 1 : scanner.count);
        }
        return names(scanner, place, renamed);
    }

    private static List<String> numbered(int many) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= many; i++) {
            names.add("column_" + i);
        }
        return names;
    }

    /// The header's names: what is empty gets a number, what stands there again gets one too.
    private static List<String> names(
            CsvScanner scanner, FailurePlace place, List<String> renamed) {
        List<String> given = new ArrayList<>();
        FieldText texts = new FieldText();
        for (int i = 0; i < scanner.count; i++) {
            texts.read(scanner, i);
            if (Utf8.check(texts.bytes, texts.from, texts.to) == Utf8.INVALID) {
                throw Failure.of(
                                FailureCode.ENCODING_INVALID,
                                "A name in the header is not in the file's encoding.")
                        .at(place);
            }
            String name =
                    new String(
                            texts.bytes, texts.from, texts.to - texts.from, StandardCharsets.UTF_8);
            given.add(name.replace('\0', '\uFFFD').strip());
        }
        Set<String> taken = new HashSet<>(given);
        Set<String> used = new HashSet<>();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String name = given.get(i);
            String base = name.isEmpty() ? "column_" + (i + 1) : name;
            boolean keeps = !name.isEmpty() && used.add(name);
            String chosen = base;
            for (int n = 1; !keeps && (taken.contains(chosen) || used.contains(chosen)); n++) {
                chosen = base + "_" + n;
            }
            if (!keeps) {
                used.add(chosen);
                renamed.add(chosen);
            }
            names.add(chosen);
        }
        return names;
    }
}
