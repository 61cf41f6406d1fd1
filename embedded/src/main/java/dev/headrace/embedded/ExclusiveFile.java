package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The right to a file, held by at most one process of the machine, and by one owner within it. It
/// ends with the process, however that ends, so what is held is held by somebody alive.
///
/// The system's locks belong to the process: closing *any* handle of the file there gives them up.
/// So the file is opened only after the name was won within this process.
final class ExclusiveFile implements AutoCloseable {
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private ExclusiveFile(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /// Takes the right, or nothing when somebody else has it. The file then names this process.
    static Optional<ExclusiveFile> tryHold(Path file) throws IOException {
        Path path = realPath(file);
        if (!HELD_HERE.add(path)) {
            return Optional.empty();
        }
        Optional<ExclusiveFile> held = Optional.empty();
        try {
            held = open(path);
            return held;
        } finally {
            if (held.isEmpty()) {
                HELD_HERE.remove(path);
            }
        }
    }

    /// As [#tryHold], waiting for the present holder to let go.
    static ExclusiveFile hold(Path file, Duration timeout) throws IOException {
        Deadline deadline = Deadline.in(timeout);
        Optional<ExclusiveFile> held = tryHold(file);
        while (held.isEmpty()) {
            if (deadline.passed()) {
                throw new IOException("process %s holds %s".formatted(holder(file), file));
            }
            Deadline.pause("waiting for " + file);
            held = tryHold(file);
        }
        return held.get();
    }

    /// The process id of the holder, while there is one, for a person to read.
    static String holder(Path file) {
        try {
            return HELD_HERE.contains(realPath(file))
                    ? Long.toString(ProcessHandle.current().pid())
                    : Files.readString(file, UTF_8).strip();
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static Optional<ExclusiveFile> open(Path path) throws IOException {
        FileChannel channel =
                FileChannel.open(
                        path,
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                        PosixFilePermissions.asFileAttribute(Directories.PRIVATE_FILE));
        Optional<FileLock> lock = Optional.empty();
        try {
            lock = Optional.ofNullable(channel.tryLock());
            if (lock.isPresent()) {
                channel.truncate(0);
                channel.write(
                        ByteBuffer.wrap(
                                Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
            }
            return lock.map(held -> new ExclusiveFile(path, channel, held));
        } finally {
            if (lock.isEmpty()) {
                channel.close();
            }
        }
    }

    private static Path realPath(Path file) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path parent = absolute.getParent();
        return parent == null ? absolute : parent.toRealPath().resolve(absolute.getFileName());
    }

    /// Again is fine.
    @Override
    public void close() throws IOException {
        if (!channel.isOpen()) {
            return;
        }
        try {
            lock.release();
            channel.close();
        } finally {
            HELD_HERE.remove(path);
        }
    }
}
