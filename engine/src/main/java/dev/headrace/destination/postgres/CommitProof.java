package dev.headrace.destination.postgres;

import java.sql.SQLException;

/// Answers from the destination whether a transaction whose COMMIT got no answer is in. The session
/// that sent it is gone for certain when this is asked.
@FunctionalInterface
interface CommitProof {

    boolean committed(StreamConnection stream) throws SQLException;
}
