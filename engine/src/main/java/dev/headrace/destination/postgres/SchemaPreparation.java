package dev.headrace.destination.postgres;

import dev.headrace.connectivity.DatabaseAddress;
import dev.headrace.failure.Failure;
import dev.headrace.failure.FailureCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// The schema that a table goes to: whether it can be, and making it.
final class SchemaPreparation {
    private final Identifier schema;
    private final LockKey ledgerLock;
    private final DatabaseAddress address;
    private final ServerVersion version;

    SchemaPreparation(
            Identifier schema, Identifier ledger, DatabaseAddress address, ServerVersion version) {
        this.schema = schema;
        this.ledgerLock = LockKey.ofLedger(ledger);
        this.address = address;
        this.version = version;
    }

    /// Finds out before the first row whether publishing will be allowed.
    ///
    /// @throws Failure `DESTINATION_PERMISSION` with the GRANT that helps
    void require(Connection jdbc, List<String> grantTo) throws SQLException {
        Catalog catalog = new Catalog(jdbc, version);
        Optional<Catalog.Schema> found = catalog.schema(schema);
        if (found.isEmpty() && !catalog.mayOnDatabase("CREATE")) {
            throw permission(
                    "The user \"%s\" may not create the schema \"%s\"."
                            .formatted(address.user(), schema),
                    Grants.create(address));
        }
        if (found.isPresent() && !found.get().creatable()) {
            throw permission(
                    "The user \"%s\" may not create tables in the schema \"%s\", which belongs to \"%s\"."
                            .formatted(address.user(), schema, found.get().owner()),
                    Grants.onSchema(schema, address));
        }
        for (String role : grantTo) {
            if (!catalog.roleExists(role)) {
                throw Failure.of(
                        FailureCode.ROLE_UNKNOWN, "There is no role \"" + role + "\" to grant to.");
            }
        }
    }

    private static Failure permission(String message, String grant) {
        return Failure.of(FailureCode.DESTINATION_PERMISSION, message)
                .next("Run as an administrator: " + grant);
    }

    boolean missing(Connection jdbc) throws SQLException {
        return new Catalog(jdbc, version).schema(schema).isEmpty();
    }

    /// Makes the schema where it is missing; two loads that do it at once take turns.
    void make(Connection jdbc, Execution execution) throws SQLException {
        if (!missing(jdbc)) {
            return;
        }
        try (PreparedStatement statement =
                jdbc.prepareStatement("SELECT pg_catalog.pg_advisory_xact_lock(?)")) {
            statement.setLong(1, ledgerLock.value());
            statement.execute();
        }
        if (missing(jdbc)) {
            execution.run(jdbc, statement());
        }
    }

    String statement() {
        return SqlTemplate.of("CREATE SCHEMA {schema}").put("schema", schema).sql();
    }
}
