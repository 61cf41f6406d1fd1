package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.failure.FailurePlace;
import dev.headrace.model.TableName;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// The one place where what the server says becomes a [Failure]. Goes by SQLSTATE, cause and the
/// names of the server's own routines, never by message text, which is translated.
final class SqlFailures {
    static final String UNIQUE_VIOLATION = "23505";
    static final String DUPLICATE_TABLE = "42P07";
    static final String LOCK_NOT_AVAILABLE = "55P03";
    static final String UNDEFINED_TABLE = "42P01";
    static final String UNDEFINED_COLUMN = "42703";

    /// A server, or a trigger on it, may say as much as it likes; people read a page.
    private static final int WORDS_MAX = 1_000;

    private final DatabaseAddress address;

    SqlFailures(DatabaseAddress address) {
        this.address = address;
    }

    static boolean is(SQLException error, String state) {
        return state.equals(error.getSQLState());
    }

    /// What went wrong at a table.
    Failure of(SQLException error, TableName table) {
        return of(error).at(FailurePlace.ofTable(table.schema(), table.table()));
    }

    Failure of(SQLException error) {
        String state = Optional.ofNullable(error.getSQLState()).orElse("08000");
        return switch (state.substring(0, Math.min(2, state.length()))) {
            case "08" -> failure(FailureCode.CONNECTION_LOST, lost(), error);
            case "22" -> ofValue(state, error);
            case "23" -> WriteRefusal.of(error);
            case "28" -> ofLogin(error);
            case "09", "27", "38", "39", "44", "P0" -> WriteRefusal.of(error);
            case "53" -> ofResources(state, error);
            case "54" -> ofLimit(state, error);
            case "57" -> ofOperator(state, error);
            case "58" -> ofSystem(state, error);
            case "40", "55" -> ofLock(state, error);
            case "42", "3F", "0A", "2B", "25", "3D" -> ofStatement(state, error);
            default -> internal(error);
        };
    }

    /// A value that a column of the user's own type cannot hold; anything else is a row that this
    /// program should not have sent.
    private static Failure ofValue(String state, SQLException error) {
        return switch (state) {
            case "22001", "22003", "22007", "22008", "22P02" -> WriteRefusal.of(error);
            default -> internal(error);
        };
    }

    private Failure ofStatement(String state, SQLException error) {
        return switch (state) {
            case "42501" -> ofRights(error);
            case UNDEFINED_TABLE, UNDEFINED_COLUMN, "3F000", "42704" ->
                    failure(
                            FailureCode.TABLE_CHANGED,
                            "Someone dropped or altered the table while it was loaded.",
                            error);
            case "0A000", "2BP01" ->
                    failure(
                            FailureCode.DEPENDENT_VIEW,
                            "Something depends on the table and stops the change.",
                            error);
            case "25006" ->
                    failure(
                            FailureCode.DESTINATION_READ_ONLY,
                            "The server " + where() + " takes no writes.",
                            error);
            case "3D000" ->
                    failure(
                            FailureCode.DATABASE_NOT_FOUND,
                            "The database \"%s\" does not exist on %s."
                                    .formatted(address.database(), where()),
                            error);
            case DUPLICATE_TABLE ->
                    failure(FailureCode.TABLE_NOT_OURS, "The table's name is taken.", error);
            case "42701" ->
                    failure(
                            FailureCode.TABLE_CHANGED,
                            "Someone added a column to the table while it was loaded.",
                            error);
            default -> internal(error);
        };
    }

    private Failure ofLogin(SQLException error) {
        Failure failure = failure(FailureCode.AUTHENTICATION_FAILED, refused(), error);
        boolean noLogin = is(error, "28000") && routine(error).equals("InitializeSessionUserId");
        return noLogin
                ? failure.next("Run as an administrator: " + Grants.login(address))
                : failure;
    }

    private Failure ofRights(SQLException error) {
        return switch (routine(error)) {
            case "ExecWithCheckOptions", "check_enable_rls" -> WriteRefusal.of(error);
            case "CheckMyDatabase" ->
                    permission(
                            error,
                            "The user \"%s\" may not connect to the database \"%s\"."
                                    .formatted(address.user(), address.database()),
                            Grants.connect(address));
            case "InitTempTableNamespace" ->
                    permission(
                            error,
                            "The user \"%s\" may not create temporary tables."
                                    .formatted(address.user()),
                            Grants.temporary(address));
            default ->
                    permission(
                            error,
                            "The user \"%s\" lacks a right in the database \"%s\"."
                                    .formatted(address.user(), address.database()),
                            Grants.create(address));
        };
    }

    private static Failure permission(SQLException error, String message, String grant) {
        return failure(FailureCode.DESTINATION_PERMISSION, message, error)
                .next("Run as an administrator: " + grant);
    }

    private Failure ofResources(String state, SQLException error) {
        return switch (state) {
            case "53100" ->
                    failure(
                            FailureCode.DISK_FULL,
                            "The disk of the server " + where() + " is full.",
                            error);
            case "53300" -> ofSlots(error);
            default ->
                    failure(
                            FailureCode.SERVER_LIMIT,
                            "The server " + where() + " reached a limit of its own.",
                            error);
        };
    }

    private Failure ofSlots(SQLException error) {
        Failure failure =
                failure(
                        FailureCode.CONNECTION_SLOTS,
                        "The server %s has no free connection slot for \"%s\"."
                                .formatted(where(), address.user()),
                        error);
        // The role has a limit of its own.
        return routine(error).equals("InitializeSessionUserId")
                ? failure.next(
                        SqlTemplate.of("ALTER ROLE {role} CONNECTION LIMIT -1;")
                                .put("role", new Identifier(address.user()))
                                .sql())
                : failure;
    }

    private Failure ofLimit(String state, SQLException error) {
        if (state.equals("54011")) {
            return failure(
                    FailureCode.TOO_MANY_COLUMNS,
                    "The table has more columns than the 1,600 that PostgreSQL allows.",
                    error);
        }
        String routine = routine(error);
        boolean index = routine.startsWith("_bt") || routine.contains("index");
        return index
                ? failure(FailureCode.KEY_TOO_LONG, "A key value does not fit an index.", error)
                : failure(FailureCode.ROW_TOO_BIG, "A row does not fit into a page.", error);
    }

    private Failure ofOperator(String state, SQLException error) {
        return switch (state) {
            case "57P04" ->
                    failure(
                            FailureCode.DATABASE_NOT_FOUND,
                            "The database \"%s\" was dropped.".formatted(address.database()),
                            error);
            case "57P03" ->
                    failure(
                            FailureCode.HOST_UNREACHABLE,
                            "The server " + where() + " is not accepting connections now.",
                            error);
            default -> failure(FailureCode.CONNECTION_LOST, lost(), error);
        };
    }

    /// What the system under the server refused it.
    private Failure ofSystem(String state, SQLException error) {
        return state.equals("58030")
                ? failure(
                        FailureCode.DISK_FULL,
                        "The server " + where() + " cannot use its disk.",
                        error)
                : internal(error);
    }

    private static Failure ofLock(String state, SQLException error) {
        return switch (state) {
            case LOCK_NOT_AVAILABLE, "55006", "40P01", "40001", "40000", "40003" ->
                    failure(
                            FailureCode.LOCK_TIMEOUT,
                            "Another session held a lock for too long.",
                            error);
            default -> internal(error);
        };
    }

    private static Failure internal(SQLException error) {
        String state = Optional.ofNullable(error.getSQLState()).orElse("none");
        return failure(
                FailureCode.INTERNAL,
                "The server refused a statement (SQLSTATE " + state + ").",
                error);
    }

    /// A failure whose reason is the server's words without the driver's decoration.
    static Failure failure(FailureCode code, String message, SQLException error) {
        return Failure.of(
                new Failure.Words(code, message, words(error), code.advice(), FailurePlace.UNKNOWN),
                error);
    }

    static String words(SQLException error) {
        ServerErrorMessage server = server(error);
        if (server == null) {
            return String.valueOf(error.getMessage());
        }
        StringBuilder words = new StringBuilder(String.valueOf(server.getMessage()));
        for (String more : new String[] {server.getDetail(), server.getHint()}) {
            if (more != null) {
                words.append(' ').append(more);
            }
        }
        return words.length() <= WORDS_MAX ? words.toString() : words.substring(0, WORDS_MAX) + "…";
    }

    static @Nullable ServerErrorMessage server(SQLException error) {
        return error instanceof PSQLException postgres ? postgres.getServerErrorMessage() : null;
    }

    static String routine(SQLException error) {
        ServerErrorMessage server = server(error);
        String routine = server == null ? null : server.getRoutine();
        return routine == null ? "" : routine;
    }

    private String lost() {
        return "The connection to " + where() + " was lost.";
    }

    private String refused() {
        return "The server %s refused the user \"%s\".".formatted(where(), address.user());
    }

    private String where() {
        return address.host() + ":" + address.port();
    }
}
