package dev.headrace.e2e.house;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What the launcher fails with by itself is listed by `headrace errors`, of the same kind.
class LauncherCodesTest {
    private static final Path ROOT = Path.of(System.getProperty("headrace.root", ".."));
    private static final Pattern GIVEN_UP = Pattern.compile("give_up [0-9] ([A-Z_]+) ([a-z]+)");

    @Test
    void everyCodeOfTheLauncherIsListed() throws IOException {
        List<MatchResult> found =
                GIVEN_UP.matcher(Files.readString(ROOT.resolve("headrace"))).results().toList();
        assertThat(found).hasSizeGreaterThanOrEqualTo(3);
        assertThat(found)
                .allSatisfy(code ->
                        assertThat(FailureCode.valueOf(code.group(1)).kind().label())
                                .isEqualTo(code.group(2)));
    }
}
