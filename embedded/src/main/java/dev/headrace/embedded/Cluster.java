package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;

/// Where one PostgreSQL keeps what it has: below the home, one directory for each major version, so
/// that another version never meets files that it cannot read.
record Cluster(Path directory) {
    static Cluster of(Path home, String major) {
        return new Cluster(home.resolve(major));
    }

    /// PostgreSQL's own data directory.
    Path data() {
        return directory.resolve("data");
    }

    /// The superuser's password, readable by its owner alone.
    Path passwordFile() {
        return directory.resolve("password");
    }

    /// What the server says.
    Path log() {
        return directory.resolve("postgres.log");
    }

    /// Written by the server while it runs: process id, directory, port, readiness.
    Path pidFile() {
        return data().resolve("postmaster.pid");
    }

    boolean exists() {
        return Files.exists(data().resolve("PG_VERSION"));
    }

    /// The major version that made the data, if there is any.
    Optional<String> madeBy() throws IOException {
        Path version = data().resolve("PG_VERSION");
        return Files.exists(version)
                ? Optional.of(Files.readString(version, UTF_8).strip())
                : Optional.empty();
    }

    /// Names this data directory on the process list: every process of its server carries it.
    String processMark() {
        CRC32 crc = new CRC32();
        crc.update(data().toString().getBytes(UTF_8));
        return "headrace-" + HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    /// The lines of [#pidFile()], empty when there is none.
    String[] pidFileLines() throws IOException {
        try {
            return Files.readString(pidFile(), UTF_8).split("\n", -1);
        } catch (NoSuchFileException e) {
            return new String[0];
        }
    }
}
