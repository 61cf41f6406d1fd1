package dev.headrace.destination.postgres;

import dev.headrace.failure.CrashPoint;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Makes the ledger's schema and brings it up to date, once whoever races.
final class LedgerSchema {
    /// The version that [#MIGRATIONS] lead to.
    static final int VERSION = 1;

    private static final List<List<String>> MIGRATIONS =
            List.of(
                    List.of(
                            """
                            CREATE TABLE {ledger}.version (
                                version integer NOT NULL,
                                since timestamptz NOT NULL DEFAULT now())\
                            """,
                            """
                            CREATE TABLE {ledger}.connection (
                                name text PRIMARY KEY,
                                fence bigint NOT NULL,
                                run uuid NOT NULL,
                                host text NOT NULL,
                                pid bigint NOT NULL,
                                version text NOT NULL,
                                started_at timestamptz NOT NULL)\
                            """,
                            """
                            CREATE TABLE {ledger}.stream (
                                connection text NOT NULL,
                                schema_name text NOT NULL,
                                table_name text NOT NULL,
                                phase text NOT NULL,
                                shape json,
                                shape_number integer NOT NULL DEFAULT 0,
                                table_oid bigint NOT NULL DEFAULT 0,
                                ledger_oid bigint NOT NULL DEFAULT 0,
                                batch bigint NOT NULL DEFAULT 0,
                                build bigint,
                                build_stage text,
                                build_ordered boolean NOT NULL DEFAULT false,
                                build_shape json,
                                build_shape_number integer NOT NULL DEFAULT 0,
                                pass bigint,
                                pass_input text,
                                pass_blind boolean NOT NULL DEFAULT false,
                                PRIMARY KEY (schema_name, table_name))\
                            """,
                            """
                            CREATE TABLE {ledger}.state (
                                schema_name text NOT NULL,
                                table_name text NOT NULL,
                                build bigint NOT NULL,
                                key text NOT NULL,
                                state json NOT NULL,
                                PRIMARY KEY (schema_name, table_name, build, key))\
                            """,
                            """
                            CREATE TABLE {ledger}.piece (
                                build bigint NOT NULL,
                                key text NOT NULL,
                                from_offset bigint NOT NULL,
                                from_record bigint NOT NULL,
                                from_line bigint NOT NULL,
                                to_offset bigint NOT NULL,
                                to_record bigint NOT NULL,
                                to_line bigint NOT NULL,
                                rows bigint NOT NULL,
                                hash bigint NOT NULL,
                                PRIMARY KEY (build, key, from_offset))\
                            """,
                            """
                            CREATE TABLE {ledger}.quarantine (
                                connection text NOT NULL,
                                schema_name text NOT NULL,
                                table_name text NOT NULL,
                                file text,
                                line bigint,
                                raw text,
                                reason text NOT NULL,
                                code text NOT NULL,
                                quarantined_at timestamptz NOT NULL)\
                            """,
                            "CREATE SEQUENCE {ledger}.number"));

    private final Identifier schema;
    private final LockKey lock;

    LedgerSchema(Identifier schema) {
        this.schema = schema;
        this.lock = LockKey.ofLedger(schema);
    }

    /// The ledger's schema of this role: `wanted`, or `wanted_user` where another role owns that.
    static Identifier resolve(Connection jdbc, String wanted, String user) throws SQLException {
        String sql =
                """
                SELECT pg_catalog.pg_get_userbyid(nspowner) = current_user
                FROM pg_catalog.pg_namespace WHERE nspname = ?\
                """;
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, wanted);
            try (ResultSet row = statement.executeQuery()) {
                boolean taken = row.next() && !row.getBoolean(1);
                return taken ? Identifier.suffixed(wanted, "_" + user) : new Identifier(wanted);
            }
        }
    }

    /// Whether the ledger is there in the version of now, without a lock.
    ///
    /// @throws Failure `LEDGER_NEWER`
    boolean current(Connection jdbc) throws SQLException {
        return version(jdbc) == VERSION;
    }

    /// Makes or migrates the ledger under its lock, in one transaction.
    void make(Connection jdbc) throws SQLException {
        jdbc.setAutoCommit(false);
        try {
            lock(jdbc);
            int found = version(jdbc);
            if (found < VERSION) {
                migrate(jdbc, found);
            }
            CrashPoint.LEDGER_MIGRATED.pass();
            jdbc.commit();
        } catch (SQLException | RuntimeException e) {
            jdbc.rollback();
            throw e;
        } finally {
            jdbc.setAutoCommit(true);
        }
        CrashPoint.COMMITTED.pass();
    }

    private void lock(Connection jdbc) throws SQLException {
        try (PreparedStatement statement =
                jdbc.prepareStatement("SELECT pg_catalog.pg_advisory_xact_lock(?)")) {
            statement.setLong(1, lock.value());
            statement.execute();
        }
    }

    private void migrate(Connection jdbc, int found) throws SQLException {
        try (Statement statement = jdbc.createStatement()) {
            if (found == 0) {
                statement.execute(fill("CREATE SCHEMA IF NOT EXISTS {ledger}"));
            }
            for (List<String> migration : MIGRATIONS.subList(found, VERSION)) {
                for (String step : migration) {
                    statement.execute(fill(step));
                }
            }
            // Runs of an older program must not write into a ledger that they do not know.
            statement.execute(fill("UPDATE {ledger}.connection SET fence = fence + 1"));
            statement.execute(fill("DELETE FROM {ledger}.version"));
            statement.execute(
                    fill("INSERT INTO {ledger}.version (version) VALUES (" + VERSION + ")"));
        }
    }

    private int version(Connection jdbc) throws SQLException {
        if (!exists(jdbc)) {
            return 0;
        }
        try (Statement statement = jdbc.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                fill("SELECT coalesce(max(version), 0) FROM {ledger}.version"))) {
            row.next();
            int found = row.getInt(1);
            if (found > VERSION) {
                throw Failure.of(
                        FailureCode.LEDGER_NEWER,
                        "The ledger in schema \"%s\" has version %d; this program knows %d."
                                .formatted(schema, found, VERSION));
            }
            return found;
        }
    }

    private boolean exists(Connection jdbc) throws SQLException {
        String sql =
                """
                SELECT 1 FROM pg_catalog.pg_class c
                JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = ? AND c.relname = 'version' AND c.relkind = 'r'\
                """;
        try (PreparedStatement statement = jdbc.prepareStatement(sql)) {
            statement.setString(1, schema.name());
            try (ResultSet row = statement.executeQuery()) {
                return row.next();
            }
        }
    }

    private String fill(String text) {
        return SqlTemplate.of(text).put("ledger", schema).sql();
    }
}
