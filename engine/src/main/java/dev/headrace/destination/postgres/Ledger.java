package dev.headrace.destination.postgres;

import dev.headrace.model.TableName;
import java.sql.Connection;
import java.sql.SQLException;

/// What the destination remembers for us, table by table. All of it lives in the destination, so
/// that rows and state commit together.
final class Ledger {
    private final Identifier schema;
    private final LedgerFences fences;
    private final LedgerStreams streams;
    private final LedgerBuilds builds;
    private final LedgerStates states;
    private final LedgerPieces pieces;
    private final LedgerQuarantine quarantine;

    Ledger(Identifier schema) {
        this.schema = schema;
        this.fences = new LedgerFences(schema);
        this.streams = new LedgerStreams(schema);
        this.builds = new LedgerBuilds(schema);
        this.states = new LedgerStates(schema);
        this.pieces = new LedgerPieces(schema);
        this.quarantine = new LedgerQuarantine(schema);
    }

    Identifier schema() {
        return schema;
    }

    /// The table that a build fills.
    QualifiedName loadTable(long build) {
        return new QualifiedName(schema, new Identifier("load_" + build));
    }

    /// The keys that a snapshot pass has seen.
    QualifiedName seenTable(long pass) {
        return new QualifiedName(schema, new Identifier("seen_" + pass));
    }

    /// Drops the table of a build and forgets all that is noted of it, in the caller's transaction.
    void dropBuild(Connection jdbc, TableName table, long build) throws SQLException {
        LedgerBuilds.drop(jdbc, loadTable(build));
        pieces.forgetAll(jdbc, build);
        states.forgetAll(jdbc, table, build);
        builds.forget(jdbc, table);
    }

    LedgerFences fences() {
        return fences;
    }

    LedgerStreams streams() {
        return streams;
    }

    LedgerBuilds builds() {
        return builds;
    }

    LedgerStates states() {
        return states;
    }

    LedgerPieces pieces() {
        return pieces;
    }

    LedgerQuarantine quarantine() {
        return quarantine;
    }
}
