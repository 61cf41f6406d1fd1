package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.cli.TableReport.Files;
import dev.headrace.cli.TableReport.Rows;
import dev.headrace.cli.TableReport.TypedColumn;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.failure.Warning;
import dev.headrace.failure.WarningCode;
import dev.headrace.model.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/// The document is what programs stand on, name by name.
class JsonTest {

    @Test
    void reportsARunAsTheContractHasIt() throws IOException {
        TableReport table =
                new TableReport(
                        new TableName("files", "orders"),
                        "files.orders",
                        true,
                        false,
                        new Files(2, 1, 345),
                        new Rows(10, 0, 1, 2, 3, 4, 5, 6),
                        List.of(new TypedColumn("id", "Id", "bigint")),
                        List.of("CREATE TABLE \"files\".\"orders\" ()"),
                        List.of(new Warning(WarningCode.VALUE_REPAIRED, "Two.", 2)),
                        Duration.ofSeconds(1));
        Failure failure =
                Failure.of(FailureCode.DESTINATION_PERMISSION, "No.", new IOException("denied"))
                        .at(new FailurePlace("files", "orders", "orders.csv", 17));
        Report report =
                new Report(
                        "partial",
                        "files.orders",
                        "0e0f",
                        false,
                        "15.18",
                        Instant.parse("2026-01-02T03:04:05.600Z"),
                        1234,
                        List.of(table),
                        List.of(failure, Failure.of(FailureCode.INTERNAL, "Oh.")));

        assertThat(Json.writeIndented(report.json(false)) + "\n").isEqualTo(golden("report.json"));
    }

    @Test
    void writesWhatAnyReaderReadsBack() {
        String nasty = "\"\\\u0000\u001b\u007f\u009b\u2028\u202e \uD83D\uDC18 \ud800 / \u00e9";
        Json.Members document =
                Json.object()
                        .put("text", nasty)
                        .put("null", null)
                        .put("numbers", Arrays.asList(1, Long.MIN_VALUE, null))
                        .put("empty", List.of())
                        .put("object", Json.object().put("true", true));

        for (String json : List.of(Json.write(document), Json.writeIndented(document))) {
            assertThat(JsonMapper.shared().readTree(json).at("/text").asString()).isEqualTo(nasty);
            assertThat(json.chars().filter(c -> c != '\n'))
                    .noneMatch(c -> c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x202e);
        }
        assertThat(Json.write(document))
                .contains("\"numbers\":[1,-9223372036854775808,null],\"empty\":[]")
                .doesNotContain("\n");
    }

    private static String golden(String name) throws IOException {
        try (InputStream in = JsonTest.class.getResourceAsStream("/golden/cli/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
