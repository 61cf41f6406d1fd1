package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.secret.Secret;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// A server that was told the password may repeat it when it refuses: in its words it is as little
/// to be seen as in ours.
final class PasswordEcho {
    private static final String MASK = "****";

    /// What is shorter is part of many words, and no secret.
    private static final int LENGTH_MIN = 4;

    private PasswordEcho() {}

    /// The same error, without the password in any of the server's sentences.
    static SQLException without(SQLException error, DatabaseAddress address) {
        ServerErrorMessage said = SqlFailures.server(error);
        Secret password = address.password();
        if (said == null || password == null || !holds(said, password, address)) {
            return error;
        }
        PSQLException masked = new PSQLException(masked(said, password.reveal()));
        masked.setStackTrace(error.getStackTrace());
        return masked;
    }

    /// A password that is a name as well says nothing where the server repeats the name.
    private static boolean holds(
            ServerErrorMessage said, Secret password, DatabaseAddress address) {
        String secret = password.reveal();
        boolean name =
                Stream.of(address.user(), address.database(), address.host())
                        .anyMatch(each -> each.contains(secret));
        return secret.length() >= LENGTH_MIN && !name && said.toString().contains(secret);
    }

    private static ServerErrorMessage masked(ServerErrorMessage said, String secret) {
        StringBuilder fields = new StringBuilder();
        add(fields, 'S', said.getSeverity(), secret);
        add(fields, 'C', said.getSQLState(), secret);
        add(fields, 'M', said.getMessage(), secret);
        add(fields, 'D', said.getDetail(), secret);
        add(fields, 'H', said.getHint(), secret);
        add(fields, 'R', said.getRoutine(), secret);
        return new ServerErrorMessage(fields.toString());
    }

    private static void add(
            StringBuilder fields, char field, @Nullable String text, String secret) {
        if (text != null) {
            fields.append(field).append(text.replace(secret, MASK)).append('\0');
        }
    }
}
