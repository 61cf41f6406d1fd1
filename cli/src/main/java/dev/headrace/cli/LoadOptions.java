package dev.headrace.cli;

import dev.headrace.model.LogicalType;
import dev.headrace.model.Naming;
import dev.headrace.model.SyncMode;
import dev.headrace.source.file.FileFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a `load` is asked to do, checked: no option contradicts another.
record LoadOptions(
        List<String> sources,
        String destination,
        Target target,
        Behaviour behaviour,
        Reading reading,
        Pace pace) {

    /// The built-in source.
    static final String REFERENCE = "reference";

    /// Standard input.
    static final String STANDARD_INPUT = "-";

    /// Where rows go.
    ///
    /// @param name the connection's, empty for one per table
    record Target(
            String schema,
            Optional<String> table,
            Optional<String> name,
            String stateSchema,
            List<String> grantTo) {}

    /// What happens to the table.
    ///
    /// @param limit records of each file, [Long#MAX_VALUE] for all
    record Behaviour(
            SyncMode mode,
            List<String> primaryKey,
            boolean snapshot,
            boolean allowMassDelete,
            boolean fullRefresh,
            boolean adopt,
            boolean dryRun,
            long limit) {}

    /// How files are read.
    ///
    /// @param format empty where the file says it itself
    record Reading(
            Optional<FileFormat> format,
            Selection selection,
            Map<String, LogicalType> casts,
            Naming naming,
            Dialect dialect,
            boolean quarantine,
            int maxValueBytes,
            boolean origin) {}

    /// Columns to take; where `named` is empty, all.
    ///
    /// @param exclude whether the named ones are those to leave out
    record Selection(List<String> named, boolean exclude) {
        static final Selection ALL = new Selection(List.of(), true);
    }

    /// What the user says about a file's spelling; what is empty is detected.
    ///
    /// @param nulls unquoted texts that stand for NULL; where empty, the empty field does
    record Dialect(
            Optional<String> delimiter,
            Optional<String> quote,
            Optional<String> encoding,
            Optional<Boolean> header,
            int skipLines,
            List<String> nulls) {}

    /// How much at a time, and how patient.
    record Pace(
            Optional<Integer> batchBytes,
            Optional<Duration> batchTime,
            Optional<Integer> parallel,
            Duration retryFor) {}

    boolean isReference() {
        return sources.equals(List.of(REFERENCE));
    }
}
