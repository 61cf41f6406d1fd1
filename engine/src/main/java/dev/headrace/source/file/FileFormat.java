package dev.headrace.source.file;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The formats that can be read.
public enum FileFormat {
    CSV("csv"),
    TSV("tsv"),
    JSONL("jsonl");

    private static final Map<String, FileFormat> BY_EXTENSION =
            Map.of("csv", CSV, "tsv", TSV, "tab", TSV, "jsonl", JSONL, "ndjson", JSONL);

    /// Formats of tables that are known by name and not built.
    private static final Set<String> UNSUPPORTED =
            Set.of(
                    "parquet",
                    "avro",
                    "orc",
                    "json",
                    "geojson",
                    "xlsx",
                    "xls",
                    "xlsm",
                    "xlsb",
                    "ods",
                    "xml",
                    "feather",
                    "arrow",
                    "zip",
                    "tar",
                    "tgz",
                    "bz2",
                    "xz",
                    "lz4",
                    "7z",
                    "rar",
                    "sqlite",
                    "sqlite3",
                    "duckdb",
                    "sav",
                    "sas7bdat",
                    "dta",
                    "dbf");

    private final String label;

    FileFormat(String label) {
        this.label = label;
    }

    /// The word used on the command line.
    public String label() {
        return label;
    }

    /// Finds a format by the word used on the command line, in any case.
    public static Optional<FileFormat> find(String word) {
        return Optional.ofNullable(BY_EXTENSION.get(word.toLowerCase(Locale.ROOT)));
    }

    /// The format that a file's name tells, the extension of its compression not counted.
    static Optional<FileFormat> ofName(String name) {
        return find(extension(Compression.stripExtension(name)));
    }

    /// The format that a file's name tells and that cannot be read; empty if there is none.
    static Optional<String> unsupportedByName(String name) {
        String extension = extension(Compression.stripExtension(name));
        return UNSUPPORTED.contains(extension) ? Optional.of(extension) : Optional.empty();
    }

    /// A file's name without the extensions of its compression and its format.
    static String stripExtensions(String name) {
        String bare = Compression.stripExtension(name);
        String extension = extension(bare);
        boolean known = BY_EXTENSION.containsKey(extension) || UNSUPPORTED.contains(extension);
        boolean looksLikeOne = extension.matches("[a-z][a-z0-9]{0,4}");
        boolean strip = bare.length() > extension.length() + 1 && (known || looksLikeOne);
        return strip ? bare.substring(0, bare.length() - extension.length() - 1) : bare;
    }

    private static String extension(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? "" : name.substring(dot + 1).toLowerCase(Locale.ROOT);
    }
}
