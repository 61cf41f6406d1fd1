-- staging table
CREATE TEMPORARY TABLE "headrace_staged" (
    "id" text,
    "Part ""b""" bigint,
    "price" numeric(10,2),
    "doc" json,
    "name" text COLLATE "public"."loose",
    "_fivetran_synced" timestamp with time zone
) ON COMMIT DELETE ROWS;

-- copy
COPY "pg_temp"."headrace_staged" ("id", "Part ""b""", "price", "doc", "name", "_fivetran_synced") FROM STDIN (FORMAT binary);

-- rows that need a cast
INSERT INTO "files"."orders" ("id", "Part ""b""", "price", "doc", "name", "_fivetran_synced")
SELECT "id"::uuid AS "id", "Part ""b""", "price", "doc", "name", ?::timestamptz FROM "pg_temp"."headrace_staged";
