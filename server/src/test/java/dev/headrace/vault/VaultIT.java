package dev.headrace.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.crypto.tink.KeysetHandle;
import dev.headrace.catalog.SecretRows.Place;
import dev.headrace.catalog.TestCatalog;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Secrets at rest, on a real database and a real file.
class VaultIT {
    private static final Secret PASSWORD = Secret.of("hr-s3cr3t ü of a destination");
    private static final Place PLACE = new Place("destination", "amber_lantern", "password");

    @TempDir private Path home;
    private TestCatalog database;

    @BeforeEach
    void open() {
        database = TestCatalog.open();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void makesAKeyOnTheFirstStartAndGoesByItLater() throws IOException {
        Vault vault = start();
        put(vault, PLACE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
                .isEqualTo("rw-------");
        Vault later = start();
        assertThat(open(later, PLACE)).isEqualTo(PASSWORD);
        assertThat(later.apiSecrets().of(PASSWORD)).isEqualTo(vault.apiSecrets().of(PASSWORD));
    }

    @Test
    void takesTheKeyThatACrashOfTheFirstStartLeft() {
        KeysetHandle left = KeyText.random();
        new KeyFile(file()).store(left);
        start();
        assertThat(new KeyFile(file()).load().orElseThrow().equalsKeyset(left)).isTrue();
    }

    @Test
    void opensNothingThatWasSealedForAnotherPlace() {
        Vault vault = start();
        byte[] sealed = vault.seal(PLACE, PASSWORD);
        for (Place other :
                new Place[] {
                    new Place("destination", "amber_lantern", "passwor"),
                    new Place("destination", "amber_lanter", "password"),
                    new Place("webhook", "amber_lantern", "password"),
                    new Place("destination", "amber_lanternp", "assword")
                }) {
            assertFails(FailureCode.MASTER_KEY_WRONG, () -> vault.open(other, sealed));
        }
        sealed[sealed.length - 1] ^= 1;
        assertFails(FailureCode.MASTER_KEY_WRONG, () -> vault.open(PLACE, sealed));
    }

    @Test
    void refusesToStartWithoutTheKeyOfTheDatabase() throws IOException {
        put(start(), PLACE);
        Path kept = home.resolve("kept");
        Files.move(file(), kept);
        assertFails(FailureCode.MASTER_KEY_MISSING, this::start);
        assertThat(file()).doesNotExist();
        new KeyFile(file()).store(KeyText.random());
        assertFails(FailureCode.MASTER_KEY_WRONG, this::start);
        Files.delete(file());
        Files.move(kept, file());
        assertThat(open(start(), PLACE)).isEqualTo(PASSWORD);
    }

    @Test
    void refusesAKeyFileThatOthersMayRead() throws IOException {
        start();
        Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(this::start)
                .asInstanceOf(type(Failure.class))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.MASTER_KEY_UNUSABLE);
                    assertThat(failure.nextStep()).isEqualTo("chmod 0600 " + file());
                });
    }

    @Test
    void refusesAKeyFileThatHoldsNoKey() throws IOException {
        start();
        Files.writeString(file(), "hr-s3cr3t");
        assertThatThrownBy(this::start)
                .asInstanceOf(type(Failure.class))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.MASTER_KEY_UNUSABLE);
                    assertThat(failure.toString()).doesNotContain("hr-s3cr3t");
                });
    }

    @Test
    void goesByKeysOfASettingAndRotatesByTheirOrder() {
        String old = keys(KeyText.random());
        Vault vault = Vault.start(setting(old), database.catalog());
        put(vault, PLACE);
        assertFails(FailureCode.MASTER_KEY_UNUSABLE, () -> vault.rotate(database.catalog()));
        String fresh = keys(KeyText.random());
        Vault both = Vault.start(setting(fresh + "," + old), database.catalog());
        assertThat(both.reseal(database.catalog())).isEqualTo(3);
        assertThat(open(Vault.start(setting(fresh), database.catalog()), PLACE))
                .isEqualTo(PASSWORD);
        assertFails(
                FailureCode.MASTER_KEY_WRONG, () -> Vault.start(setting(old), database.catalog()));
        assertFails(
                FailureCode.MASTER_KEY_UNUSABLE,
                () -> Vault.start(setting("hr-s3cr3t"), database.catalog()));
    }

    @Test
    void rotatesWhileAnotherServerGoesOn() {
        Vault vault = start();
        Vault other = start();
        put(vault, PLACE);
        String before = sealed();
        assertThat(vault.rotate(database.catalog())).isEqualTo(3);
        assertThat(sealed()).isNotEqualTo(before);
        assertThat(open(other, PLACE)).isEqualTo(PASSWORD);
        assertThat(other.apiSecrets().of(PASSWORD)).isEqualTo(vault.apiSecrets().of(PASSWORD));
        assertThat(vault.retire(database.catalog())).isEqualTo(1);
        assertThat(new KeyFile(file()).load().orElseThrow().size()).isEqualTo(1);
        assertThat(open(start(), PLACE)).isEqualTo(PASSWORD);
    }

    @Test
    void losesNothingWhenARotationEndsAfterTheKeyIsStored() {
        put(start(), PLACE);
        Vault dying = Vault.start(new DyingSource(new KeyFile(file())), database.catalog());
        assertThatThrownBy(() -> dying.rotate(database.catalog()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(open(start(), PLACE)).isEqualTo(PASSWORD);
        Vault again = start();
        again.rotate(database.catalog());
        again.retire(database.catalog());
        assertThat(open(start(), PLACE)).isEqualTo(PASSWORD);
    }

    @Test
    void losesNothingWhenARotationEndsAmongTheRows() {
        Vault vault = start();
        put(vault, PLACE);
        database.database()
                .execute(
                        """
                        CREATE FUNCTION headrace.die() RETURNS trigger LANGUAGE plpgsql AS
                            $$BEGIN RAISE 'died'; END$$
                        """,
                        "GRANT EXECUTE ON FUNCTION headrace.die() TO public",
                        """
                        CREATE TRIGGER die BEFORE UPDATE ON headrace.secret FOR EACH ROW
                        WHEN (old.name = 'check') EXECUTE FUNCTION headrace.die()
                        """);
        String before = sealed();
        assertThatThrownBy(() -> vault.rotate(database.catalog())).isNotNull();
        assertThat(sealed()).isEqualTo(before);
        assertThat(open(start(), PLACE)).isEqualTo(PASSWORD);
        database.database().execute("DROP TRIGGER die ON headrace.secret");
        assertThat(start().retire(database.catalog())).isEqualTo(1);
        assertThat(open(start(), PLACE)).isEqualTo(PASSWORD);
    }

    @Test
    void aDumpShowsNoSecret() {
        put(start(), PLACE);
        byte[] clear = PASSWORD.reveal().getBytes(StandardCharsets.UTF_8);
        assertThat(database.dump())
                .contains("amber_lantern")
                .doesNotContain("hr-s3cr3t")
                .doesNotContain(HexFormat.of().formatHex(clear));
    }

    private Vault start() {
        return Vault.start(new KeyFile(file()), database.catalog());
    }

    private Path file() {
        return home.resolve("keys").resolve("master.key");
    }

    private static KeySetting setting(String keys) {
        return new KeySetting(Secret.of(keys), "HEADRACE_MASTER_KEY");
    }

    private static String keys(KeysetHandle handle) {
        return KeyText.format(handle).lines().skip(1).findFirst().orElseThrow();
    }

    private void put(Vault vault, Place place) {
        database.catalog()
                .run(transaction -> transaction.secrets().put(place, vault.seal(place, PASSWORD)));
    }

    private Secret open(Vault vault, Place place) {
        return database.catalog()
                .in(transaction ->
                        vault.open(place, transaction.secrets().find(place).orElseThrow()));
    }

    private String sealed() {
        return database.database()
                .query("SELECT encode(sealed, 'hex') FROM headrace.secret ORDER BY kind, name")
                .toString();
    }

    private static void assertFails(FailureCode code, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(Failure.class))
                .extracting(Failure::code)
                .isEqualTo(code);
    }

    /// Ends right after it has stored.
    private record DyingSource(KeySource source) implements KeySource {
        @Override
        public Optional<KeysetHandle> load() {
            return source.load();
        }

        @Override
        public void store(KeysetHandle keys) {
            source.store(keys);
            throw new IllegalStateException("died");
        }

        @Override
        public String place() {
            return source.place();
        }
    }
}
