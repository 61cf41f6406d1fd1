package dev.headrace.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A command line that cannot be meant ends with status 2, a sentence, and what was probably meant.
class UsageTest {
    private static final String TO = " --to postgresql://u:hunter2@127.0.0.1:1/d";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "laod x                      | headrace has no command 'laod'. Did you mean load?",
                "check                       | headrace check needs --to: which database.",
                "setup-sql                   | headrace setup-sql needs --user.",
                "flow                        | headrace has no command 'flow'.",
                "--vrsion                    | headrace has no option --vrsion. Did you mean --version?",
                "load x --tabel y            | headrace load has no option --tabel. Did you mean --table?",
                "load x --tabel=y            | headrace load has no option --tabel. Did you mean --table?",
                "load x --schma              | Did you mean --schema?",
                "load                        | headrace load needs SOURCE.",
                "load x                      | headrace load needs --to: where to load to.",
                "load x --to                 | --to needs a value: --to DESTINATION.",
                "load x --to a --to b        | --to is given twice.",
                "state                       | headrace state needs a command: list or forget.",
                "state forget --to x         | headrace state forget needs NAME.",
                "state forget a b --to x     | headrace state forget has no use for 'b'.",
                "state lst                   | headrace state has no command 'lst'. Did you mean list?",
                "errors x                    | headrace errors has no use for 'x'.",
                "completion                  | headrace completion needs SHELL.",
                "completion tcsh             | There is no completion for 'tcsh'.",
                "errors --progress fast      | --progress does not take 'fast'.",
                "errors --log-file /nowhere/x | The log file /nowhere/x cannot be written.",
            })
    void saysWhatIsWrong(String line, String sentence) {
        CommandRun run = CommandRun.of(line.split(" ", -1));

        assertThat(run.err()).contains(sentence).contains("USAGE").doesNotContain("Exception");
        assertThat(run.out()).isEmpty();
        assertThat(run.status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load x --snapshot --mode append",
                "load x --snapshot --limit 5",
                "load x --primary-key id --mode append",
                "load x --primary-key id,id",
                "load x --primary-key id,",
                "load x --primary-key id --select a,b",
                "load x --primary-key id --select=-id",
                "load x --select a,-b",
                "load - --table t",
                "load - --format csv",
                "load -",
                "load - x --table t --format csv",
                "load reference x",
                "load reference --table t",
                "load reference --format csv",
                "load reference --primary-key a",
                "load s3://bucket/x",
                "load HTTPS://host/x.csv",
                "load x --mode history",
                "load x --mode softdelete",
                "load x --cast a",
                "load x --cast =long",
                "load x --cast a=longg",
                "load x --cast a=long --cast a=text",
                "load x --format yaml",
                "load x --format jsonl --delimiter ;",
                "load x --format jsonl --null NA",
                "load x --delimiter ab",
                "load x --quote ab",
                "load x --encoding klingon",
                "load x --encoding utf=8",
                "load x --header maybe",
                "load x --skip-lines -1",
                "load x --skip-lines x",
                "load x --limit 0",
                "load x --limit 99999999999999999999",
                "load x --max-value 0",
                "load x --max-value 2GiB",
                "load x --max-value 10QB",
                "load x --batch-bytes 1",
                "load x --parallel 0",
                "load x --parallel 17",
                "load x --batch-seconds 0",
                "load x --retry-for 5y",
                "load x --retry-for -5s",
                "load x --naming camel",
                "load x --on-bad-row ignore",
                "load x --schema pg_temp",
                "load x --schema _headrace",
                "load x --schema information_schema",
                "load x --table aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            })
    void refusesWhatContradictsItselfBeforeAnythingIsTouched(String line) {
        CommandRun run = CommandRun.of((line + TO).split(" ", -1));

        assertThat(run.err()).contains("error: ").contains("USAGE").doesNotContain("hunter2");
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void tellsAFormatThatComesLaterFromOneThatDoesNotExist() {
        CommandRun run = CommandRun.of(("load x --format parquet" + TO).split(" ", -1));

        assertThat(run.err()).contains("FORMAT_UNSUPPORTED");
        assertThat(run.status()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load --json --tabel x",
                "--json laod",
                "laod --json",
                "load x --to postgresql://u:hunter2@h:x/d --json",
                "state --json",
            })
    void answersInJsonOnceThatIsAskedFor(String line) {
        CommandRun run = CommandRun.of(line.split(" ", -1));

        JsonNode document = JsonMapper.shared().readTree(run.out());
        assertThat(document.at("/status").asString()).isEqualTo("failed");
        assertThat(document.at("/tables").size()).isZero();
        assertThat(document.at("/failures/0/code").asString()).isEqualTo("USAGE");
        assertThat(document.at("/failures/0/kind").asString()).isEqualTo("user");
        assertThat(document.at("/failures/0/next_step").asString()).isNotEmpty();
        assertThat(run.out() + run.err()).doesNotContain("hunter2");
        assertThat(run.status()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://u:hunter2@h/d",
                "check postgresql://u:hunter2@h/d",
                "trust list postgresql://u:hunter2@h/d",
                "check --quiet=postgresql://u:hunter2@h/d",
                "check --deployment postgresql://u:hunter2@h/d",
                "check --to mysql://u:h/@unter2@h/d",
                "check --to host=h,user=u,password=hunter2",
                "check --to https://h/d?user=u&PASSWORD=hunter2",
                "load postgresql://u:hunter2@h/d --to postgresql://h/d",
            })
    void showsNoPasswordOfAUrlThatStandsInTheWrongPlace(String line) {
        CommandRun run = CommandRun.of(line.split(" ", -1));

        assertThat(run.out() + run.err()).doesNotContain("unter2");
        assertThat(run.err()).contains("error: ").contains("USAGE");
        assertThat(run.status()).isEqualTo(2);
    }

    @Test
    void leavesWordsAfterTheDelimiterAlone() {
        CommandRun run = CommandRun.of("load", "--", "--json");

        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("needs --to");
    }

    @Test
    void neverLetsControlCharactersThrough() {
        CommandRun run = CommandRun.of("load\u001b[31m\r\n\u009b\u202e\ud800");

        assertThat(run.err()).contains("'load\\x1b[31m\\r\\n\\x9b\\u{202e}\\u{d800}'");
        CommandRun json = CommandRun.of("load\u001b\u009b", "--json");
        assertThat(json.out()).contains("'load\\u001b\\u009b'").doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource({
        "--version",
        "--help",
        "load --help",
        "errors",
        "errors --steps",
        "completion bash"
    })
    void answersWithStatusZero(String line) {
        CommandRun run = CommandRun.of(line.split(" ", -1));
        CommandRun json = CommandRun.of((line + " --json").split(" ", -1));

        assertThat(run.status()).isZero();
        assertThat(run.out()).isNotEmpty();
        assertThat(run.err()).isEmpty();
        assertThat(JsonMapper.shared().readTree(json.out()).isObject()).isTrue();
    }
}
