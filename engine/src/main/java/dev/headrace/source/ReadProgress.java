package dev.headrace.source;

/// How far a reader is. Counters are of this run.
///
/// @param bytesRead of the input as it lies there (compressed bytes where compressed)
/// @param bytesTotal of all that is to be read; -1 when unknown
/// @param rows read, good and bad
/// @param badRows put aside
/// @param inputs files (or shards) read or begun
/// @param inputsUnchanged files left unread because they are as they were
public record ReadProgress(
        long bytesRead,
        long bytesTotal,
        long rows,
        long badRows,
        int inputs,
        int inputsUnchanged) {}
