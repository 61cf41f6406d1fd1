package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// First bytes that tell a format, held against what the name says.
final class Magic {
    private static final Map<String, String> FORMATS = new LinkedHashMap<>();

    static {
        FORMATS.put("PK\3\4", "zip (or xlsx)");
        FORMATS.put("PK\5\6", "zip");
        FORMATS.put("\u001F\u008B", "gzip");
        FORMATS.put("(\u00B5/\u00FD", "zstd");
        FORMATS.put("\u00FD7zXZ\0", "xz");
        FORMATS.put("\u0004\"M\u0018", "lz4");
        FORMATS.put("7z\u00BC\u00AF", "7z");
        FORMATS.put("Rar!\u001A", "rar");
        FORMATS.put("Obj\1", "avro");
        FORMATS.put("PAR1\u0015", "parquet");
        FORMATS.put("ARROW1\0", "arrow");
        FORMATS.put("SQLite format 3\0", "sqlite");
        FORMATS.put("\u00D0\u00CF\u0011\u00E0", "xls");
        FORMATS.put("%PDF-", "pdf");
        FORMATS.put("\u0089PNG\r\n", "png");
        FORMATS.put("\u007FELF", "program");
    }

    private Magic() {}

    /// How the file is packed, as name and first bytes agree.
    ///
    /// @throws Failure `FORMAT_MISMATCH` where they do not
    static Compression compression(InputFile file, byte[] head) {
        Compression found = Compression.ofContent(head);
        Compression told = Compression.ofName(file.name());
        boolean nameTells = told != Compression.NONE || FileFormat.ofName(file.name()).isPresent();
        if (nameTells && told != found && head.length > 0) {
            String truth = found == Compression.NONE ? "not" : "but " + found.label();
            String claim =
                    told == Compression.NONE
                            ? "plain text by its name"
                            : told.label() + " by its name";
            throw mismatch(
                    file, "'%s' is %s, %s by its content.".formatted(file.key(), claim, truth));
        }
        return found;
    }

    /// Holds the first unpacked bytes against the formats that are no text.
    static void check(InputFile file, @Nullable FileFormat wanted, byte[] head) {
        String start = new String(head, StandardCharsets.ISO_8859_1);
        Optional<String> found =
                FORMATS.entrySet().stream()
                        .filter(format -> start.startsWith(format.getKey()))
                        .map(Map.Entry::getValue)
                        .findFirst();
        if (found.isEmpty()) {
            return;
        }
        boolean claimed = wanted != null || FileFormat.ofName(file.name()).isPresent();
        if (claimed) {
            throw mismatch(
                    file,
                    "'%s' is no text: its first bytes are those of %s."
                            .formatted(file.key(), found.get()));
        }
        throw unsupported(file, found.get());
    }

    static Failure unsupported(InputFile file, String format) {
        return Failure.of(
                        FailureCode.FORMAT_UNSUPPORTED,
                        "'%s' is of the format %s, which cannot be read yet."
                                .formatted(file.key(), format))
                .at(FailurePlace.ofFile(file.key(), 0));
    }

    private static Failure mismatch(InputFile file, String message) {
        return Failure.of(FailureCode.FORMAT_MISMATCH, message)
                .at(FailurePlace.ofFile(file.key(), 0));
    }
}
