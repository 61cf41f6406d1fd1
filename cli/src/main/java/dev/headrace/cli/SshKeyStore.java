package dev.headrace.cli;

import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.SshIdentities;
import dev.headrace.connectivity.SshKeyType;
import dev.headrace.connectivity.SshKeys;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The keys with which one `HEADRACE_HOME`, or one profile's destination, signs in to SSH servers.
///
/// A key is made at its first use. While it is rotated, the new one is offered first and the one
/// before it still after it. Every change to the files is one step that the file system takes whole
/// or not at all, so that two processes at once, or a killed one, leave a key that works.
final class SshKeyStore implements SshIdentities {
    private static final FileAttribute<Set<PosixFilePermission>> OURS_ALONE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final HeadraceHome home;
    private final Path folder;
    private final String scope;
    private final String actor;
    private final InstantSource clock;

    private SshKeyStore(
            HeadraceHome home, Path folder, String scope, String actor, InstantSource clock) {
        this.home = home;
        this.folder = folder;
        this.scope = scope;
        this.actor = actor;
        this.clock = clock;
    }

    /// The keys of a profile's destination, or of the home itself. Nothing is read or made yet.
    ///
    /// @param profile null for the home's own
    /// @param actor who makes and rotates keys, for the record
    static SshKeyStore of(
            HeadraceHome home, @Nullable String profile, String actor, InstantSource clock) {
        Path ssh = home.directory().resolve("ssh");
        return profile == null
                ? new SshKeyStore(home, ssh, "headrace", actor, clock)
                : new SshKeyStore(
                        home,
                        ssh.resolve(folderName(profile)),
                        "headrace-" + folderName(profile),
                        actor,
                        clock);
    }

    /// A pair in the store.
    record Held(SshKeyType type, KeyPair pair, String comment) {
        HostKey open() {
            return SshKeys.publicKey(pair.getPublic());
        }

        /// For `authorized_keys`.
        String line() {
            return open().line() + " " + comment;
        }
    }

    /// What happened to a key, and who did it.
    record Event(Instant at, String actor, String action, String fingerprint) {}

    @Override
    public List<KeyPair> keys() {
        List<KeyPair> keys = new ArrayList<>();
        for (SshKeyType type : SshKeyType.values()) {
            find(current(type)).ifPresent(keys::add);
            find(previous(type)).ifPresent(keys::add);
        }
        if (keys.isEmpty()) {
            keys.add(get(SshKeyType.ED25519).pair());
        }
        return List.copyOf(keys);
    }

    /// The key to use, made where there is none.
    Held get(SshKeyType type) {
        Optional<KeyPair> there = find(current(type));
        return held(type, there.isPresent() ? there.get() : make(type));
    }

    /// The key before it, while a rotation is under way.
    Optional<Held> getPrevious(SshKeyType type) {
        return find(previous(type)).map(pair -> held(type, pair));
    }

    /// The types of which there is a key.
    List<SshKeyType> types() {
        return List.of(SshKeyType.values()).stream()
                .filter(type -> Files.exists(current(type)))
                .toList();
    }

    /// Makes a new key and keeps the one before it until [#finish].
    ///
    /// @throws Failure `USAGE` where an earlier rotation is not finished
    Held rotate(SshKeyType type) {
        get(type);
        Path next = write(SshKeys.generate(type));
        try {
            keepCurrent(type);
            Files.move(next, current(type), StandardCopyOption.ATOMIC_MOVE);
            KeyPair fresh = find(current(type)).orElseThrow();
            record("rotated", fresh);
            return held(type, fresh);
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            remove(next);
        }
    }

    private void keepCurrent(SshKeyType type) throws IOException {
        try {
            // Fails where there is one: whoever rotates at the same time, only one does.
            Files.createLink(previous(type), current(type));
        } catch (FileAlreadyExistsException e) {
            boolean halfDone = Files.isSameFile(previous(type), current(type));
            if (!halfDone) {
                throw Usage.failure(
                        "An earlier rotation of this key is not finished.",
                        "Once every server has the new key, run headrace ssh-key rotate --finish.");
            }
        }
    }

    /// Forgets the key before this one.
    ///
    /// @return whether there was one
    boolean finish(SshKeyType type) {
        Optional<KeyPair> old = find(previous(type));
        old.ifPresent(pair -> {
            remove(previous(type));
            record("retired", pair);
        });
        return old.isPresent();
    }

    /// What happened to a key last, where it was noted.
    Optional<Event> lastEvent(Held key) {
        String fingerprint = key.open().fingerprint();
        return history().stream()
                .filter(event -> event.fingerprint().equals(fingerprint))
                .reduce((_, later) -> later);
    }

    private KeyPair make(SshKeyType type) {
        ensureFolders();
        Path fresh = write(SshKeys.generate(type));
        try {
            Files.createLink(current(type), fresh);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster, and its key is as good.
            return find(current(type)).orElseThrow(() -> unusable(e));
        } catch (IOException e) {
            throw unusable(e);
        } finally {
            remove(fresh);
        }
        KeyPair made = find(current(type)).orElseThrow();
        record("made", made);
        return made;
    }

    /// @return a file that nobody else knows
    private Path write(KeyPair pair) {
        try {
            Path file = Files.createTempFile(folder, ".new-", "", OURS_ALONE);
            return Files.write(file, SshKeys.write(pair, scope));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Optional<KeyPair> find(Path file) {
        try {
            return Optional.of(SshKeyFile.read(file, null));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw unusable(e);
        } catch (SshKeys.UnreadableKeyException e) {
            throw Failure.of(
                            FailureCode.SSH_KEY_UNUSABLE,
                            "The SSH key %s cannot be used. %s".formatted(file, e.getMessage()),
                            e)
                    .next("Put the file back as it was, or remove it: a new key is made then.");
        }
    }

    private Held held(SshKeyType type, KeyPair pair) {
        return new Held(type, pair, scope);
    }

    private void ensureFolders() {
        home.ensure();
        try {
            Path ssh = home.directory().resolve("ssh");
            for (Path each : List.of(ssh, folder)) {
                if (!Files.isDirectory(each)) {
                    Files.createDirectories(each);
                }
                Files.setPosixFilePermissions(each, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Path current(SshKeyType type) {
        return folder.resolve("key." + type.label());
    }

    private Path previous(SshKeyType type) {
        return folder.resolve("key." + type.label() + ".previous");
    }

    private void record(String action, KeyPair pair) {
        String line =
                String.join(
                        "\t",
                        clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                        Printable.line(actor),
                        action,
                        SshKeys.publicKey(pair.getPublic()).fingerprint());
        try {
            if (!Files.exists(folder.resolve("history"))) {
                createQuietly(folder.resolve("history"));
            }
            Files.writeString(
                    folder.resolve("history"),
                    line + "\n",
                    StandardCharsets.UTF_8,
                    java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private static void createQuietly(Path file) throws IOException {
        try {
            Files.createFile(file, OURS_ALONE);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster.
        }
    }

    private List<Event> history() {
        Path file = folder.resolve("history");
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8).stream()
                    .map(line -> line.split("\t", -1))
                    .filter(words -> words.length == 4)
                    .map(words -> new Event(Instant.parse(words[0]), words[1], words[2], words[3]))
                    .toList();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private void remove(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Failure unusable(IOException cause) {
        return Failure.of(
                FailureCode.HOME_UNUSABLE,
                "The SSH keys in %s cannot be read or written.".formatted(folder),
                cause);
    }

    /// A profile's name as one that every file system takes, and that no file of ours has.
    private static String folderName(String profile) {
        StringBuilder name = new StringBuilder();
        for (byte each : profile.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || c == '-' || c == '_');
            name.append(plain ? String.valueOf(c) : "%%%02x".formatted((int) c));
        }
        return name.toString();
    }
}
