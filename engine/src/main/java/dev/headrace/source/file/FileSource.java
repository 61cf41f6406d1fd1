package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.Warning;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.Source;
import dev.headrace.source.SourceTable;
import dev.headrace.source.TableReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Files, folders, globs and standard input as a source of tables.
public final class FileSource implements Source {
    private final FileSourceOptions options;
    private @Nullable List<FileTable> tables;

    /// Of what is part of no table; told with the first one.
    private final List<Warning> aside = new ArrayList<>();

    public FileSource(FileSourceOptions options) {
        this.options = options;
    }

    /// @throws Failure `FILE_NOT_FOUND` where there is nothing; `USAGE` where the words contradict
    ///   each other
    @Override
    public List<SourceTable> tables() {
        return found().stream().map(FileTable::table).toList();
    }

    private List<FileTable> found() {
        List<FileTable> known = tables;
        if (known == null) {
            SourcePaths paths = new SourcePaths(options);
            known = withoutEmpty(paths.find());
            aside.addAll(paths.warnings());
            tables = known;
        }
        return known;
    }

    /// A table that would be made of nothing but empty files is no table, if there are others.
    private List<FileTable> withoutEmpty(List<FileTable> all) {
        List<FileTable> some = all.stream().filter(table -> !isEmpty(table)).toList();
        if (some.isEmpty()) {
            return all;
        }
        all.stream()
                .filter(table -> !some.contains(table))
                .flatMap(table -> table.files().stream())
                .forEach(file -> aside.add(TableOpening.empty(file)));
        return some;
    }

    private static boolean isEmpty(FileTable table) {
        return table.files().stream().allMatch(FileSource::isEmpty);
    }

    private static boolean isEmpty(InputFile file) {
        Path path = file.path();
        try {
            return path != null && Files.size(path) == 0;
        } catch (IOException e) {
            // Whoever reads it will say what is wrong with it.
            return false;
        }
    }

    @Override
    public TableReader open(SourceTable table, ReadRequest request) {
        FileTable files =
                found().stream()
                        .filter(candidate -> candidate.table().equals(table))
                        .findFirst()
                        .orElseThrow(() ->
                                Failure.of(
                                        FailureCode.FILE_NOT_FOUND,
                                        "There is no input for %s.".formatted(table)));
        boolean first = found().getFirst().equals(files);
        return FileTableReader.open(
                options, files, request, first ? aside : List.of(), found().size() == 1);
    }

    @Override
    public boolean repeatable(SourceTable table) {
        return found().stream()
                .filter(candidate -> candidate.table().equals(table))
                .flatMap(candidate -> candidate.files().stream())
                .noneMatch(InputFile::isStdin);
    }

    @Override
    public void close() {
        // Readers close what they opened.
    }
}
