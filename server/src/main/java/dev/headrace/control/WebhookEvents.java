package dev.headrace.control;

import dev.headrace.refusal.Refusal;
import java.util.List;

/// What a webhook can be told of.
public final class WebhookEvents {
    public static final List<String> ALL =
            List.of(
                    "sync_start",
                    "sync_end",
                    "status",
                    "connection_successful",
                    "connection_failure",
                    "create_connector",
                    "pause_connector",
                    "resume_connector",
                    "edit_connector",
                    "delete_connector",
                    "force_update_connector",
                    "resync_connector",
                    "resync_table",
                    "transformation_start",
                    "transformation_succeeded",
                    "transformation_failed",
                    "transformation_run_start",
                    "transformation_run_succeeded",
                    "transformation_run_failed",
                    "dbt_run_start",
                    "dbt_run_succeeded",
                    "dbt_run_failed");

    private WebhookEvents() {}

    /// Reads a name. Some clients send it in quotes of its own.
    ///
    /// @throws Refusal.Invalid where there is no such event
    static String read(String text) {
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        String name = quoted ? text.substring(1, text.length() - 1) : text;
        if (!ALL.contains(name)) {
            throw new Refusal.Invalid(
                    "Unknown event '%s'. The events are: %s."
                            .formatted(name, String.join(", ", ALL)));
        }
        return name;
    }

    /// The same of several, in their order.
    static List<String> readAll(List<String> texts) {
        if (texts.isEmpty()) {
            throw new Refusal.Invalid("Field 'events' must name at least one event");
        }
        return texts.stream().map(WebhookEvents::read).toList();
    }
}
