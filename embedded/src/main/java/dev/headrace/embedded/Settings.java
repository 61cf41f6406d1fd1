package dev.headrace.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The server's settings: durable first, then right for loading on a machine that does other things
/// too. On the command line, so that nothing of an earlier start is left to surprise.
final class Settings {
    private static final long SHARED_MEMORY_ROOM_BYTES = 256L * 1024 * 1024;
    private static final int FIRST_WITH_SCRAM = 10;

    private Settings() {}

    /// @param overrides settings of the caller, which win over all but where and as what the server
    ///   listens
    static List<String> arguments(
            Cluster cluster, Programs programs, int port, Map<String, String> overrides) {
        Map<String, String> settings = new TreeMap<>(defaults());
        if (programs.generation() >= FIRST_WITH_SCRAM) {
            settings.put("password_encryption", "scram-sha-256");
        }
        settings.putAll(overrides);
        settings.putAll(
                Map.of(
                        "listen_addresses",
                        "127.0.0.1",
                        "port",
                        Integer.toString(port),
                        "unix_socket_directories",
                        "",
                        "cluster_name",
                        cluster.processMark()));
        List<String> arguments = new ArrayList<>(List.of("-D", cluster.data().toString()));
        settings.forEach((name, value) -> arguments.addAll(List.of("-c", name + "=" + value)));
        return arguments;
    }

    private static Map<String, String> defaults() {
        Map<String, String> settings =
                new TreeMap<>(
                        Map.of(
                                "fsync", "on",
                                "synchronous_commit", "on",
                                "full_page_writes", "on",
                                "max_connections", "50",
                                "shared_buffers", "256MB",
                                "maintenance_work_mem", "256MB",
                                "max_wal_size", "2GB",
                                "wal_buffers", "16MB",
                                "checkpoint_completion_target", "0.9"));
        // Into our file, and without what would put a row's values or a new role's password there.
        settings.putAll(
                Map.of(
                        "logging_collector", "off",
                        "log_destination", "stderr",
                        "log_statement", "none",
                        "log_min_error_statement", "panic",
                        "log_error_verbosity", "terse"));
        if (sharedMemoryIsSmall()) {
            settings.put("dynamic_shared_memory_type", "mmap");
        }
        return settings;
    }

    /// Containers have 64 MB there by default, too little for a parallel hash join.
    private static boolean sharedMemoryIsSmall() {
        try {
            return Files.getFileStore(Path.of("/dev/shm")).getTotalSpace()
                    < SHARED_MEMORY_ROOM_BYTES;
        } catch (IOException e) {
            return true;
        }
    }
}
