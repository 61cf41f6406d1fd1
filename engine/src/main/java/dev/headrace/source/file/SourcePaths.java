package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.source.SourceTable;
import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.FileVisitor;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the files that the user's words mean, and the tables that they belong to. Reads no file.
final class SourcePaths {
    private static final String GLOB_SIGNS = "*?[{";

    private static final int SKIPPED_NAMED_MAX = 3;

    /// Folders below folders that are followed; deeper is most likely a loop of links.
    private static final int DEPTH_MAX = 64;

    private final FileSourceOptions options;
    private final Map<String, List<InputFile>> byTable = new LinkedHashMap<>();
    private final List<Warning> warnings = new ArrayList<>();

    SourcePaths(FileSourceOptions options) {
        this.options = options;
    }

    /// @throws Failure where there is nothing, or where two inputs cannot be told apart
    List<FileTable> find() {
        for (String source : options.sources()) {
            try {
                add(source);
            } catch (PatternSyntaxException e) {
                throw Failure.of(
                        FailureCode.USAGE, "'%s' is no pattern of names.".formatted(source), e);
            } catch (InvalidPathException | IOException e) {
                throw Failure.of(
                        FailureCode.FILE_NOT_FOUND,
                        "'%s' cannot be looked at.".formatted(source),
                        e);
            }
        }
        List<FileTable> tables = new ArrayList<>();
        byTable.forEach(
                (name, files) -> tables.add(new FileTable(new SourceTable(name, name), files)));
        return tables;
    }

    /// What is to be said of what [#find] has found.
    List<Warning> warnings() {
        return warnings;
    }

    private void add(String source) throws IOException {
        if (source.equals(InputFile.STDIN_KEY)) {
            addStdin();
            return;
        }
        boolean glob = source.chars().anyMatch(c -> GLOB_SIGNS.indexOf(c) >= 0);
        // A name that holds glob signs and is there as it stands means itself.
        if (glob && !Files.exists(options.directory().resolve(source))) {
            addGlob(source);
            return;
        }
        Path path = options.directory().resolve(source);
        if (Files.isDirectory(path)) {
            addFolder(source, path);
        } else if (Files.exists(path)) {
            String name = fileName(path);
            addFile(FileFormat.stripExtensions(name), new InputFile(path, name, name));
        } else {
            throw Failure.of(
                    FailureCode.FILE_NOT_FOUND,
                    "There is no file or folder '%s'.".formatted(source));
        }
    }

    private void addStdin() {
        if (options.table() == null || options.format() == null) {
            throw Failure.of(
                    FailureCode.USAGE, "Reading standard input (-) needs --table and --format.");
        }
        addFile(options.table(), InputFile.stdin());
    }

    private void addFolder(String source, Path folder) throws IOException {
        List<InputFile> files = walk(folder, this::isTable);
        if (files.isEmpty()) {
            throw Failure.of(
                    FailureCode.FILE_NOT_FOUND,
                    "The folder '%s' has no file that could be a table.".formatted(source));
        }
        for (InputFile file : files) {
            addFile(FileFormat.stripExtensions(file.name()), file);
        }
        List<InputFile> others = walk(folder, path -> !hidden(path) && !isTable(path));
        if (!others.isEmpty()) {
            warnings.add(skipped(source, others));
        }
    }

    private static Warning skipped(String folder, List<InputFile> files) {
        String names =
                files.stream()
                        .limit(SKIPPED_NAMED_MAX)
                        .map(InputFile::key)
                        .collect(Collectors.joining("', '", "'", "'"));
        String more = files.size() > SKIPPED_NAMED_MAX ? " and others" : "";
        return new Warning(
                WarningCode.FILES_SKIPPED,
                """
                %d of the files in the folder '%s' were not read, since their names tell no \
                format: %s%s; --format, or such a file by its name, reads them.\
                """
                        .formatted(files.size(), folder, names, more),
                files.size());
    }

    private boolean isTable(Path relative) {
        String name = fileName(relative);
        if (hidden(relative)) {
            return false;
        }
        return options.format() != null
                || FileFormat.ofName(name).isPresent()
                || FileFormat.unsupportedByName(name).isPresent();
    }

    private static boolean hidden(Path relative) {
        for (Path part : relative) {
            if (part.toString().startsWith(".")) {
                return true;
            }
        }
        return false;
    }

    private void addGlob(String source) throws IOException {
        int sign = 0;
        while (GLOB_SIGNS.indexOf(source.charAt(sign)) < 0) {
            sign++;
        }
        int slash = source.lastIndexOf('/', sign);
        String rootName = slash == 0 ? "/" : slash < 0 ? "" : source.substring(0, slash);
        Path root = options.directory().resolve(rootName);
        PathMatcher matcher =
                FileSystems.getDefault().getPathMatcher("glob:" + source.substring(slash + 1));
        // As a shell has it: what is hidden must be asked for.
        boolean all = source.startsWith(".", slash + 1) || source.indexOf("/.", slash + 1) >= 0;
        Predicate<Path> wanted = path -> matcher.matches(path) && (all || !hidden(path));
        List<InputFile> files = Files.isDirectory(root) ? walk(root, wanted) : List.of();
        if (files.isEmpty()) {
            throw Failure.of(FailureCode.FILE_NOT_FOUND, "No file matches '%s'.".formatted(source));
        }
        String prefix = source.substring(slash + 1, sign).replaceAll("[-_.]+$", "");
        if (prefix.isEmpty() && options.table() == null) {
            throw Failure.of(
                    FailureCode.USAGE,
                    "The pattern '%s' begins with no name for its table: --table is needed."
                            .formatted(source));
        }
        files.forEach(file -> addFile(prefix, file));
    }

    /// Files in the order of their names, so that the later file is the same on every machine.
    private static List<InputFile> walk(Path root, Predicate<Path> wanted) throws IOException {
        List<InputFile> files = new ArrayList<>();
        FileVisitor<Path> visitor =
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
                        if (attributes.isRegularFile() && wanted.test(root.relativize(path))) {
                            files.add(new InputFile(path, key(root, path), fileName(path)));
                        }
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path path, IOException e)
                            throws IOException {
                        // A link to a folder that it lies in leads to nothing that is not seen.
                        if (e instanceof FileSystemLoopException) {
                            return FileVisitResult.CONTINUE;
                        }
                        throw e;
                    }
                };
        Files.walkFileTree(root, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEPTH_MAX, visitor);
        files.sort(Comparator.comparing(InputFile::key));
        return files;
    }

    private static String key(Path root, Path path) {
        return root.relativize(path).toString();
    }

    private static String fileName(Path path) {
        @Nullable Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    private void addFile(String stem, InputFile file) {
        String given = options.table();
        String table = given != null ? given : options.columns().naming().table(stem);
        List<InputFile> files = byTable.computeIfAbsent(table, name -> new ArrayList<>());
        for (InputFile other : files) {
            if (other.key().equals(file.key())) {
                if (other.equals(file)) {
                    return;
                }
                throw Failure.of(
                                FailureCode.USAGE,
                                "Two inputs of the table %s would both be known as '%s'."
                                        .formatted(table, file.key()))
                        .next("Load the folder that holds both, or load them as two tables.");
            }
        }
        files.add(file);
    }
}
