package dev.headrace.destination.postgres;

import dev.headrace.model.TableName;

/// A relation with its schema; the search path is always empty.
record QualifiedName(Identifier schema, Identifier name) implements SqlPart {

    /// The schema of a session's own temporary tables.
    private static final Identifier TEMPORARY = new Identifier("pg_temp");

    static QualifiedName of(String schema, String name) {
        return new QualifiedName(new Identifier(schema), new Identifier(name));
    }

    static QualifiedName of(TableName table) {
        return of(table.schema(), table.table());
    }

    static QualifiedName temporary(String name) {
        return new QualifiedName(TEMPORARY, new Identifier(name));
    }

    @Override
    public String sql() {
        return schema.sql() + "." + name.sql();
    }

    /// For people: unquoted.
    @Override
    public String toString() {
        return schema.name() + "." + name.name();
    }
}
