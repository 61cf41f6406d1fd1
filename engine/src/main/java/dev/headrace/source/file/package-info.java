/// Files, folders, globs and standard input of CSV, TSV and JSON Lines, plain or compressed.
///
/// Promise: bytes become typed values without an object per cell, memory stays flat whatever the
/// size of file, row or compressed claim, and every record can be found again by file, position and
/// line. Not here: how values reach a table, and what a batch is.
@NullMarked
package dev.headrace.source.file;

import org.jspecify.annotations.NullMarked;
