package dev.headrace.vault;

import com.google.crypto.tink.KeysetHandle;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Master keys in a file that its owner alone may read. Whoever backs up the database backs it up
/// too, elsewhere: neither is of use without the other.
public final class KeyFile implements KeySource {
    private static final Set<PosixFilePermission> OWNER =
            Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

    private final Path file;

    public KeyFile(Path file) {
        this.file = file;
    }

    @Override
    public Optional<KeysetHandle> load() {
        try {
            if (!Files.exists(file)) {
                return Optional.empty();
            }
            if (!OWNER.containsAll(Files.getPosixFilePermissions(file))) {
                throw unusable("The key file %s is open to other users.".formatted(file), null)
                        .next("chmod 0600 %s".formatted(file));
            }
            return Optional.of(KeyText.parse(Files.readString(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable("The key file %s cannot be read.".formatted(file), e);
        } catch (GeneralSecurityException e) {
            throw unusable("The key file %s holds no master key.".formatted(file), e)
                    .next("Put the file of the last backup in its place.");
        }
    }

    @Override
    public void store(KeysetHandle keys) {
        try {
            Path folder = file.toAbsolutePath().getParent();
            Files.createDirectories(folder);
            Path next = Files.createTempFile(folder, "master", ".key", permissions());
            try {
                write(next, KeyText.format(keys));
                Files.move(
                        next,
                        file,
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(next);
            }
            try (FileChannel channel = FileChannel.open(folder)) {
                channel.force(true);
            }
        } catch (IOException e) {
            throw unusable("The key file %s cannot be written.".formatted(file), e);
        }
    }

    @Override
    public String place() {
        return "the file " + file;
    }

    private static void write(Path path, String text) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            var bytes = StandardCharsets.UTF_8.encode(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> permissions() {
        return PosixFilePermissions.asFileAttribute(OWNER);
    }

    private static Failure unusable(String message, @Nullable Throwable cause) {
        return Failure.of(FailureCode.MASTER_KEY_UNUSABLE, message, cause);
    }
}
