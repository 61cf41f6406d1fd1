package dev.headrace.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON is taken and refused as another reader takes and refuses it.
class JsonLinesPropertyTest {
    private static final long SEED = 7;
    private static final int TEXTS = 20_000;
    private static final String[] TOKENS = {
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"b\\n\"",
        "\"\\u00e4\"",
        "1",
        "-0.5",
        "1e5",
        "01",
        "true",
        "false",
        "null",
        " ",
        "\t",
        "\"\\x\"",
        "nul",
        "-",
        "1.",
        "\""
    };

    private final JsonMapper oracle =
            JsonMapper.builder()
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .disable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build();
    private final JsonSyntax syntax = new JsonSyntax();

    @Test
    void takesWhatAnotherReaderTakes() {
        Random random = new Random(SEED);
        for (int i = 0; i < TEXTS; i++) {
            StringBuilder text = new StringBuilder();
            if (random.nextBoolean()) {
                value(random, text, 0);
                for (int n = random.nextInt(3); n > 0; n--) {
                    int at = random.nextInt(text.length() + 1);
                    text.insert(at, TOKENS[random.nextInt(TOKENS.length)]);
                }
            } else {
                for (int n = random.nextInt(8); n >= 0; n--) {
                    text.append(TOKENS[random.nextInt(TOKENS.length)]);
                }
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            assertThat(syntax.isValid(bytes, 0, bytes.length))
                    .as("text %d: %s", i, text)
                    .isEqualTo(isValid(text.toString()));
        }
    }

    private boolean isValid(String text) {
        try {
            JsonNode node = oracle.readTree(text);
            return !node.isMissingNode();
        } catch (JacksonException e) {
            return false;
        }
    }

    private static void value(Random random, StringBuilder text, int depth) {
        switch (random.nextInt(depth > 3 ? 3 : 5)) {
            case 0 -> text.append(random.nextInt(-99, 99));
            case 1 -> text.append("\"s").append(random.nextInt(9)).append("\\\"\"");
            case 2 -> text.append(random.nextBoolean() ? "true" : "null");
            case 3 -> {
                text.append('[');
                for (int n = random.nextInt(3); n > 0; n--) {
                    value(random, text, depth + 1);
                    text.append(n > 1 ? " , " : "");
                }
                text.append(']');
            }
            default -> {
                text.append("{ ");
                for (int n = random.nextInt(3); n > 0; n--) {
                    text.append("\"k").append(n).append("\" :");
                    value(random, text, depth + 1);
                    text.append(n > 1 ? "," : "");
                }
                text.append('}');
            }
        }
    }

    @Test
    void nestingIsBounded() {
        List<Boolean> valid = new ArrayList<>();
        for (int depth : new int[] {1, JsonSyntax.DEPTH_MAX, JsonSyntax.DEPTH_MAX + 1, 1 << 20}) {
            byte[] text = ("[".repeat(depth) + "]".repeat(depth)).getBytes(StandardCharsets.UTF_8);
            valid.add(syntax.isValid(text, 0, text.length));
        }
        assertThat(valid).containsExactly(true, true, false, false);
    }
}
