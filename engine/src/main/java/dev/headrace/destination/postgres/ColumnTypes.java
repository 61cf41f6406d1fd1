package dev.headrace.destination.postgres;

import dev.headrace.model.LogicalType;
import org.jspecify.annotations.Nullable;

/// Logical types and the server's own.
final class ColumnTypes {
    private ColumnTypes() {}

    /// The type of a column that this product makes.
    static Sql of(LogicalType type) {
        return new Sql(
                switch (type) {
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
                });
    }

    /// The type of a staging table's column whose values travel as `wire`.
    static Sql staged(LogicalType type, WireType wire) {
        return wire == WireType.JSONB ? new Sql("jsonb") : of(type);
    }

    /// What values a column of the server's type can take, by the type's name in `pg_catalog`; null
    /// for types that take none of ours but as text.
    static @Nullable LogicalType logical(String typeName) {
        return switch (typeName) {
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
            case "text", "varchar", "bpchar" -> LogicalType.STRING;
            case "json", "jsonb" -> LogicalType.JSON;
            case "xml" -> LogicalType.XML;
            case "bytea" -> LogicalType.BINARY;
            default -> null;
        };
    }

    /// How values travel to a column of the server's type; null where only text, cast by the
    /// server, gets there.
    static @Nullable WireType wire(String typeName) {
        if (typeName.equals("jsonb")) {
            return WireType.JSONB;
        }
        LogicalType logical = logical(typeName);
        return logical == null ? null : WireType.of(logical);
    }
}
