package dev.headrace.destination.postgres;

import java.util.LinkedHashMap;
import java.util.Map;

/// What every session of ours is set to, whatever role, database and server say.
final class SessionSettings {
    /// Waiting for a lock longer than this blocks others behind us; the transaction is repeated.
    static final String LOCK_TIMEOUT = "10s";

    private static final String UNACKNOWLEDGED_MS = "30000";

    private SessionSettings() {}

    static Map<String, String> of(ServerVersion version) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("search_path", "");
        settings.put("TimeZone", "UTC");
        settings.put("DateStyle", "ISO, MDY");
        settings.put("IntervalStyle", "postgres");
        settings.put("bytea_output", "hex");
        settings.put("standard_conforming_strings", "on");
        settings.put("default_transaction_isolation", "read committed");
        settings.put("client_min_messages", "warning");
        settings.put("statement_timeout", "0");
        settings.put("lock_timeout", LOCK_TIMEOUT);
        settings.put("tcp_keepalives_idle", "15");
        settings.put("tcp_keepalives_interval", "5");
        settings.put("tcp_keepalives_count", "4");
        addNewer(version, settings);
        return settings;
    }

    private static void addNewer(ServerVersion version, Map<String, String> settings) {
        if (version.hasRowSecurity()) {
            // An error instead of rows silently left out.
            settings.put("row_security", "off");
        }
        if (version.hasIdleTransactionTimeout()) {
            settings.put("idle_in_transaction_session_timeout", "0");
        }
        if (version.hasJit()) {
            settings.put("jit", "off");
        }
        if (version.hasTcpUserTimeout()) {
            settings.put("tcp_user_timeout", UNACKNOWLEDGED_MS);
        }
        if (version.hasClientCheck()) {
            settings.put("client_connection_check_interval", "1s");
        }
        if (version.hasIdleSessionTimeout()) {
            settings.put("idle_session_timeout", "0");
        }
        if (version.hasTransactionTimeout()) {
            settings.put("transaction_timeout", "0");
        }
    }
}
