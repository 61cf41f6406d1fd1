package dev.headrace.destination.postgres;

/// A text value inside SQL text, for statements that take no parameters (DDL). Relies on
/// `standard_conforming_strings`, which every session of ours turns on.
record SqlLiteral(String value) implements SqlPart {

    @Override
    public String sql() {
        return "'" + value.replace("'", "''") + "'";
    }
}
