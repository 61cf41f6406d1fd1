package dev.headrace.connectivity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.connectivity.DatabaseAddress.TlsMode;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.secret.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Every spelling of a database's URL means one address, and none of them lets a password out.
class DatabaseUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "postgresql://u:p@h:5433/d          | h         | 5433 | d   | u    | p",
                "postgres://u:p@h/d                 | h         | 5432 | d   | u    | p",
                "PostgreSQL://u:p@h/d               | h         | 5432 | d   | u    | p",
                "jdbc:postgresql://h/d?user=u&password=p | h    | 5432 | d   | u    | p",
                "jdbc:postgresql://h/d?user=a@b&password=p | h  | 5432 | d   | a@b  | p",
                "postgresql://                      | localhost | 5432 | os  | os   | -",
                "postgresql:///d                    | localhost | 5432 | d   | os   | -",
                "postgresql://u@                    | localhost | 5432 | u   | u    | -",
                "postgresql://u:@h/                 | h         | 5432 | u   | u    | -",
                "postgresql://h:/d                  | h         | 5432 | d   | os   | -",
                "postgresql://u@[::1]:6000/d        | ::1       | 6000 | d   | u    | -",
                "postgresql://[fe80::1%25eth0]/d    | fe80::1%eth0 | 5432 | d | os  | -",
                "postgresql://a%40b:p%3A%2F%3F%40%25@h/d%20e | h | 5432 | d e | a@b | p:/?@%",
                "postgresql://u:p@ss@h/d            | h         | 5432 | d   | u    | p@ss",
                "postgresql://u:p#:+&=ss@h/d        | h         | 5432 | d   | u    | p#:+&=ss",
                "postgresql://%F0%9F%90%98:p@h/d    | h         | 5432 | d   | \uD83D\uDC18 | p",
                "postgresql://u@h?dbname=d&port=7   | h         | 7    | d   | u    | -",
                "postgresql://u@/d?host=h           | h         | 5432 | d   | u    | -",
            })
    void readsEverySpelling(
            String url, String host, int port, String database, String user, String password) {
        DatabaseAddress address = DatabaseUrl.parse(url).complete(Map.of(), "os");

        assertThat(address)
                .isEqualTo(
                        new DatabaseAddress(
                                host,
                                port,
                                database,
                                user,
                                password == null ? null : Secret.of(password),
                                null,
                                null));
    }

    @ParameterizedTest
    @CsvSource({
        "sslmode=disable, DISABLE",
        "sslmode=allow, ALLOW",
        "sslmode=prefer, PREFER",
        "sslmode=require, REQUIRE",
        "sslmode=verify-ca, VERIFY_CA",
        "sslmode=verify-full, VERIFY_FULL",
        "ssl=true, REQUIRE",
        "ssl=false,",
    })
    void readsWhatIsAskedOfTls(String parameter, TlsMode mode) {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://h/d?" + parameter);

        assertThat(url.complete(Map.of(), "os").tls()).isEqualTo(mode);
    }

    @Test
    void readsTheDemandForChannelBinding() {
        String url = "postgresql://u:p@h/d?sslmode=require&channel_binding=require";

        assertThat(DatabaseUrl.parse(url).complete(Map.of(), "os").channelBinding()).isTrue();
        assertThat(DatabaseUrl.parse("postgresql://h/d?channel_binding=prefer").channelBinding())
                .isFalse();
    }

    @Test
    void takesSslOfTheDriverAsTheDriverDoes() {
        assertThat(DatabaseUrl.parse("jdbc:postgresql://h/d?ssl=true").tls())
                .isEqualTo(TlsMode.VERIFY_FULL);
    }

    @Test
    void fillsInFromTheEnvironmentWhatTheUrlLeavesOpen() {
        Map<String, String> environment =
                Map.of(
                        "PGHOST", "eh",
                        "PGPORT", "6001",
                        "PGUSER", "eu",
                        "PGDATABASE", "ed",
                        "PGPASSWORD", "ep",
                        "PGSSLMODE", "require",
                        "PGSSLROOTCERT", "/ca.pem");

        assertThat(DatabaseUrl.parse("postgresql://").complete(environment, "os"))
                .isEqualTo(
                        new DatabaseAddress(
                                "eh",
                                6001,
                                "ed",
                                "eu",
                                Secret.of("ep"),
                                TlsMode.REQUIRE,
                                "/ca.pem"));
        assertThat(
                        DatabaseUrl.parse("postgresql://u:p@h:1/d?sslmode=disable&sslrootcert=x")
                                .complete(environment, "os"))
                .isEqualTo(
                        new DatabaseAddress(
                                "h", 1, "d", "u", Secret.of("p"), TlsMode.DISABLE, "x"));
    }

    /// In each, `hunter` is a piece of what the user means as the password.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:hunter/2@h/d",
                "postgresql://u:hunter?2@h/d",
                "postgresql://u:2/hunter@h/d",
                "postgresql://u:2?hunter@h/d",
                "postgresql://u:2?sslmode=hunter@h/d",
                "postgresql://u:hunter%@h/d",
                "postgresql://u:hunter%zz@h/d",
                "postgresql://u:hunter%00@h/d",
                "postgresql://u:hunter%FF@h/d",
                "postgresql://u:hunter@h:port/d",
                "postgresql://u:hunter@h:0/d",
                "postgresql://u:hunter@h:65536/d",
                "postgresql://u:hunter@h:99999999999/d",
                "postgresql://u:hunter@h:-1/d",
                "postgresql://u:hunter@a,b/d",
                "postgresql://u:hunter@a:1,b:2/d",
                "postgresql://u:hunter@::1/d",
                "postgresql://u:hunter@[::1/d",
                "postgresql://u:hunter@[::1]x/d",
                "postgresql://u:hunter@[host]/d",
                "postgresql://u:hunter@h h/d",
                "postgresql://u:hunter@h\n/d",
                "postgresql://u:hunter@h\u001b[31m/d",
                "postgresql://u:hunter@%2Fvar%2Frun/d",
                "postgresql://u:hunter@h/d?sslmode=maybe",
                "postgresql://u:hunter@h/d?sslmode",
                "postgresql://u:hunter@h/d?ssl=perhaps",
                "postgresql://u:hunter@h/d?channel_binding=maybe",
                "postgresql://u:hunter@h/d?password=hunter2",
                "postgresql://u:hunter@h/d?user=other",
                "postgresql://u:hunter@h/d?host=other",
                "postgresql://u:hunter@h:1/d?port=2",
                "postgresql://u:hunter@h/d?dbname=other",
                "mysql://u:hunter@h/d",
                "u:hunter@h/d",
                "",
            })
    void refusesWithoutQuotingThePassword(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOfSatisfying(
                        Failure.class,
                        failure -> {
                            assertThat(failure.code()).isEqualTo(FailureCode.USAGE);
                            assertThat(failure.message() + failure.nextStep() + failure.reason())
                                    .doesNotContain("hunter");
                        });
    }

    @Test
    void namesTheParameterThatIsNotSupported() {
        assertThatThrownBy(() -> DatabaseUrl.parse("postgresql://h/d?target_session_attrs=any"))
                .hasMessageContaining("'target_session_attrs'");
    }

    @Test
    void neverPrintsThePassword() {
        DatabaseUrl url = DatabaseUrl.parse("postgresql://u:hunter@[::1]:5/d");

        assertThat(url.toString()).doesNotContain("hunter");
        assertThat(url.complete(Map.of(), "os")).hasToString("postgresql://u@[::1]:5/d");
    }

    @Test
    void tellsUrlsFromProfileNames() {
        assertThat(DatabaseUrl.isUrl("postgres://h")).isTrue();
        assertThat(DatabaseUrl.isUrl("production")).isFalse();
        assertThat(DatabaseUrl.isUrl("postgresql")).isFalse();
    }

    @Test
    void takesTheFilesThatLibpqTakes(@TempDir Path home) throws IOException {
        Path defaults = Files.createDirectory(home.resolve(".postgresql"));
        Files.writeString(defaults.resolve("root.crt"), "roots");
        Files.writeString(defaults.resolve("postgresql.crt"), "chain");
        Files.writeString(defaults.resolve("postgresql.key"), "key");
        DatabaseConnection silent =
                DatabaseUrl.parse("postgresql://u@h/d").connection(Map.of(), "me", home);
        assertThat(silent.address().rootCertificate()).isNull();
        assertThat(silent.clientCertificate()).isNull();
        DatabaseConnection asking =
                DatabaseUrl.parse("postgresql://u@h/d?sslmode=require&sslpassword=p")
                        .connection(Map.of(), "me", home);
        assertThat(asking.address().rootCertificate())
                .isEqualTo(defaults.resolve("root.crt").toString());
        assertThat(asking.clientCertificate())
                .isEqualTo(new ClientCertificate("chain", Secret.of("key"), Secret.of("p")));
        String named =
                "postgresql://u@h/d?sslcert=%s&sslkey=%s"
                        .formatted(
                                defaults.resolve("postgresql.crt"),
                                defaults.resolve("postgresql.key"));
        assertThat(DatabaseUrl.parse(named).connection(Map.of(), "me", home).clientCertificate())
                .isNotNull();
        assertThat(
                        catchThrowableOfType(
                                        Failure.class,
                                        () ->
                                                DatabaseUrl.parse(
                                                                "postgresql://u@h/d?sslcert=/no/such")
                                                        .connection(Map.of(), "me", home))
                                .code())
                .isEqualTo(FailureCode.USAGE);
    }
}
