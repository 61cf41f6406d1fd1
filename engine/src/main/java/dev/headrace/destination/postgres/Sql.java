package dev.headrace.destination.postgres;

/// Finished SQL text: what a template became, or words of our own such as a type's name. Never text
/// from outside.
record Sql(String sql) implements SqlPart {

    @Override
    public String toString() {
        return sql;
    }
}
