package dev.headrace.destination.postgres;

import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import java.sql.SQLException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.ServerErrorMessage;

/// What a user's own constraint, trigger or policy says to a write of ours, with its name.
final class WriteRefusal {
    /// The name in a context line such as `PL/pgSQL function audit.refuse() line 3 at RAISE`: no
    /// translation touches it.
    private static final Pattern FUNCTION = Pattern.compile("([\\w$.\"]+)\\([^)]*\\)");

    private WriteRefusal() {}

    static Failure of(SQLException error) {
        ServerErrorMessage server = SqlFailures.server(error);
        Failure refusal =
                SqlFailures.failure(FailureCode.WRITE_REFUSED, sentence(error, server), error);
        if (server == null || server.getTable() == null) {
            return refusal;
        }
        return refusal.at(new FailurePlace(server.getSchema(), server.getTable(), null, 0));
    }

    private static String sentence(SQLException error, @Nullable ServerErrorMessage server) {
        String state = Optional.ofNullable(error.getSQLState()).orElse("");
        String on = server == null ? "" : table(server);
        if (server != null && state.equals("23502")) {
            return "The column \"%s\"%s is NOT NULL and the input has no value for it."
                    .formatted(server.getColumn(), on);
        }
        if (server != null && server.getConstraint() != null) {
            return "The %s \"%s\"%s refused the rows."
                    .formatted(kind(state), server.getConstraint(), on);
        }
        if (state.startsWith("22")) {
            return "A column of the table cannot hold a value of the input.";
        }
        if (state.equals("42501")) {
            return "Row level security" + on + " refused the rows.";
        }
        return function(server)
                .map(name ->
                        "The function \"%s\", called by a trigger, refused the rows."
                                .formatted(name))
                .orElse("A trigger or constraint of the table refused the rows.");
    }

    private static String kind(String state) {
        return switch (state) {
            case "23503" -> "foreign key";
            case "23505" -> "unique constraint";
            case "23514" -> "check constraint";
            case "23P01" -> "exclusion constraint";
            default -> "constraint";
        };
    }

    private static String table(ServerErrorMessage server) {
        return server.getTable() == null
                ? ""
                : " of table \"%s.%s\"".formatted(server.getSchema(), server.getTable());
    }

    private static Optional<String> function(@Nullable ServerErrorMessage server) {
        if (server == null || server.getWhere() == null) {
            return Optional.empty();
        }
        Matcher matcher = FUNCTION.matcher(server.getWhere());
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
