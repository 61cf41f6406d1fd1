package dev.headrace.cli;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailurePlace;
import dev.headrace.sync.SyncResult;
import dev.headrace.sync.SyncStatus;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a run did, as JSON: the shape that programs stand on.
///
/// @param status `succeeded`, `partial`, `failed`, `interrupted` or `planned`
/// @param connection the only connection's name, null for several
/// @param startedAt null where nothing was begun
record Report(
        String status,
        @Nullable String connection,
        @Nullable String syncId,
        boolean resumed,
        @Nullable String serverVersion,
        @Nullable Instant startedAt,
        long durationMillis,
        List<TableReport> tables,
        List<Failure> failures) {

    /// Always three digits of a second, so that the text is as long and sorts as the time does.
    private static final DateTimeFormatter INSTANT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    static String instant(Instant instant) {
        return INSTANT.format(instant);
    }

    /// The document of a run that never came to begin.
    static Json.Members failed(String status, @Nullable Failure failure) {
        List<Failure> failures = failure == null ? List.of() : List.of(failure);
        return new Report(status, null, null, false, null, null, 0, List.of(), failures)
                .json(false);
    }

    /// What a sync tells.
    static Report of(SyncResult result) {
        return new Report(
                result.status().label(),
                result.connection() == null ? null : result.connection().value(),
                result.id().toString(),
                result.resumed(),
                result.serverVersion(),
                result.startedAt(),
                result.duration().toMillis(),
                result.tables().stream().map(TableReport::of).toList(),
                result.failures());
    }

    /// The worst of its tables decides.
    ExitStatus exitStatus() {
        if (status.equals(SyncStatus.INTERRUPTED.label())) {
            return ExitStatus.INTERRUPTED;
        }
        List<ExitStatus> statuses = new ArrayList<>(failures.stream().map(ExitStatus::of).toList());
        if (tables.stream().anyMatch(table -> table.rows().quarantined() > 0)) {
            statuses.add(ExitStatus.QUARANTINED);
        }
        return ExitStatus.worst(statuses);
    }

    Json.Members json(boolean verbose) {
        return Json.object()
                .put("status", status)
                .put("connection", connection)
                .put("sync_id", syncId)
                .put("resumed", resumed)
                .put("server_version", serverVersion)
                .put("started_at", startedAt == null ? null : INSTANT.format(startedAt))
                .put("duration_ms", durationMillis)
                .put("tables", tables.stream().map(TableReport::json).toList())
                .put("failures", failures.stream().map(each -> failure(each, verbose)).toList());
    }

    private static Json.Members failure(Failure failure, boolean verbose) {
        FailurePlace place = failure.place();
        return Json.object()
                .put("code", failure.code().name())
                .put("kind", failure.kind().label())
                .put("message", FailureText.sentence(failure, verbose))
                .put("cause", FailureText.reason(failure, verbose))
                .put("next_step", failure.nextStep())
                .put("schema", place.schema())
                .put("table", place.table())
                .put("file", place.file())
                .put("line", place.line() > 0 ? place.line() : null);
    }
}
