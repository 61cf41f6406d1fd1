package dev.headrace.cli;

import dev.headrace.connectivity.SshIdentities;
import dev.headrace.connectivity.SshKeys;
import dev.headrace.connectivity.SshKeys.UnreadableKeyException;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.secret.Secret;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.KeyPair;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A private key of the user's own, `--ssh-key FILE`. Read, and its passphrase asked for, at its
/// first use and once.
final class SshKeyFile implements SshIdentities {
    static final String PASSPHRASE_VARIABLE = "HEADRACE_SSH_PASSPHRASE";

    /// No private key is that long.
    private static final long BYTES_MAX = 1L << 20;

    private static final Set<PosixFilePermission> OPEN_TO_OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private final Environment environment;
    private @Nullable KeyPair pair;

    /// @throws Failure `USAGE` where it is no path
    SshKeyFile(String file, Environment environment) {
        try {
            this.file = Path.of(file);
        } catch (InvalidPathException e) {
            throw Usage.value("--ssh-key", file, "Name a file.");
        }
        this.environment = environment;
    }

    @Override
    public synchronized List<KeyPair> keys() {
        KeyPair read = pair;
        if (read == null) {
            read = read();
            pair = read;
        }
        return List.of(read);
    }

    private KeyPair read() {
        String variable = environment.variable(PASSPHRASE_VARIABLE);
        Secret known = variable.isEmpty() ? null : Secret.of(variable);
        try {
            return read(file, known);
        } catch (UnreadableKeyException e) {
            Secret asked = e.locked() && known == null ? askPassphrase() : null;
            return asked == null ? unusable(e) : readWith(asked);
        } catch (IOException e) {
            throw cannotRead(e);
        }
    }

    private KeyPair readWith(Secret passphrase) {
        try {
            return read(file, passphrase);
        } catch (UnreadableKeyException e) {
            return unusable(e);
        } catch (IOException e) {
            throw cannotRead(e);
        }
    }

    private KeyPair unusable(UnreadableKeyException cause) {
        String next =
                cause.locked()
                        ? "Put its passphrase into %s.".formatted(PASSPHRASE_VARIABLE)
                        : "Give a private key in OpenSSH's format or PEM, not its .pub file.";
        throw Failure.of(
                        FailureCode.SSH_KEY_UNUSABLE,
                        "The SSH key %s cannot be used. %s".formatted(file, cause.getMessage()),
                        cause)
                .next(next);
    }

    private Failure cannotRead(IOException cause) {
        return Failure.of(
                        FailureCode.SSH_KEY_UNUSABLE,
                        "The SSH key %s cannot be read.".formatted(file),
                        cause)
                .next("Check the path and its permissions.");
    }

    /// Reads a private key that others may not read, as `ssh` has it.
    ///
    /// @throws Failure `SSH_KEY_UNUSABLE` where others may read it
    static KeyPair read(Path file, @Nullable Secret passphrase)
            throws IOException, UnreadableKeyException {
        Set<PosixFilePermission> open = Files.getPosixFilePermissions(file);
        open.retainAll(OPEN_TO_OTHERS);
        if (!open.isEmpty()) {
            throw Failure.of(
                            FailureCode.SSH_KEY_UNUSABLE,
                            "The SSH key %s is open to other users.".formatted(file))
                    .next("Run chmod 600 on it; if others had access, use a new key.");
        }
        if (Files.size(file) > BYTES_MAX) {
            throw Failure.of(
                    FailureCode.SSH_KEY_UNUSABLE, "The file %s is no SSH key.".formatted(file));
        }
        return SshKeys.read(file.toString(), Files.readAllBytes(file), passphrase);
    }

    // JDK 25 answers null again where no terminal is.
    @SuppressWarnings("SystemConsoleNull")
    private @Nullable Secret askPassphrase() {
        Console console = System.console();
        if (console == null || !console.isTerminal()) {
            return null;
        }
        char[] typed =
                console.readPassword("%s", Printable.line("Passphrase of %s: ".formatted(file)));
        return typed == null || typed.length == 0 ? null : Secret.of(new String(typed));
    }
}
