package dev.headrace.control;

import dev.headrace.access.Caller;
import dev.headrace.catalog.AuditRows;
import dev.headrace.catalog.Transaction;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;

/// Writes who changed what, in the transaction of the change.
final class Audit {
    private static final ObjectMapper JSON = JsonMapper.shared();

    private final InstantSource clock;

    Audit(InstantSource clock) {
        this.clock = clock;
    }

    /// What a change was about.
    ///
    /// @param action such as `group.create`
    /// @param kind such as `group`
    record Subject(String action, String kind, String id) {}

    /// @param before what was there, null where nothing was; secrets are the caller's to mask
    /// @param after what is there, null where nothing is
    void record(
            Transaction transaction,
            Caller caller,
            Subject subject,
            @Nullable Map<String, ? extends @Nullable Object> before,
            @Nullable Map<String, ? extends @Nullable Object> after) {
        transaction
                .audit()
                .add(
                        new AuditRows.Entry(
                                0,
                                clock.instant(),
                                caller.actor().kind(),
                                caller.actor().id(),
                                caller.actor().name(),
                                caller.address(),
                                caller.requestId(),
                                subject.action(),
                                subject.kind(),
                                subject.id(),
                                before == null ? null : JSON.writeValueAsString(before),
                                after == null ? null : JSON.writeValueAsString(after)));
    }
}
