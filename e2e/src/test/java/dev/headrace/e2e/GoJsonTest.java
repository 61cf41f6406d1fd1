package dev.headrace.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The decoder refuses what Go's refuses and takes what Go's takes.
class GoJsonTest {
    private static final GoType.Struct TYPE =
            GoType.struct("T")
                    .strings("s")
                    .bools("b")
                    .and("i", GoType.INT)
                    .and("t", GoType.TIME)
                    .texts("p")
                    .and("l", GoType.sliceOf(GoType.STRING))
                    .and("m", new GoType.Dictionary(GoType.STRING))
                    .and("a", GoType.ANY)
                    .and("n", GoType.struct("N").strings("x"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "\"x\"",
                "{",
                "{} x",
                "{\"s\": 1}",
                "{\"s\": true}",
                "{\"s\": {}}",
                "{\"b\": \"true\"}",
                "{\"b\": 1}",
                "{\"i\": \"1\"}",
                "{\"i\": 1.5}",
                "{\"i\": 1.0}",
                "{\"i\": 9223372036854775808}",
                "{\"t\": \"\"}",
                "{\"t\": 1}",
                "{\"t\": \"2026-03-02\"}",
                "{\"t\": \"2026-03-02T09:15:04\"}",
                "{\"t\": \"2026-03-02 09:15:04Z\"}",
                "{\"t\": \"2026-13-02T09:15:04Z\"}",
                "{\"p\": 1}",
                "{\"l\": \"x\"}",
                "{\"l\": [1]}",
                "{\"m\": []}",
                "{\"m\": {\"k\": 1}}",
                "{\"n\": \"x\"}",
                "{\"n\": {\"x\": 1}}",
            })
    void refusesWhatGoRefuses(String json) {
        assertThatThrownBy(() -> GoJson.decode(json, TYPE)).isInstanceOf(GoJson.Failure.class);
    }

    @Test
    void nullAndAbsentAreTheZeroValue() {
        Map<String, @Nullable Object> zero = GoJson.decode("{}", TYPE);
        assertThat(zero).containsEntry("s", "").containsEntry("b", false).containsEntry("i", 0L);
        assertThat(zero).containsEntry("t", "").containsEntry("p", null).containsEntry("l", null);
        assertThat(zero).containsEntry("n", Map.of("x", ""));
        assertThat(
                        GoJson.decode(
                                """
                                {"s": null, "b": null, "i": null, "t": null, "p": null, "l": null,
                                 "m": null, "a": null, "n": null}
                                """,
                                TYPE))
                .isEqualTo(zero);
        assertThat(GoJson.decode("null", TYPE)).isEqualTo(zero);
    }

    @Test
    void takesWhatGoTakes() {
        Map<String, @Nullable Object> value =
                GoJson.decode(
                        """
                        {"S": "x", "b": true, "i": -7, "t": "2026-03-02T09:15:04.120331+01:00",
                         "p": "", "l": ["a", null], "m": {"k": "v"}, "a": [1, {"y": null}],
                         "n": {"x": "in"}, "unknown": {"deep": [1]}}
                        """,
                        TYPE);
        assertThat(value)
                .containsEntry("s", "x")
                .containsEntry("b", true)
                .containsEntry("i", -7L)
                .containsEntry("t", "2026-03-02T08:15:04.120331Z")
                .containsEntry("p", "")
                .containsEntry("l", Arrays.asList("a", ""))
                .containsEntry("m", Map.of("k", "v"))
                .containsEntry("n", Map.of("x", "in"))
                .doesNotContainKey("unknown");
        assertThat((List<?>) value.get("a")).hasSize(2);
    }
}
