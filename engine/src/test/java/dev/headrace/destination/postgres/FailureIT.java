package dev.headrace.destination.postgres;

import static dev.headrace.destination.postgres.Loading.SHAPE;
import static dev.headrace.destination.postgres.Loading.TABLE;
import static dev.headrace.destination.postgres.Loading.put;
import static dev.headrace.destination.postgres.Loading.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.destination.DestinationSession;
import dev.headrace.destination.LoadRequest;
import dev.headrace.destination.StoredTable;
import dev.headrace.destination.TableLoad;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import dev.headrace.model.Change;
import dev.headrace.model.ConnectionName;
import dev.headrace.model.SyncId;
import dev.headrace.model.SyncMode;
import dev.headrace.secret.Secret;
import dev.headrace.testkit.TestDatabase;
import dev.headrace.testkit.TestPostgres;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What servers and their users put in the way, by the driver's real errors: each has its code, and
/// the message names what it concerns.
class FailureIT {
    private static final ConnectionName CONNECTION = new ConnectionName("files.orders");
    private static final LoadRequest REQUEST =
            LoadRequest.of(TABLE, SyncMode.SOFT_DELETE, List.of("id"));
    private static final LoadRequest ADOPT =
            new LoadRequest(
                    TABLE,
                    SyncMode.SOFT_DELETE,
                    List.of("id"),
                    false,
                    false,
                    false,
                    true,
                    List.of(),
                    false,
                    false);

    private final TestDatabase database = TestPostgres.database();

    @AfterEach
    void close() {
        database.close();
    }

    private void load(LoadRequest request, Change... rows) {
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION)) {
            session.inspect(request);
            try (TableLoad load = session.begin(request, SHAPE, false)) {
                put(load, 0, rows);
                load.finish(List.of(), List.of(), true);
            }
        }
    }

    private Failure failing(LoadRequest request, Change... rows) {
        return failure(() -> load(request, rows));
    }

    private static Failure failure(ThrowingCallable call) {
        return Objects.requireNonNull(catchThrowableOfType(Failure.class, call));
    }

    private Failure connecting(DatabaseAddress address) {
        return failure(() ->
                new PostgresDestination(
                                Loading.route(address),
                                Loading.options(),
                                SyncId.random(),
                                InstantSource.system())
                        .close());
    }

    private DatabaseAddress address(String host, int port, String name, String password) {
        return new DatabaseAddress(
                host, port, name, database.loader(), Secret.of(password), null, null);
    }

    @Test
    void tellsWhyAConnectionCannotBeMade() {
        String password = database.loaderPassword();
        String host = database.host();
        int port = database.port();
        assertThat(connecting(address("no.such.host.invalid", port, "d", password)).code())
                .isEqualTo(FailureCode.HOST_UNKNOWN);
        assertThat(connecting(address(host, 1, "d", password)).code())
                .isEqualTo(FailureCode.HOST_UNREACHABLE);
        assertThat(connecting(address(host, port, "no_such", password)).code())
                .isEqualTo(FailureCode.DATABASE_NOT_FOUND);
        assertThat(connecting(address(host, port, database.name(), "wrong")).code())
                .isEqualTo(FailureCode.AUTHENTICATION_FAILED);
        database.execute("ALTER ROLE %s CONNECTION LIMIT 0".formatted(database.loader()));
        assertThat(connecting(Loading.address(database)).code())
                .isEqualTo(FailureCode.CONNECTION_SLOTS);
    }

    @Test
    void refusesARoleThatOnlyReads() {
        database.execute(
                "ALTER ROLE %s SET default_transaction_read_only = on"
                        .formatted(database.loader()));
        Failure failure = connecting(Loading.address(database));
        assertThat(failure.code()).isEqualTo(FailureCode.DESTINATION_READ_ONLY);
        assertThat(failure.nextStep()).contains("default_transaction_read_only = off");
    }

    @Test
    void printsTheGrantThatTheLedgerNeeds() {
        database.execute(
                "REVOKE CREATE ON DATABASE %s FROM %s"
                        .formatted(database.name(), database.loader()));
        Failure failure = failing(REQUEST, row(1L, "a"));
        assertThat(failure.code()).isEqualTo(FailureCode.DESTINATION_PERMISSION);
        assertThat(failure.nextStep())
                .contains(
                        "GRANT CREATE, TEMPORARY ON DATABASE \"%s\" TO \"%s\";"
                                .formatted(database.name(), database.loader()));
    }

    @Test
    void printsTheGrantThatStagingNeeds() {
        load(REQUEST, row(1L, "a"));
        database.execute(
                "REVOKE TEMPORARY ON DATABASE %s FROM %s"
                        .formatted(database.name(), database.loader()));
        Failure failure = failing(REQUEST, row(2L, "b"));
        assertThat(failure.code()).isEqualTo(FailureCode.DESTINATION_PERMISSION);
        assertThat(failure.nextStep()).contains("GRANT TEMPORARY ON DATABASE");
    }

    @Test
    void namesTheTriggerFunctionThatRefuses() {
        load(REQUEST, row(1L, "a"));
        database.execute(
                "CREATE FUNCTION files.no() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN RAISE EXCEPTION 'not today'; END$$",
                "CREATE TRIGGER no BEFORE INSERT ON files.orders FOR EACH ROW"
                        + " EXECUTE PROCEDURE files.no()",
                "GRANT EXECUTE ON FUNCTION files.no() TO PUBLIC");
        Failure failure = failing(REQUEST, row(2L, "b"));
        assertThat(failure.code()).isEqualTo(FailureCode.WRITE_REFUSED);
        assertThat(failure.message()).contains("files.no");
        assertThat(failure.reason()).contains("not today");
    }

    /// Disks that fail on command are rare: what a server says of one is raised.
    @Test
    void tellsADiskThatFails() {
        load(REQUEST, row(1L, "a"));
        database.execute(
                "CREATE FUNCTION files.broken() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$BEGIN RAISE 'could not extend file' USING ERRCODE = '58030'; END$$",
                "CREATE TRIGGER broken BEFORE INSERT ON files.orders FOR EACH ROW"
                        + " EXECUTE PROCEDURE files.broken()",
                "GRANT EXECUTE ON FUNCTION files.broken() TO PUBLIC");
        Failure failure = failing(REQUEST, row(2L, "b"));
        assertThat(failure.code()).isEqualTo(FailureCode.DISK_FULL);
        assertThat(failure.message()).contains("cannot use its disk");
        assertThat(failure.reason()).contains("could not extend file");
    }

    @Test
    void namesTheConstraintThatRefuses() {
        load(REQUEST, row(1L, "a"));
        database.execute("ALTER TABLE files.orders ADD CONSTRAINT short CHECK (length(name) < 3)");
        Failure failure = failing(REQUEST, row(2L, "long"));
        assertThat(failure.code()).isEqualTo(FailureCode.WRITE_REFUSED);
        assertThat(failure.message()).contains("check constraint \"short\"", "files.orders");
    }

    @Test
    void namesTheColumnThatWantsAValue() {
        load(REQUEST, row(1L, "a"));
        database.execute(
                "ALTER TABLE files.orders ADD COLUMN extra integer NOT NULL DEFAULT 0",
                "ALTER TABLE files.orders ALTER COLUMN extra DROP DEFAULT");
        Failure failure = failing(REQUEST, row(2L, "b"));
        assertThat(failure.code()).isEqualTo(FailureCode.WRITE_REFUSED);
        assertThat(failure.message()).contains("\"extra\"");
    }

    @Test
    void doesNotWriteBehindRowSecurity() {
        load(REQUEST, row(1L, "a"));
        database.execute(
                "ALTER TABLE files.orders ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE files.orders FORCE ROW LEVEL SECURITY");
        assertThat(failing(REQUEST, row(2L, "b")).code()).isEqualTo(FailureCode.WRITE_REFUSED);
    }

    @Test
    void takesATableOfOthersOverWhenTold() {
        database.execute(
                "GRANT CREATE ON DATABASE %s TO %s".formatted(database.name(), database.loader()),
                "CREATE SCHEMA files AUTHORIZATION " + database.loader(),
                "CREATE TABLE files.orders (id bigint, name text)",
                "INSERT INTO files.orders VALUES (1, 'old'), (2, 'kept')");
        Failure foreign = failing(ADOPT, row(1L, "new"));
        assertThat(foreign.code()).isEqualTo(FailureCode.DESTINATION_PERMISSION);
        assertThat(foreign.nextStep()).contains("ALTER TABLE \"files\".\"orders\" OWNER TO");
        database.execute("ALTER TABLE files.orders OWNER TO " + database.loader());
        load(ADOPT, row(1L, "new"), row(3L, "added"));
        assertThat(database.query("SELECT id, name FROM files.orders ORDER BY id"))
                .containsExactly(List.of("1", "new"), List.of("2", "kept"), List.of("3", "added"));
    }

    @Test
    void forgetsTheStateOfATableThatIsGone() {
        load(REQUEST, row(1L, "a"));
        database.execute("DROP TABLE files.orders");
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession session = destination.open(CONNECTION)) {
            assertThat(session.inspect(REQUEST).phase()).isEqualTo(StoredTable.Phase.ABSENT);
        }
        load(REQUEST, row(2L, "b"));
        assertThat(database.query("SELECT id FROM files.orders")).containsExactly(List.of("2"));
    }

    @Test
    void namesTheConnectionThatATableBelongsTo() {
        load(REQUEST, row(1L, "a"));
        try (PostgresDestination destination = Loading.open(database);
                DestinationSession other = destination.open(new ConnectionName("other"))) {
            Failure failure = failure(() -> other.inspect(REQUEST));
            assertThat(failure.code()).isEqualTo(FailureCode.TABLE_NOT_OURS);
            assertThat(failure.message()).contains("\"files.orders\"");
            assertThat(other.inspect(ADOPT).phase()).isEqualTo(StoredTable.Phase.LIVE);
        }
        assertThat(database.value("SELECT connection FROM _headrace.stream")).isEqualTo("other");
        assertThat(failing(REQUEST, row(2L, "b")).code()).isEqualTo(FailureCode.TABLE_NOT_OURS);
    }

    @Test
    void anOlderProgramLeavesANewerLedgerAlone() {
        load(REQUEST, row(1L, "a"));
        database.execute("UPDATE _headrace.version SET version = 99");
        assertThat(failing(REQUEST, row(2L, "b")).code()).isEqualTo(FailureCode.LEDGER_NEWER);
    }

    @Test
    void keepsItsLedgerApartWhereAnotherRoleHasTheName() {
        database.execute("CREATE SCHEMA _headrace");
        load(REQUEST, row(1L, "a"));
        assertThat(
                        database.count(
                                "SELECT count(*) FROM _headrace_%s.stream"
                                        .formatted(database.loader())))
                .isEqualTo(1);
    }

    @Test
    void forgettingAnUnfinishedLoadDropsWhatItBuilt() {
        try (PostgresDestination destination = Loading.open(database)) {
            try (DestinationSession session = destination.open(CONNECTION);
                    TableLoad load = session.begin(REQUEST, SHAPE, false)) {
                put(load, 0, row(1L, "a"));
                load.reshape(SHAPE);
            }
            destination.states().forget(CONNECTION);
            assertThat(destination.states().list()).isEmpty();
        }
        assertThat(
                        database.count(
                                "SELECT count(*) FROM pg_class WHERE relname LIKE 'load%'"
                                        + " AND relkind = 'r'"))
                .isZero();
    }

    @Test
    void listsAndForgetsStates() {
        load(REQUEST, row(1L, "a"));
        try (PostgresDestination destination = Loading.open(database)) {
            ConnectionStates states = destination.states();
            assertThat(states.list())
                    .singleElement()
                    .satisfies(entry -> {
                        assertThat(entry.connection()).isEqualTo(CONNECTION);
                        assertThat(entry.table()).isEqualTo(TABLE);
                        assertThat(entry.phase()).isEqualTo("live");
                    });
            assertThat(states.forget(CONNECTION)).containsExactly(TABLE);
            assertThat(failure(() -> states.forget(new ConnectionName("nobody"))).code())
                    .isEqualTo(FailureCode.STATE_UNKNOWN);
        }
    }
}
