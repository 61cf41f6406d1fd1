package dev.headrace.cli;

import dev.headrace.cli.LoadOptions.Behaviour;
import dev.headrace.cli.LoadOptions.Dialect;
import dev.headrace.cli.LoadOptions.Pace;
import dev.headrace.cli.LoadOptions.Reading;
import dev.headrace.cli.LoadOptions.Selection;
import dev.headrace.cli.LoadOptions.Target;
import dev.headrace.connectivity.DatabaseUrl;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.LogicalType;
import dev.headrace.model.Naming;
import dev.headrace.model.SyncMode;
import dev.headrace.source.file.FileFormat;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// Makes [LoadOptions] of what was typed. Whatever contradicts itself or is out of range is told
/// here, before anything is touched.
final class LoadArguments {
    private static final String STATE_SCHEMA = "_headrace";

    /// PostgreSQL cuts longer names without a word.
    private static final int NAME_BYTES_MAX = 63;

    private static final int VALUE_BYTES_DEFAULT = 64 << 20;

    /// A value is held in one array, and PostgreSQL takes no longer one.
    private static final long VALUE_BYTES_MAX = 1L << 30;

    private static final long BATCH_BYTES_MIN = 1_024;
    private static final long BATCH_BYTES_MAX = 256L << 20;
    private static final Duration BATCH_TIME_MIN = Duration.ofSeconds(1);
    private static final int STREAMS_MAX = 16;
    private static final Duration RETRY_DEFAULT = Duration.ofSeconds(30);
    private static final Duration TIME_MAX = Duration.ofDays(1);

    private static final List<String> FORMATS = List.of("csv", "tsv", "jsonl");
    private static final Set<String> FORMATS_LATER =
            Set.of("json", "parquet", "avro", "xml", "xlsx", "orc");
    private static final Set<String> SCHEMES_LATER =
            Set.of("http://", "https://", "s3://", "sftp://", "ftp://", "gs://", "az://");
    private static final Set<String> FILE_OPTIONS =
            new LinkedHashSet<>(
                    List.of(
                            "--table",
                            "--format",
                            "--primary-key",
                            "--select",
                            "--cast",
                            "--naming",
                            "--delimiter",
                            "--quote",
                            "--encoding",
                            "--header",
                            "--skip-lines",
                            "--null",
                            "--origin",
                            "--limit"));
    private static final Set<String> DELIMITED_OPTIONS =
            new LinkedHashSet<>(
                    List.of("--delimiter", "--quote", "--header", "--skip-lines", "--null"));

    private final Arguments arguments;

    private LoadArguments(Arguments arguments) {
        this.arguments = arguments;
    }

    static LoadOptions understand(Arguments arguments) {
        return new LoadArguments(arguments).understand();
    }

    private LoadOptions understand() {
        List<String> sources = arguments.positionals();
        checkSources(sources);
        boolean reference = sources.equals(List.of(LoadOptions.REFERENCE));
        LoadOptions options =
                new LoadOptions(
                        sources,
                        arguments
                                .value("--to")
                                .filter(to -> !to.isBlank())
                                .orElseThrow(LoadArguments::noDestination),
                        target(reference),
                        behaviour(),
                        reading(),
                        pace());
        checkTogether(options, reference);
        return options;
    }

    private static Failure noDestination() {
        return Usage.failure(
                "headrace load needs --to: where to load to.",
                "Add --to postgresql://user@host/database, or --to and a profile's name.");
    }

    private void checkSources(List<String> sources) {
        for (String source : sources) {
            SCHEMES_LATER.stream()
                    .filter(scheme -> source.toLowerCase(Locale.ROOT).startsWith(scheme))
                    .findFirst()
                    .ifPresent(scheme -> {
                        throw Usage.failure(
                                "Sources that begin %s cannot be loaded yet.".formatted(scheme),
                                "Fetch the files first and load them from a folder.");
                    });
            if (DatabaseUrl.isUrl(source)) {
                throw Usage.failure(
                        "A database stands where a file or folder to load is expected.",
                        "Put --to before a database that is loaded to.");
            }
            boolean single =
                    source.equals(LoadOptions.STANDARD_INPUT)
                            || source.equals(LoadOptions.REFERENCE);
            if (single && sources.size() > 1) {
                throw Usage.failure(
                        "'%s' cannot be loaded together with other sources.".formatted(source),
                        source.equals(LoadOptions.REFERENCE)
                                ? "Write ./reference for a file or folder of that name."
                                : "Run one load for each.");
            }
            if (source.isEmpty()) {
                throw Usage.failure("A SOURCE is empty.", "Check the script's variables.");
            }
        }
        if (sources.contains(LoadOptions.STANDARD_INPUT)
                && !(arguments.has("--table") && arguments.has("--format"))) {
            throw Usage.failure(
                    "Standard input has no name: it needs --table and --format.",
                    "For example: headrace load - --table orders --format csv --to ...");
        }
    }

    private Target target(boolean reference) {
        return new Target(
                name("--schema", reference ? LoadOptions.REFERENCE : "files"),
                arguments.value("--table").map(table -> checkName("--table", table)),
                arguments.value("--name").map(name -> checkConnection(name)),
                name("--state-schema", STATE_SCHEMA),
                arguments.values("--grant-to").stream()
                        .map(role -> checkName("--grant-to", role))
                        .toList());
    }

    private String name(String option, String standard) {
        return checkName(option, arguments.value(option).orElse(standard));
    }

    private static String checkName(String option, String name) {
        if (name.isBlank() || name.indexOf('\0') >= 0) {
            throw Usage.failure(option + " is empty.");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            throw Usage.value(option, name, "PostgreSQL's names have at most 63 bytes.");
        }
        boolean schema = option.equals("--schema") || option.equals("--state-schema");
        if (schema && (name.startsWith("pg_") || name.equals("information_schema"))) {
            throw Usage.value(option, name, "That schema is PostgreSQL's own. Choose another.");
        }
        return name;
    }

    private static String checkConnection(String name) {
        if (name.isBlank()) {
            throw Usage.failure("--name is empty.");
        }
        return name;
    }

    private Behaviour behaviour() {
        return new Behaviour(
                mode(),
                columns("--primary-key"),
                arguments.has("--snapshot"),
                arguments.has("--allow-mass-delete"),
                arguments.has("--full-refresh"),
                arguments.has("--adopt"),
                arguments.has("--dry-run"),
                arguments
                        .value("--limit")
                        .map(limit -> Quantities.count("--limit", limit, 1, Long.MAX_VALUE))
                        .orElse(Long.MAX_VALUE));
    }

    private SyncMode mode() {
        String label = arguments.value("--mode").orElse(SyncMode.SOFT_DELETE.label());
        if (label.equals("history")) {
            throw Usage.value("--mode", label, "History mode comes later.");
        }
        return Stream.of(SyncMode.values())
                .filter(mode -> mode.label().equals(label))
                .findFirst()
                .orElseThrow(
                        () -> Usage.value("--mode", label, "Choose soft-delete, live or append."));
    }

    private List<String> columns(String option) {
        List<String> columns = arguments.listed(option);
        if (columns.stream().anyMatch(String::isBlank)) {
            throw Usage.failure(
                    option + " has an empty name in its list.",
                    "Separate names by one comma, without spaces.");
        }
        if (new LinkedHashSet<>(columns).size() < columns.size()) {
            throw Usage.failure(option + " names a column twice.", "Name each once.");
        }
        return columns;
    }

    private Reading reading() {
        return new Reading(
                arguments.value("--format").map(this::format),
                selection(),
                casts(),
                Naming.find(arguments.value("--naming").orElse("snake")).orElseThrow(),
                dialect(),
                arguments.value("--on-bad-row").orElse("fail").equals("quarantine"),
                Math.toIntExact(
                        arguments
                                .value("--max-value")
                                .map(text ->
                                        Quantities.bytes("--max-value", text, 1, VALUE_BYTES_MAX))
                                .orElse((long) VALUE_BYTES_DEFAULT)),
                arguments.has("--origin"));
    }

    private FileFormat format(String format) {
        if (FORMATS_LATER.contains(format)) {
            throw Failure.of(
                    FailureCode.FORMAT_UNSUPPORTED,
                    "The format %s cannot be loaded yet.".formatted(format));
        }
        return FileFormat.find(format)
                .orElseThrow(() ->
                        Usage.value("--format", format, "Choose " + Usage.oneOf(FORMATS) + "."));
    }

    private Selection selection() {
        List<String> named = columns("--select");
        long excluded = named.stream().filter(name -> name.startsWith("-")).count();
        if (excluded == 0) {
            return named.isEmpty() ? Selection.ALL : new Selection(named, false);
        }
        if (excluded < named.size()) {
            throw Usage.failure(
                    "--select has columns to take and columns to leave out.",
                    "Name only one kind: --select a,b or --select=-c,-d.");
        }
        return new Selection(named.stream().map(name -> name.substring(1)).toList(), true);
    }

    private Map<String, LogicalType> casts() {
        Map<String, LogicalType> casts = new LinkedHashMap<>();
        for (String cast : arguments.values("--cast")) {
            int equals = cast.lastIndexOf('=');
            if (equals <= 0) {
                throw Usage.value("--cast", cast, "Write a column and a type: --cast zip=string.");
            }
            String name = cast.substring(0, equals);
            String spelling = cast.substring(equals + 1);
            LogicalType type =
                    LogicalType.find(spelling).orElseThrow(() -> unknownType(cast, spelling));
            LogicalType before = casts.put(name, type);
            if (before != null && before != type) {
                throw Usage.failure("--cast gives column '%s' two types.".formatted(name));
            }
        }
        return casts;
    }

    private static Failure unknownType(String cast, String spelling) {
        List<String> known =
                Stream.of(LogicalType.values())
                        .map(type -> type.name().toLowerCase(Locale.ROOT))
                        .toList();
        String meant =
                Spelling.nearest(spelling, known).map(" Did you mean %s?"::formatted).orElse("");
        return Usage.failure(
                "--cast %s: there is no type '%s'.%s".formatted(cast, spelling, meant),
                "Types are " + Usage.oneOf(known) + ".");
    }

    private Dialect dialect() {
        return new Dialect(
                arguments.value("--delimiter").map(text -> character("--delimiter", text)),
                arguments.value("--quote").map(text -> character("--quote", text)),
                arguments.value("--encoding").map(LoadArguments::encoding),
                arguments.value("--header").map("yes"::equals),
                Math.toIntExact(
                        arguments
                                .value("--skip-lines")
                                .map(text ->
                                        Quantities.count(
                                                "--skip-lines", text, 0, Integer.MAX_VALUE))
                                .orElse(0L)),
                arguments.values("--null"));
    }

    private static String character(String option, String text) {
        String meant = text.equals("\\t") || text.equalsIgnoreCase("tab") ? "\t" : text;
        boolean fits =
                meant.length() == 1
                        && meant.charAt(0) < 0x80
                        && meant.charAt(0) != '\n'
                        && meant.charAt(0) != '\r'
                        && meant.charAt(0) != '\0';
        if (!fits) {
            throw Usage.value(option, text, "Give one ASCII character, or \\t for a tab.");
        }
        return meant;
    }

    private static String encoding(String name) {
        try {
            return Charset.forName(name).name();
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw Usage.value(
                    "--encoding", name, "Name a character set, such as utf-8 or windows-1252.");
        }
    }

    private Pace pace() {
        return new Pace(
                arguments
                        .value("--batch-bytes")
                        .map(text ->
                                Math.toIntExact(
                                        Quantities.bytes(
                                                "--batch-bytes",
                                                text,
                                                BATCH_BYTES_MIN,
                                                BATCH_BYTES_MAX))),
                arguments
                        .value("--batch-seconds")
                        .map(text -> time("--batch-seconds", text, BATCH_TIME_MIN)),
                arguments
                        .value("--parallel")
                        .map(text ->
                                Math.toIntExact(
                                        Quantities.count("--parallel", text, 1, STREAMS_MAX))),
                arguments
                        .value("--retry-for")
                        .map(text -> time("--retry-for", text, Duration.ZERO))
                        .orElse(RETRY_DEFAULT));
    }

    private static Duration time(String option, String text, Duration min) {
        return Quantities.time(option, text, min, TIME_MAX);
    }

    private void checkTogether(LoadOptions options, boolean reference) {
        Behaviour behaviour = options.behaviour();
        boolean append = behaviour.mode() == SyncMode.APPEND;
        refuse(
                append && behaviour.snapshot(),
                "--snapshot and --mode append contradict each other: append never deletes.");
        refuse(
                append && !behaviour.primaryKey().isEmpty(),
                "--primary-key and --mode append contradict each other: append never updates.");
        refuse(
                behaviour.snapshot() && behaviour.limit() < Long.MAX_VALUE,
                "--snapshot and --limit contradict each other: a part is not the whole table.");
        boolean json = options.reading().format().filter(FileFormat.JSONL::equals).isPresent();
        for (String option : DELIMITED_OPTIONS) {
            refuse(
                    json && arguments.has(option),
                    option + " and --format jsonl contradict each other: JSON has no such thing.");
        }
        for (String option : FILE_OPTIONS) {
            refuse(
                    reference && arguments.has(option),
                    option + " is for files; the built-in source knows it by itself.");
        }
        refuse(
                options.target().schema().equals(options.target().stateSchema()),
                "--schema and --state-schema name the same schema.");
        Selection selection = options.reading().selection();
        for (String key : behaviour.primaryKey()) {
            refuse(
                    !selection.named().isEmpty()
                            && selection.named().contains(key) == selection.exclude(),
                    "--select leaves out the key column '%s'.".formatted(key));
        }
    }

    private static void refuse(boolean contradiction, String sentence) {
        if (contradiction) {
            throw Usage.failure(sentence, "Leave one of them out.");
        }
    }
}
