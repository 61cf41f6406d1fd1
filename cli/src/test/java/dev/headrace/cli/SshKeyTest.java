package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.connectivity.SshKeyType;
import dev.headrace.connectivity.SshKeys;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys for SSH servers: made once, never open to others, rotated with an overlap; a user's own key
/// is read in every usual form.
class SshKeyTest {
    private static final Instant NOW = Instant.parse("2026-11-25T03:04:05Z");

    @TempDir private Path temporary;

    @Test
    void makesAKeyAtItsFirstUseAndKeepsIt() throws Exception {
        CommandRun first = show();
        assertThat(first.status()).isZero();
        assertThat(first.out()).matches("ssh-ed25519 [A-Za-z0-9+/=]+ headrace\n");
        assertThat(show().out()).isEqualTo(first.out());
        Path key = home().resolve("ssh/key.ed25519");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key.getParent())))
                .isEqualTo("rwx------");
        // OpenSSH reads what we wrote, and finds the same public key in it.
        assertThat(keygen("-y", "-f", key.toString()).strip())
                .isEqualTo(first.out().replace(" headrace\n", " headrace"));
    }

    @Test
    void makesOneKeyWhereSeveralNeedItAtOnce() throws Exception {
        Callable<String> show = () -> store(null).get(SshKeyType.ED25519).line();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> lines =
                    threads.invokeAll(Stream.generate(() -> show).limit(16).toList());
            for (Future<String> line : lines) {
                assertThat(line.get()).isEqualTo(lines.getFirst().get());
            }
        }
        try (Stream<Path> files = Files.list(home().resolve("ssh"))) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("key.ed25519", "history");
        }
    }

    @Test
    void makesRsaKeysOf4096Bits() throws Exception {
        CommandRun run = show("--rsa");
        assertThat(run.out()).startsWith("ssh-rsa ").endsWith(" headrace\n");
        Path file = Files.writeString(temporary.resolve("rsa.pub"), run.out());
        assertThat(keygen("-l", "-f", file.toString())).startsWith("4096 ");
        assertThat(store(null).keys()).hasSize(1);
    }

    @Test
    void givesEachProfileAKeyOfItsOwn() throws Exception {
        profiles(
                """
                warehouse: {host: db.internal, port: 5433, database: d, user: u, password: p}
                a/b: {host: other, database: d, user: u, password: p}
                """);
        CommandRun warehouse = show("--to", "warehouse");
        assertThat(warehouse.status()).as(warehouse.err()).isZero();
        assertThat(warehouse.out()).endsWith(" headrace-warehouse\n");
        assertThat(show("--to", "a/b").out())
                .endsWith(" headrace-a%2fb\n")
                .isNotEqualTo(warehouse.out());
        assertThat(show().out()).endsWith(" headrace\n");
        assertThat(show("--to", "nowhere").status()).isEqualTo(2);
        assertThat(home().resolve("ssh/nowhere")).doesNotExist();
    }

    @Test
    void printsALineThatPermitsTheDatabaseAlone() throws Exception {
        profiles("warehouse: {host: db.internal, port: 5433, database: d, user: u, password: p}\n");
        assertThat(show("--to", "warehouse", "--hardened").out())
                .startsWith(
                        "restrict,port-forwarding,permitopen=\"db.internal:5433\" ssh-ed25519 ");
        assertThat(show("--hardened", "--permit", "[fd00::1]:5432").out())
                .startsWith("restrict,port-forwarding,permitopen=\"[fd00::1]:5432\" ssh-ed25519 ");
        assertThat(show("--hardened", "--to", "postgresql://u:secret@db2/d").out())
                .startsWith("restrict,port-forwarding,permitopen=\"db2:5432\" ")
                .doesNotContain("secret");
        assertThat(show("--hardened").status()).isEqualTo(2);
        assertThat(show("--permit", "db:5432").status()).isEqualTo(2);
        assertThat(show("--hardened", "--permit", "a\"b:5432").status()).isEqualTo(2);
    }

    @Test
    void offersTheOldKeyUntilTheRotationIsFinished() {
        String old = show().out();
        CommandRun rotated = run("ssh-key", "rotate");
        assertThat(rotated.out()).startsWith("ssh-ed25519 ").isNotEqualTo(old);
        assertThat(store(null).keys())
                .extracting(pair -> SshKeys.publicKey(pair.getPublic()).line() + " headrace\n")
                .containsExactly(rotated.out(), old);
        assertThat(show().out()).isEqualTo(rotated.out());
        assertThat(run("ssh-key", "rotate").status()).isEqualTo(2);
        assertThat(run("ssh-key", "rotate", "--finish").status()).isZero();
        assertThat(store(null).keys())
                .extracting(pair -> SshKeys.publicKey(pair.getPublic()).line() + " headrace\n")
                .containsExactly(rotated.out());
        assertThat(run("ssh-key", "rotate", "--finish").out()).contains("No rotation");
    }

    @Test
    void notesWhoMadeAKeyAndWhen() {
        SshKeyStore store = store(null);
        SshKeyStore.Held key = store.get(SshKeyType.ED25519);
        assertThat(store.lastEvent(key))
                .contains(new SshKeyStore.Event(NOW, "ada", "made", key.open().fingerprint()));
        SshKeyStore.Held next = store.rotate(SshKeyType.ED25519);
        assertThat(store.lastEvent(next)).map(SshKeyStore.Event::action).contains("rotated");
        assertThat(run("ssh-key", "show", "--json").out())
                .contains("\"by\":\"ada\"", "\"since\":\"2026-11-25T03:04:05", "\"rotating\":true")
                .contains(next.open().fingerprint());
    }

    @Test
    void refusesAKeyThatOthersMayRead() throws Exception {
        Path file = keyFile("ed25519", "");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Failure failure = keysFail(file, Map.of());
        assertThat(failure.code()).isEqualTo(FailureCode.SSH_KEY_UNUSABLE);
        assertThat(failure.message()).endsWith("is open to other users.");
        assertThat(failure.nextStep()).contains("chmod 600");
    }

    @Test
    void readsKeysWithAndWithoutPassphrase() throws Exception {
        for (String type : List.of("ed25519", "rsa", "ecdsa")) {
            assertReads(keyFile(type, ""), Map.of());
            assertReads(keyFile(type, "geheim"), Map.of(SshKeyFile.PASSPHRASE_VARIABLE, "geheim"));
        }
    }

    @Test
    void readsPem() throws Exception {
        Path file = temporary.resolve("pem");
        keygen("-q", "-t", "rsa", "-b", "2048", "-m", "PEM", "-N", "", "-f", file.toString());
        assertReads(file, Map.of());
        Path eight = temporary.resolve("pkcs8");
        keygen("-q", "-t", "rsa", "-b", "2048", "-m", "PKCS8", "-N", "", "-f", eight.toString());
        assertReads(eight, Map.of());
    }

    @Test
    void saysThatAPassphraseIsMissingOrWrong() throws Exception {
        Path file = keyFile("ed25519", "geheim");
        for (Map<String, String> variables :
                List.of(
                        Map.<String, String>of(),
                        Map.of(SshKeyFile.PASSPHRASE_VARIABLE, "falsch"))) {
            Failure failure = keysFail(file, variables);
            assertThat(failure.code()).isEqualTo(FailureCode.SSH_KEY_UNUSABLE);
            assertThat(failure.message()).endsWith("Its passphrase is missing or wrong.");
            assertThat(failure.nextStep()).contains(SshKeyFile.PASSPHRASE_VARIABLE);
            assertThat(failure.toString()).doesNotContain("geheim", "falsch");
        }
    }

    @Test
    void saysThatAFileIsNoKey() throws Exception {
        Path file = temporary.resolve("no-key");
        Files.writeString(file, "ssh-ed25519 AAAA\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(keysFail(file, Map.of()).message()).contains("cannot be used");
        assertThat(keysFail(temporary.resolve("missing"), Map.of()).message())
                .endsWith("cannot be read.");
    }

    private void assertReads(Path file, Map<String, String> variables) throws Exception {
        List<KeyPair> keys = new SshKeyFile(file.toString(), environment(variables)).keys();
        assertThat(keys).hasSize(1);
        String open = Files.readString(Path.of(file + ".pub")).strip();
        assertThat(open).startsWith(SshKeys.publicKey(keys.getFirst().getPublic()).line());
    }

    private Failure keysFail(Path file, Map<String, String> variables) {
        SshKeyFile key = new SshKeyFile(file.toString(), environment(variables));
        return catchThrowableOfType(Failure.class, key::keys);
    }

    private Environment environment(Map<String, String> variables) {
        return new Environment(variables, temporary, "ada");
    }

    private Path keyFile(String type, String passphrase) throws Exception {
        Path file = temporary.resolve(type + "-" + passphrase.length());
        keygen("-q", "-t", type, "-N", passphrase, "-f", file.toString());
        return file;
    }

    private SshKeyStore store(@org.jspecify.annotations.Nullable String profile) {
        return SshKeyStore.of(new HeadraceHome(home()), profile, "ada", InstantSource.fixed(NOW));
    }

    private void profiles(String yaml) throws IOException {
        Files.createDirectories(home());
        Path file = Files.writeString(home().resolve("destinations.yaml"), yaml);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private Path home() {
        return temporary.resolve("home");
    }

    private CommandRun show(String... words) {
        return run(
                Stream.concat(Stream.of("ssh-key", "show"), Stream.of(words))
                        .toArray(String[]::new));
    }

    private CommandRun run(String... words) {
        return CommandRun.of(Map.of("HEADRACE_HOME", home().toString()), temporary, words);
    }

    private static String keygen(String... words) throws Exception {
        Process process =
                new ProcessBuilder(
                                Stream.concat(Stream.of("ssh-keygen"), Stream.of(words)).toList())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}
