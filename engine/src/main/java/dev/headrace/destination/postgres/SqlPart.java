package dev.headrace.destination.postgres;

/// What may stand in a slot of an [SqlTemplate].
sealed interface SqlPart permits Identifier, QualifiedName, SqlLiteral, Sql {

    /// The part as SQL text, quoted where it has to be.
    String sql();
}
