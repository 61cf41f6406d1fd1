package dev.headrace.source.file;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.source.ReadRequest;
import dev.headrace.source.Source;
import dev.headrace.source.SourceTable;
import dev.headrace.source.TableReader;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Files, folders, globs and standard input as a source of tables.
public final class FileSource implements Source {
    private final FileSourceOptions options;
    private @Nullable List<FileTable> tables;

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
            known = new SourcePaths(options).find();
            tables = known;
        }
        return known;
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
        return FileTableReader.open(options, files, request);
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
