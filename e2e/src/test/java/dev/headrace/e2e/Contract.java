package dev.headrace.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.headrace.e2e.ApiDescription.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// What clients rely on: the table of endpoints with status and message, and the server's own
/// description. Every answer that a test gets can be held against both.
final class Contract {
    private final ApiDescription description;
    private final List<Row> table;

    private Contract(ApiDescription description, List<Row> table) {
        this.description = description;
        this.table = table;
    }

    /// One line of the table.
    ///
    /// @param message `{}` stands for any text
    record Row(String method, String path, int status, String message) {

        /// The path without the names of its parameters.
        String form() {
            return method + " " + ApiDescription.PARAMETER.matcher(path).replaceAll("{}");
        }

        private Pattern words() {
            List<String> parts = new ArrayList<>();
            for (String part : message.split("\\{}", -1)) {
                parts.add(Pattern.quote(part));
            }
            return Pattern.compile(String.join(".*", parts), Pattern.DOTALL);
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static Contract of(HeadraceServer server) {
        JsonNode document = new ApiCaller(server.base()).get("/openapi.json").is(200).json();
        return new Contract(ApiDescription.of(document), rows());
    }

    private static List<Row> rows() {
        try (InputStream file = Contract.class.getResourceAsStream("contract.tsv")) {
            assertThat(file).isNotNull();
            return new String(file.readAllBytes(), UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", -1))
                    .map(cells -> new Row(cells[0], cells[1], Integer.parseInt(cells[2]), cells[3]))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ApiDescription description() {
        return description;
    }

    List<Row> table() {
        return table;
    }

    /// Asserts that an answer is as the table and the description say.
    void check(String method, String path, int status, JsonNode answer) {
        String what = "%s %s -> %d %s".formatted(method, path, status, answer);
        assertThat(answer.isObject()).as(what).isTrue();
        assertThat(answer.path("code").isString()).as(what).isTrue();
        assertThat(answer.path("message").isString()).as(what).isTrue();
        Optional<Operation> operation = description.find(method, path);
        operation.ifPresent(found ->
                assertThat(description.problems(found, status, answer)).as(what).isEmpty());
        if (status >= 300) {
            assertThat(answer.has("data")).as(what).isFalse();
            return;
        }
        assertThat(operation).as("described: %s %s", method, path).isPresent();
        assertThat(answer.path("code").asString("")).as(what).isEqualTo("Success");
        String form =
                method
                        + " "
                        + ApiDescription.PARAMETER
                                .matcher(operation.orElseThrow().path())
                                .replaceAll("{}");
        table.stream()
                .filter(row -> row.form().equals(form))
                .forEach(row -> {
                    assertThat(status).as(what).isEqualTo(row.status());
                    assertThat(answer.path("message").asString("")).as(what).matches(row.words());
                });
    }

    /// The same for a reply.
    ApiCaller.Reply check(ApiCaller.Reply reply) {
        check(reply.method(), reply.path(), reply.status(), reply.json());
        return reply;
    }
}
