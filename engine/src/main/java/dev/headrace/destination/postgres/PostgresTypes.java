package dev.headrace.destination.postgres;

import dev.headrace.model.LogicalType;
import java.util.Optional;

/// Which column type stands for which logical type, and back.
final class PostgresTypes {
    private PostgresTypes() {}

    /// The type of a column that this product makes.
    static String ddl(LogicalType type) {
        return switch (type) {
            case BOOLEAN -> "boolean";
            case SHORT -> "smallint";
            case INT -> "integer";
            case LONG -> "bigint";
            case DECIMAL -> "numeric";
            case FLOAT -> "real";
            case DOUBLE -> "double precision";
            case LOCAL_DATE -> "date";
            case LOCAL_DATE_TIME -> "timestamp without time zone";
            case INSTANT -> "timestamp with time zone";
            case LOCAL_TIME -> "time without time zone";
            case STRING -> "text";
            case JSON -> "json";
            case XML -> "xml";
            case BINARY -> "bytea";
        };
    }

    /// The type's everyday spelling, for people.
    static String shortName(LogicalType type) {
        return switch (type) {
            case LOCAL_DATE_TIME -> "timestamp";
            case INSTANT -> "timestamptz";
            case LOCAL_TIME -> "time";
            default -> ddl(type);
        };
    }

    /// What a column's type, as the catalog names it (`int8`, `timestamptz`), holds; empty for one
    /// that this product does not make or know.
    static Optional<LogicalType> logical(String catalogName) {
        return Optional.ofNullable(
                switch (catalogName) {
                    case "bool" -> LogicalType.BOOLEAN;
                    case "int2" -> LogicalType.SHORT;
                    case "int4" -> LogicalType.INT;
                    case "int8" -> LogicalType.LONG;
                    case "numeric" -> LogicalType.DECIMAL;
                    case "float4" -> LogicalType.FLOAT;
                    case "float8" -> LogicalType.DOUBLE;
                    case "date" -> LogicalType.LOCAL_DATE;
                    case "timestamp" -> LogicalType.LOCAL_DATE_TIME;
                    case "timestamptz" -> LogicalType.INSTANT;
                    case "time" -> LogicalType.LOCAL_TIME;
                    case "text", "varchar" -> LogicalType.STRING;
                    case "json", "jsonb" -> LogicalType.JSON;
                    case "xml" -> LogicalType.XML;
                    case "bytea" -> LogicalType.BINARY;
                    default -> null;
                });
    }
}
