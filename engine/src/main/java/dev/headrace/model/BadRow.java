package dev.headrace.model;

/// A row that was put aside.
///
/// @param file the file as the user knows it
/// @param line physical line, from 1, where the record begins
/// @param raw the record's text, cut at [#RAW_MAX] characters
/// @param code name of the failure code
/// @param keyUnknown whether the row's key could not be read either, so that nobody can tell which
///   row of the table it stands for
public record BadRow(
        String file, long line, String raw, String reason, String code, boolean keyUnknown) {

    /// Enough to recognise a row; a value of gigabytes must not end up in the quarantine table.
    public static final int RAW_MAX = 64 * 1024;
}
