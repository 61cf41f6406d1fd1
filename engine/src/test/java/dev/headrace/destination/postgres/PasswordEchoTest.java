package dev.headrace.destination.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.connectivity.DatabaseUrl;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What a server says that learned the password.
class PasswordEchoTest {

    private static SQLException said(String words) {
        return new PSQLException(
                new ServerErrorMessage(
                        "SFATAL\0C28P01\0MNo: %s\0DIt was %s.\0HNot %s\0Rauth_failed\0"
                                .formatted(words, words, words)));
    }

    private static DatabaseAddress address(String password) {
        return DatabaseUrl.parse("postgresql://loader:%s@db.test/shop".formatted(password))
                .complete(Map.of(), "ada");
    }

    @Test
    void masksThePasswordWhereverTheServerRepeatsIt() {
        SQLException masked = PasswordEcho.without(said("open sesame17"), address("sesame17"));

        assertThat(masked.getMessage()).contains("No: open ****");
        assertThat(masked.toString()).doesNotContain("sesame17");
        assertThat(SqlFailures.words(masked))
                .isEqualTo("No: open **** It was open ****. Not open ****");
        assertThat(masked.getSQLState()).isEqualTo("28P01");
        assertThat(SqlFailures.routine(masked)).isEqualTo("auth_failed");
    }

    @Test
    void leavesSentencesAloneThatHoldNoPassword() {
        SQLException other = said("password authentication failed");
        SQLException name = said("password authentication failed for \"loader\"");

        assertThat((Throwable) PasswordEcho.without(other, address("sesame17"))).isSameAs(other);
        assertThat((Throwable) PasswordEcho.without(name, address("loader"))).isSameAs(name);
        assertThat((Throwable) PasswordEcho.without(other, address("a"))).isSameAs(other);
    }
}
