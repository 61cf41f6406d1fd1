package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// Unpacks a tar stream: files, directories and symbolic links, which is all that the server's
/// archives hold. Anything else, and any path that leads outside, is refused.
///
/// The layout is that of POSIX `ustar` with the GNU extension for long names: 512-byte blocks, a
/// header block before each entry's content, and two blocks of zeros at the end.
final class TarUnpacker {
    private static final int BLOCK_BYTES = 512;

    /// Far beyond any path in the archives; a longer one means that this is no tar.
    private static final int LONG_NAME_BYTES_MAX = 4096;

    private final InputStream tar;
    private final Path root;
    private final byte[] header = new byte[BLOCK_BYTES];
    private final byte[] buffer = new byte[128 * BLOCK_BYTES];

    private TarUnpacker(InputStream tar, Path root) {
        this.tar = tar;
        this.root = root;
    }

    /// Unpacks into an existing directory. Files become 0644 or, when executable, 0755.
    static void unpack(InputStream tar, Path into) throws IOException {
        TarUnpacker unpacker = new TarUnpacker(tar, into.toAbsolutePath().normalize());
        String longName = "";
        while (unpacker.nextHeader()) {
            if (unpacker.type() == 'L') {
                longName = unpacker.readLongName();
            } else {
                unpacker.entry(longName.isEmpty() ? unpacker.name() : longName);
                longName = "";
            }
        }
    }

    private boolean nextHeader() throws IOException {
        if (tar.readNBytes(header, 0, BLOCK_BYTES) < BLOCK_BYTES) {
            throw new EOFException("the archive ends in the middle");
        }
        return header[0] != 0;
    }

    private void entry(String name) throws IOException {
        Path path = inside(root.resolve(name));
        switch (type()) {
            case '5' -> makeDirectory(path);
            case '2' -> {
                makeDirectory(parentOf(path));
                Path target = Path.of(text(157, 100));
                inside(parentOf(path).resolve(target));
                Files.createSymbolicLink(path, target);
            }
            case '0', '\0' -> file(path);
            default ->
                    throw new IOException(
                            "unknown kind of entry '%c' for %s".formatted(type(), name));
        }
    }

    private void file(Path path) throws IOException {
        makeDirectory(parentOf(path));
        long size = octal(124, 12);
        try (OutputStream out = Files.newOutputStream(path)) {
            long left = size;
            while (left > 0) {
                int read = tar.read(buffer, 0, Math.toIntExact(Math.min(buffer.length, left)));
                if (read < 0) {
                    throw new EOFException(
                            "the archive ends in the middle of " + path.getFileName());
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        boolean executable = (octal(100, 8) & 0b001_000_000) != 0;
        Files.setPosixFilePermissions(
                path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
        tar.skipNBytes(padding(size));
    }

    private static void makeDirectory(Path path) throws IOException {
        if (Files.isDirectory(path)) {
            return;
        }
        makeDirectory(parentOf(path));
        Files.createDirectory(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private String readLongName() throws IOException {
        long size = octal(124, 12);
        if (size > LONG_NAME_BYTES_MAX) {
            throw new IOException("a name of " + size + " bytes");
        }
        byte[] name = tar.readNBytes(Math.toIntExact(size));
        tar.skipNBytes(padding(size));
        return zeroTerminated(name, 0, name.length);
    }

    private Path inside(Path path) throws IOException {
        Path normal = path.normalize();
        if (!normal.startsWith(root)) {
            throw new IOException("an entry leads outside: " + path);
        }
        return normal;
    }

    private static Path parentOf(Path path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IOException("an entry without a directory: " + path);
        }
        return parent;
    }

    private static long padding(long size) {
        return (BLOCK_BYTES - size % BLOCK_BYTES) % BLOCK_BYTES;
    }

    private char type() {
        return (char) header[156];
    }

    private String name() {
        boolean posix = text(257, 6).equals("ustar");
        String prefix = posix ? text(345, 155) : "";
        return prefix.isEmpty() ? text(0, 100) : prefix + "/" + text(0, 100);
    }

    private long octal(int from, int length) throws IOException {
        String digits = text(from, length).strip();
        try {
            return digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
        } catch (NumberFormatException e) {
            throw new IOException("not a tar header", e);
        }
    }

    private String text(int from, int length) {
        return zeroTerminated(header, from, length);
    }

    private static String zeroTerminated(byte[] bytes, int from, int length) {
        int end = from;
        while (end < from + length && bytes[end] != 0) {
            end++;
        }
        return new String(bytes, from, end - from, UTF_8);
    }
}
