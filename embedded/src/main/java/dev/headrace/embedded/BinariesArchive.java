package dev.headrace.embedded;

import dev.headrace.embedded.EmbeddedPostgresFailure.Reason;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// Where the server's programs come from: a jar as published for each version and processor, which
/// holds one `.txz` archive of a fixed name.
public sealed interface BinariesArchive {
    /// The jar on the class path, for the processor of this machine.
    static BinariesArchive bundled() {
        return new Bundled(entryName());
    }

    /// A jar of any version, for the processor of this machine.
    static BinariesArchive ofJar(Path jar) {
        return new Jar(jar, entryName());
    }

    /// Names the content, from its length and checksum: the same for the same archive, wherever it
    /// lies. (The jar's directory knows both, so nothing has to be read at every start.)
    String fingerprint() throws IOException;

    /// The `.txz` itself. The caller closes it.
    InputStream open() throws IOException;

    /// A resource of the class path.
    record Bundled(String entry) implements BinariesArchive {
        @Override
        public String fingerprint() throws IOException {
            URLConnection connection = resource().openConnection();
            connection.setUseCaches(false);
            if (connection instanceof JarURLConnection jar) {
                try (ZipFile _ = jar.getJarFile()) {
                    ZipEntry found = jar.getJarEntry();
                    return name(found.getSize(), found.getCrc());
                }
            }
            try (CheckedInputStream in =
                    new CheckedInputStream(connection.getInputStream(), new CRC32())) {
                long length = in.skip(Long.MAX_VALUE);
                return name(length, in.getChecksum().getValue());
            }
        }

        @Override
        public InputStream open() throws IOException {
            URLConnection connection = resource().openConnection();
            connection.setUseCaches(false);
            return connection.getInputStream();
        }

        private URL resource() {
            return Optional.ofNullable(BinariesArchive.class.getClassLoader().getResource(entry))
                    .orElseThrow(() ->
                            new EmbeddedPostgresFailure(
                                    Reason.BINARIES_DAMAGED,
                                    "The PostgreSQL binaries (%s) are not part of this build."
                                            .formatted(entry),
                                    "Build it again on this machine."));
        }
    }

    /// A jar file.
    record Jar(Path file, String entry) implements BinariesArchive {
        @Override
        public String fingerprint() throws IOException {
            try (ZipFile zip = new ZipFile(file.toFile())) {
                ZipEntry found = find(zip);
                return name(found.getSize(), found.getCrc());
            }
        }

        @Override
        public InputStream open() throws IOException {
            ZipFile zip = new ZipFile(file.toFile());
            try {
                return new FilterInputStream(zip.getInputStream(find(zip))) {
                    @Override
                    public void close() throws IOException {
                        zip.close();
                    }
                };
            } catch (IOException | RuntimeException e) {
                zip.close();
                throw e;
            }
        }

        private ZipEntry find(ZipFile zip) {
            return Optional.ofNullable(zip.getEntry(entry))
                    .orElseThrow(() ->
                            new EmbeddedPostgresFailure(
                                    Reason.BINARIES_DAMAGED,
                                    "%s holds no %s.".formatted(file, entry),
                                    "Use the jar that is published for this processor."));
        }
    }

    private static String name(long length, long crc) {
        return "postgres-%x-%08x".formatted(length, crc);
    }

    private static String entryName() {
        String system = System.getProperty("os.name", "");
        String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        if (!system.equals("Linux")) {
            throw unsupported(system, processor);
        }
        return switch (processor) {
            case "amd64", "x86_64" -> "postgres-linux-x86_64.txz";
            case "aarch64", "arm64" -> "postgres-linux-arm_64.txz";
            default -> throw unsupported(system, processor);
        };
    }

    private static EmbeddedPostgresFailure unsupported(String system, String processor) {
        return new EmbeddedPostgresFailure(
                Reason.PLATFORM_UNSUPPORTED,
                "There is no embedded PostgreSQL for %s on %s.".formatted(system, processor),
                "Use a PostgreSQL of your own instead.");
    }
}
