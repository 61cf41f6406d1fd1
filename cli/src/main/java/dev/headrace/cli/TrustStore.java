package dev.headrace.cli;

import dev.headrace.connectivity.ApprovedCertificate;
import dev.headrace.connectivity.ApprovedFingerprint;
import dev.headrace.connectivity.HostKey;
import dev.headrace.connectivity.PresentedCertificate;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/// What was approved, for every destination, in one file below the user's folder; beside it a
/// journal of who approved and revoked what, to which lines are only added. Several processes may
/// use it at once: who writes holds the lock, who reads sees the file before or after, never half.
final class TrustStore {
    /// Two threads of one process cannot hold a file lock after each other.
    private static final ReentrantLock WITHIN_PROCESS = new ReentrantLock();

    private static final FileAttribute<?> FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final FileAttribute<?> FOLDER_FOR_OWNER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    private final HeadraceHome home;
    private final Path folder;
    private final InstantSource clock;
    private final String actor;

    /// @param actor who approves and revokes, for people: `ada@desk`
    TrustStore(HeadraceHome home, InstantSource clock, String actor) {
        this.home = home;
        this.folder = home.directory().resolve("trust");
        this.clock = clock;
        this.actor = actor;
    }

    static TrustStore of(Environment environment, InstantSource clock) {
        return new TrustStore(HeadraceHome.of(environment), clock, environment.actor());
    }

    /// Everything that was approved for one destination.
    record Entry(List<ApprovedCertificate> certificates, List<ApprovedFingerprint> fingerprints) {
        static final Entry NOTHING = new Entry(List.of(), List.of());

        boolean isEmpty() {
            return certificates.isEmpty() && fingerprints.isEmpty();
        }
    }

    /// The approvals of one destination, as a route asks for them.
    ///
    /// @param destination a profile's name, or `host:port`
    FileApprovals approvals(String destination) {
        return new FileApprovals(this, destination);
    }

    /// Every destination for which something is approved, by name.
    ///
    /// @throws Failure `HOME_UNUSABLE` where the file cannot be read or is damaged
    Map<String, Entry> all() {
        try {
            return TrustDocument.parse(Files.readString(file()));
        } catch (NoSuchFileException e) {
            return Map.of();
        } catch (IOException e) {
            throw unusable("read", e);
        } catch (YamlEngineException
                | CertificateException
                | DateTimeParseException
                | IllegalArgumentException e) {
            throw unusable("understood", e);
        }
    }

    /// Approves; what is approved already stays as it is.
    void approve(String destination, List<PresentedCertificate> chosen) {
        change(
                destination,
                before -> {
                    List<ApprovedCertificate> all = new ArrayList<>(before.certificates());
                    List<Json.Members> events = new ArrayList<>();
                    for (PresentedCertificate each : chosen) {
                        if (all.stream().noneMatch(has -> has.certificate().equals(each))) {
                            Instant now = clock.instant();
                            all.add(new ApprovedCertificate(each.hash(), each, actor, now));
                            events.add(event("approve", destination, now, each));
                        }
                    }
                    return new Change(new Entry(all, before.fingerprints()), events);
                });
    }

    /// Approves an SSH server's key; what is approved already stays as it is.
    void approve(String destination, HostKey key) {
        change(
                destination,
                before -> {
                    List<ApprovedFingerprint> all = new ArrayList<>(before.fingerprints());
                    List<Json.Members> events = new ArrayList<>();
                    if (all.stream().noneMatch(has -> has.key().equals(key))) {
                        Instant now = clock.instant();
                        all.add(new ApprovedFingerprint(key.hash(), key, actor, now));
                        events.add(event("approve", destination, now, key));
                    }
                    return new Change(new Entry(before.certificates(), all), events);
                });
    }

    /// Revokes what has one of these hashes.
    ///
    /// @param sha256 in hex, lower case
    void revoke(String destination, Set<String> sha256) {
        change(
                destination,
                before -> {
                    Instant now = clock.instant();
                    List<Json.Members> events = new ArrayList<>();
                    List<ApprovedCertificate> certificates = new ArrayList<>();
                    for (ApprovedCertificate each : before.certificates()) {
                        if (sha256.contains(each.certificate().sha256())) {
                            events.add(event("revoke", destination, now, each.certificate()));
                        } else {
                            certificates.add(each);
                        }
                    }
                    List<ApprovedFingerprint> fingerprints = new ArrayList<>();
                    for (ApprovedFingerprint each : before.fingerprints()) {
                        if (sha256.contains(each.key().sha256())) {
                            events.add(event("revoke", destination, now, each.key()));
                        } else {
                            fingerprints.add(each);
                        }
                    }
                    return new Change(new Entry(certificates, fingerprints), events);
                });
    }

    private Json.Members event(
            String action, String destination, Instant at, PresentedCertificate certificate) {
        return event(action, destination, at)
                .put("kind", "certificate")
                .put("sha256", certificate.sha256())
                .put("subject", certificate.subject());
    }

    private Json.Members event(String action, String destination, Instant at, HostKey key) {
        return event(action, destination, at)
                .put("kind", "fingerprint")
                .put("sha256", key.sha256())
                .put("key_type", key.type());
    }

    private Json.Members event(String action, String destination, Instant at) {
        return Json.object()
                .put("at", at.toString())
                .put("actor", actor)
                .put("action", action)
                .put("destination", destination);
    }

    /// What becomes of an entry, and what the journal says of it.
    private record Change(Entry after, List<Json.Members> events) {}

    private void change(String destination, Function<Entry, Change> how) {
        home.ensure();
        WITHIN_PROCESS.lock();
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder, FOLDER_FOR_OWNER);
            }
            try (FileChannel lock =
                            FileChannel.open(
                                    folder.resolve("lock"),
                                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                                    FOR_OWNER);
                    var _ = lock.lock()) {
                Map<String, Entry> all = new TreeMap<>(all());
                Change change = how.apply(all.getOrDefault(destination, Entry.NOTHING));
                if (change.events().isEmpty()) {
                    return;
                }
                all.put(destination, change.after());
                // The journal first: better a line too many than an approval without one.
                write(change.events());
                replace(all);
            }
        } catch (IOException e) {
            throw unusable("written", e);
        } finally {
            WITHIN_PROCESS.unlock();
        }
    }

    private void write(List<Json.Members> events) throws IOException {
        StringBuilder lines = new StringBuilder();
        events.forEach(event -> lines.append(Json.write(event)).append('\n'));
        try (FileChannel journal =
                FileChannel.open(
                        folder.resolve("journal.jsonl"),
                        Set.of(StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                        FOR_OWNER)) {
            writeFully(journal, lines.toString());
        }
    }

    private void replace(Map<String, Entry> all) throws IOException {
        Path fresh = folder.resolve("approvals.json.new");
        Files.deleteIfExists(fresh);
        try (FileChannel out =
                FileChannel.open(
                        fresh,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        FOR_OWNER)) {
            writeFully(out, TrustDocument.write(all));
        }
        Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE);
    }

    private static void writeFully(FileChannel out, String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        out.force(true);
    }

    private Path file() {
        return folder.resolve("approvals.json");
    }

    private Failure unusable(String what, Exception cause) {
        return Failure.of(
                        FailureCode.HOME_UNUSABLE,
                        "The approvals in %s cannot be %s.".formatted(file(), what),
                        cause)
                .next(
                        "Check the file and its permissions; who approved what stands in"
                                + " journal.jsonl beside it.");
    }
}
