package dev.headrace.source.file;

import dev.headrace.source.SourceTable;
import java.util.List;

/// A table and the inputs whose rows it gets, in the order in which they are read.
record FileTable(SourceTable table, List<InputFile> files) {
    FileTable {
        files = List.copyOf(files);
    }
}
