package dev.headrace.cli;

import dev.headrace.cli.CommandDefinition.Example;
import dev.headrace.connectivity.DatabaseRoute;
import dev.headrace.destination.postgres.SetupSql;
import dev.headrace.secret.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `headrace setup-sql`: the statements for an administrator.
final class SetupSqlCommand {
    /// PostgreSQL cuts longer names without a word.
    private static final int NAME_BYTES_MAX = 63;

    /// PostgreSQL takes no longer password.
    private static final int PASSWORD_BYTES_MAX = 1_000;

    private static final OptionGroup WHAT =
            new OptionGroup(
                    "What to set up",
                    CommandOption.value("--user", "NAME", "The user that will load"),
                    CommandOption.value("--database", "NAME", "The database to load to"),
                    CommandOption.flag(
                            "--password-stdin",
                            "Read the user's password from standard input (a placeholder stands in"
                                    + " its place)"),
                    CommandOption.value(
                            "--to",
                            "ADMIN-URL",
                            "Look at this server, as any user, and leave out what it has already"));

    static final CommandDefinition DEFINITION =
            new CommandDefinition(
                    "headrace setup-sql",
                    "Prints the SQL that prepares a database: a user, and its two rights. Run it as"
                            + " an administrator. Nothing is changed by this command itself.",
                    null,
                    List.of(WHAT, ConnectionOptions.WAY, ConnectionOptions.TRUST),
                    List.of(
                            new Example(
                                    "To read and paste",
                                    "headrace setup-sql --user headrace --database shop"),
                            new Example(
                                    "With the password, and without what the server has already",
                                    "cat password.txt | headrace setup-sql --user headrace --database"
                                            + " shop --password-stdin --to"
                                            + " postgresql://postgres@db/postgres")),
                    List.of(),
                    false,
                    SetupSqlCommand::run);

    private SetupSqlCommand() {}

    private static ExitStatus run(Invocation call) {
        Arguments arguments = call.arguments();
        SetupSql sql =
                new SetupSql(
                        name(arguments, "--user"),
                        name(arguments, "--database"),
                        arguments.has("--password-stdin") ? password() : null);
        String script = arguments.has("--to") ? adapted(call, sql) : sql.script();
        call.output().result(Text.empty().lines(script));
        call.output().document(Json.object().put("sql", script));
        return ExitStatus.DONE;
    }

    private static String adapted(Invocation call, SetupSql sql) {
        ChosenDestination admin = ConnectionOptions.of(call).choose("headrace setup-sql");
        return DestinationConnection.withPassword(
                admin,
                chosen -> {
                    try (DatabaseRoute route =
                            DatabaseRoute.of(chosen.connection(), chosen.surroundings())) {
                        return sql.script(route);
                    }
                });
    }

    private static String name(Arguments arguments, String option) {
        String name =
                arguments
                        .value(option)
                        .filter(text -> !text.isBlank())
                        .orElseThrow(() ->
                                Usage.failure(
                                        "headrace setup-sql needs %s.".formatted(option),
                                        "For example: headrace setup-sql --user headrace --database"
                                                + " shop"));
        if (name.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES_MAX) {
            throw Usage.value(option, name, "PostgreSQL's names have at most 63 bytes.");
        }
        if (name.codePoints().anyMatch(Printable::isSuspect)) {
            throw Usage.failure(
                    option + " holds a character that cannot be seen.", "Choose another name.");
        }
        return name;
    }

    /// The first line, without its end.
    private static Secret password() {
        @Nullable String password = null;
        try {
            password = firstLine(System.in);
        } catch (CharacterCodingException e) {
            throw Usage.failure("The password on standard input is no UTF-8.");
        } catch (IOException e) {
            // As if nothing stood there.
        }
        if (password == null || password.isEmpty()) {
            throw Usage.failure(
                    "--password-stdin found no password on standard input.",
                    "For example: headrace setup-sql ... --password-stdin < password.txt");
        }
        if (password.indexOf('\0') >= 0) {
            throw Usage.failure("A password cannot hold a zero byte.");
        }
        return Secret.of(password);
    }

    private static String firstLine(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
            if (line.size() > PASSWORD_BYTES_MAX) {
                throw Usage.failure("The password on standard input is longer than 1,000 bytes.");
            }
        }
        String text =
                StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(line.toByteArray()))
                        .toString();
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
