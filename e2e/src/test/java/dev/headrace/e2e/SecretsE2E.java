package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.testkit.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever way a secret comes in, and whatever goes wrong after: it is in nothing that is printed,
/// logged or listed. The mark is in every secret, and in nothing else.
class SecretsE2E {
    private static final String MARK = "hr-s3cr3t";

    @TempDir private Path folder;

    private Path home;
    private Path log;
    private Path csv;

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        log = folder.resolve("log");
        csv = Files.writeString(folder.resolve("orders.csv"), "id,v\n1,a\n");
    }

    private HeadraceCommand command(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--verbose", "--log-file", log.toString()));
        return HeadraceCommand.of(all).with("HEADRACE_HOME", home.toString());
    }

    private HeadraceCommand load(String to, String... more) {
        return command("load", csv.toString(), "--to", to).plus(more);
    }

    /// Runs it in both forms, and looks at all that it wrote.
    private HeadraceRun silent(HeadraceCommand command) throws IOException {
        silentOnce(command.plus("--json"));
        return silentOnce(command);
    }

    private HeadraceRun silentOnce(HeadraceCommand command) throws IOException {
        HeadraceRun run = command.run();
        assertThat(run.stdout() + run.stderr()).as("exit " + run.exit()).doesNotContain(MARK);
        if (Files.exists(log)) {
            assertThat(Files.readString(log)).doesNotContain(MARK);
        }
        return run;
    }

    private static String closed(String password) {
        return "postgresql://loader:%s@127.0.0.1:1/shop".formatted(password);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://loader:hr-s3cr3t@127.0.0.1:1/shop",
                "postgresql://loader:hr-s3cr3t@no.such.host.invalid/shop",
                "postgresql://loader:hr-s3cr3t/x@h/shop",
                "postgresql://loader:hr-s3cr3t?x@h/shop",
                "postgresql://loader:hr-s3cr3t%zz@h/shop",
                "postgresql://loader:12?hr-s3cr3t=b@h/shop",
                "postgresql://loader:hr-s3cr3t@h:port/shop",
                "postgresql://loader@h/shop?password=hr-s3cr3t&x=y",
                "postgresql://loader:a@h/shop?password=hr-s3cr3t",
                "postgresql://loader@h/shop?sslpassword=hr-s3cr3t&sslkey=/no/such&sslcert=/no/such",
                "postgres:/loader:hr-s3cr3t@h/shop",
                "loader:hr-s3cr3t@h/shop",
            })
    void aUrlThatCannotBeUsed(String url) throws IOException {
        assertThat(silent(load(url)).exit()).isBetween(1, 3);
        assertThat(silent(command("check", "--to", url)).exit()).isBetween(1, 3);
    }

    @Test
    void aPasswordThatTheServerTakesOrRefuses() throws IOException {
        LoadFixture fixture = LoadFixture.in(folder);
        assertThat(silent(load(fixture.url(), "--primary-key", "id")).exit()).isZero();
        assertThat(silent(command("check", "--to", fixture.url())).exit()).isZero();
        String wrong = SharedServer.get().url("loader", MARK + "-wrong", fixture.database());
        assertThat(silent(load(wrong)).exit()).isEqualTo(3);
        assertThat(silent(command("check", "--to", wrong)).exit()).isEqualTo(3);
        assertThat(silent(command("state", "list", "--to", wrong)).exit()).isEqualTo(3);
        assertThat(silent(command("setup-sql", "--user", "x", "--database", "y", "--to", wrong)))
                .extracting(HeadraceRun::exit)
                .isEqualTo(3);
    }

    @Test
    void passwordsOfTheEnvironmentAndItsFiles() throws IOException {
        Path passwords =
                Files.writeString(folder.resolve("pgpass"), "*:*:*:*:" + MARK + "\n", UTF_8);
        Files.setPosixFilePermissions(passwords, PosixFilePermissions.fromString("rw-------"));
        String url = "postgresql://loader@127.0.0.1:1/shop";
        assertThat(silent(load(url).with("PGPASSWORD", MARK)).exit()).isEqualTo(1);
        assertThat(silent(load(url).with("PGPASSFILE", passwords.toString())).exit()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "password: hr-s3cr3t",
                "password: {file: secret.txt}",
                "password: {env: PROFILE_PASSWORD}",
                "password: [hr-s3cr3t]",
                "password: {hr-s3cr3t: x}",
                "pasword: hr-s3cr3t",
                "password: \"hr-s3cr3t",
                "port: hr-s3cr3t",
                "sslmode: hr-s3cr3t",
                "auth_method: CLIENT_CERTIFICATE\n  client_public_certificate: x\n"
                        + "  client_private_key: hr-s3cr3t",
                "auth_method: AWS_IAM\n  role_arn: hr-s3cr3t",
            })
    void aProfile(String line) throws IOException {
        Files.writeString(folder.resolve("home/secret.txt"), MARK + "\n");
        Files.writeString(
                home.resolve("destinations.yaml"),
                """
                warehouse:
                  host: 127.0.0.1
                  port: 1
                  database: shop
                  user: loader
                  %s
                """
                        .formatted(line));
        HeadraceCommand command = load("warehouse").with("PROFILE_PASSWORD", MARK);
        assertThat(silent(command).exit()).isBetween(1, 3);
    }

    @Test
    void theKeyOfATunnelAndItsPassphrase() throws IOException, InterruptedException {
        Path key = folder.resolve("key");
        Process made =
                new ProcessBuilder(
                                "ssh-keygen",
                                "-q",
                                "-t",
                                "ed25519",
                                "-N",
                                MARK,
                                "-C",
                                "test",
                                "-f",
                                key.toString())
                        .start();
        assertThat(made.waitFor(20, TimeUnit.SECONDS)).isTrue();
        String body = Files.readAllLines(key).get(2);
        for (String passphrase : List.of(MARK, MARK + "-wrong")) {
            HeadraceCommand command =
                    load(closed("x"), "--ssh", "u@127.0.0.1:1", "--ssh-key", key.toString())
                            .with("HEADRACE_SSH_PASSPHRASE", passphrase);
            HeadraceRun run = silent(command);
            assertThat(run.exit()).isBetween(1, 3);
            assertThat(run.stdout() + run.stderr() + Files.readString(log)).doesNotContain(body);
        }
        silent(command("ssh-key", "show"));
        silent(command("ssh-key", "rotate"));
        String printed = Files.readString(log) + silent(command("ssh-key", "show")).stdout();
        for (Path file : files(home.resolve("ssh"))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .startsWith("rw-------");
            if (Files.readString(file).contains("PRIVATE KEY")) {
                assertThat(printed).doesNotContain(Files.readAllLines(file).get(2));
            }
        }
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    @Test
    void wordsThatAreNoOptions() throws IOException {
        assertThat(silent(command("load", csv.toString(), "--pasword=" + MARK)).exit())
                .isEqualTo(2);
        assertThat(silent(command("load", csv.toString(), "--to", "x", "--password", MARK)).exit())
                .isEqualTo(2);
    }

    /// Every user of a machine may read what its processes were started with.
    @Test
    void theListOfProcesses() throws IOException {
        LoadFixture fixture = LoadFixture.in(folder);
        CountDownLatch seen = new CountDownLatch(1);
        HeadraceCommand stalled =
                command("load", "-", "--table", "t", "--format", "csv", "--to", fixture.url())
                        .fedBy(out -> awaitQuietly(seen));
        try (HeadraceProcess process = stalled.start()) {
            Path listed = Path.of("/proc/" + process.pid() + "/cmdline");
            Await.until(
                    "the program runs", () -> read(listed).contains("dev.headrace.cli.Headrace"));
            assertThat(read(listed)).doesNotContain(MARK);
            seen.countDown();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
