package dev.headrace.connectivity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A password file is read as libpq reads it, and only when nobody else can.
class PasswordFileTest {
    private static final DatabaseAddress ADDRESS =
            new DatabaseAddress("h", 5432, "d:b", "u", null, TlsMode.PREFER, null);

    @TempDir Path home;

    private final List<String> warnings = new ArrayList<>();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "h:5432:d\\:b:u:secret          | secret",
                "*:*:*:*:secret                 | secret",
                "h:5433:*:u:secret              | -",
                "h:*:*:\\*:secret               | -",
                "h:*:*:u:se\\:c\\\\ret          | se:c\\ret",
                "h:*:*:u:se:cret                | se:cret",
                "#h:*:*:u:secret                | -",
                "h:*:*:u                        | -",
            })
    void findsTheFirstLineThatFits(String line, String password) throws IOException {
        write("0600", "other:*:*:*:no", line, "h:1:*:*:no");

        assertThat(find()).isEqualTo(Optional.ofNullable(password).map(Secret::of));
        assertThat(warnings).isEmpty();
    }

    @Test
    void doesNotUseAFileThatOthersMayRead() throws IOException {
        write("0640", "*:*:*:*:secret");

        assertThat(find()).isEmpty();
        assertThat(warnings).singleElement().asString().contains("chmod 0600");
    }

    @Test
    void hasNothingToSayWithoutAFile() {
        assertThat(find()).isEmpty();
        assertThat(warnings).isEmpty();
    }

    @Test
    void followsTheVariableThatNamesAnother() throws IOException {
        Path other = home.resolve("other");
        Files.writeString(other, "*:*:*:*:secret\n");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rw-------"));

        assertThat(
                        PasswordFile.of(Map.of("PGPASSFILE", other.toString()), home)
                                .find(ADDRESS, warnings::add))
                .contains(Secret.of("secret"));
    }

    private Optional<Secret> find() {
        return PasswordFile.of(Map.of(), home).find(ADDRESS, warnings::add);
    }

    private void write(String mode, String... lines) throws IOException {
        Path file = home.resolve(".pgpass");
        Files.write(file, List.of(lines));
        Files.setPosixFilePermissions(
                file,
                PosixFilePermissions.fromString(mode.equals("0600") ? "rw-------" : "rw-r-----"));
    }
}
