-- staging table
CREATE TEMPORARY TABLE "headrace_staged" (
    "id" text,
    "Part ""b""" bigint,
    "price" numeric(10,2),
    "doc" json,
    "name" text COLLATE "public"."loose",
    "_headrace_order" bigint,
    "_headrace_op" smallint,
    "_headrace_unmodified" bytea
) ON COMMIT DELETE ROWS;

-- copy
COPY "pg_temp"."headrace_staged" ("id", "Part ""b""", "price", "doc", "name", "_headrace_order", "_headrace_op", "_headrace_unmodified") FROM STDIN (FORMAT binary);

-- whole rows
WITH s AS (
    SELECT DISTINCT ON ("id"::uuid, "Part ""b""") "id"::uuid AS "id", "Part ""b""", "price", "doc", "name"
    FROM "pg_temp"."headrace_staged"
    ORDER BY "id"::uuid, "Part ""b""", "_headrace_order" DESC
), updated AS (
    UPDATE "files"."orders" AS t SET "price" = s."price", "doc" = s."doc", "name" = s."name", "_fivetran_synced" = ?::timestamptz, "_fivetran_deleted" = false
    FROM s
    WHERE t."id" = s."id" AND t."Part ""b""" = s."Part ""b"""
    AND (t."price", (t."doc")::text, (t."name") COLLATE pg_catalog."C", t."_fivetran_deleted")
    IS DISTINCT FROM (s."price", (s."doc")::text, (s."name") COLLATE pg_catalog."C", false)
    RETURNING 1
), inserted AS (
    INSERT INTO "files"."orders" ("id", "Part ""b""", "price", "doc", "name", "_fivetran_synced", "_fivetran_deleted")
SELECT s."id", s."Part ""b""", s."price", s."doc", s."name", ?::timestamptz, false FROM s
    WHERE NOT EXISTS (SELECT 1 FROM "files"."orders" AS t WHERE t."id" = s."id" AND t."Part ""b""" = s."Part ""b""")
    RETURNING 1
)
SELECT (SELECT count(*) FROM s),
       (SELECT count(*) FROM updated),
       (SELECT count(*) FROM inserted);

-- table of layers
CREATE TEMPORARY TABLE "headrace_folded" (
    "id" uuid,
    "Part ""b""" bigint,
    "price" numeric(10,2),
    "doc" json,
    "name" text COLLATE "public"."loose",
    "_headrace_op" smallint,
    "_headrace_unmodified" bytea,
    "_headrace_layer" bigint
) ON COMMIT DELETE ROWS;

-- index of layers
CREATE INDEX ON "pg_temp"."headrace_folded" ("_headrace_layer");

-- changes into layers
INSERT INTO "pg_temp"."headrace_folded" ("id", "Part ""b""", "price", "doc", "name", "_headrace_op", "_headrace_unmodified", "_headrace_layer")
SELECT "id", "Part ""b""", "price", "doc", "name", "_headrace_op", "_headrace_unmodified",
       row_number() OVER (PARTITION BY "id", "Part ""b""" ORDER BY "_headrace_order")
FROM (
    SELECT "id"::uuid AS "id", "Part ""b""", "price", "doc", "name", "_headrace_order", "_headrace_op", "_headrace_unmodified",
           max(CASE WHEN "_headrace_op" = 0 AND "_headrace_unmodified" IS NULL
               THEN "_headrace_order" END) OVER (PARTITION BY "id"::uuid, "Part ""b""") AS "_headrace_whole"
    FROM "pg_temp"."headrace_staged"
) AS r
WHERE "_headrace_whole" IS NULL OR "_headrace_order" >= "_headrace_whole";

-- number of layers
SELECT coalesce(max("_headrace_layer"), 0) FROM "pg_temp"."headrace_folded";

-- one layer
WITH s AS (
    SELECT "id", "Part ""b""", "price", "doc", "name", "_headrace_op", "_headrace_unmodified"
    FROM "pg_temp"."headrace_folded"
    WHERE "_headrace_layer" = ?
    ORDER BY "id", "Part ""b"""
), updated AS (
    UPDATE "files"."orders" AS t SET "price" = CASE WHEN get_bit(s."_headrace_unmodified", 2) = 1 THEN t."price" ELSE s."price" END, "doc" = CASE WHEN get_bit(s."_headrace_unmodified", 3) = 1 THEN t."doc" ELSE s."doc" END, "name" = CASE WHEN get_bit(s."_headrace_unmodified", 4) = 1 THEN t."name" ELSE s."name" END, "_fivetran_synced" = ?::timestamptz, "_fivetran_deleted" = false
    FROM s
    WHERE t."id" = s."id" AND t."Part ""b""" = s."Part ""b"""
    AND (s."_headrace_op" = 0 OR s."_headrace_op" = 1 AND t."_fivetran_deleted" IS NOT TRUE)
    AND (t."price", (t."doc")::text, (t."name") COLLATE pg_catalog."C", t."_fivetran_deleted")
    IS DISTINCT FROM (CASE WHEN get_bit(s."_headrace_unmodified", 2) = 1 THEN t."price" ELSE s."price" END, (CASE WHEN get_bit(s."_headrace_unmodified", 3) = 1 THEN t."doc" ELSE s."doc" END)::text, (CASE WHEN get_bit(s."_headrace_unmodified", 4) = 1 THEN t."name" ELSE s."name" END) COLLATE pg_catalog."C", false)
    RETURNING 1
), inserted AS (
    INSERT INTO "files"."orders" ("id", "Part ""b""", "price", "doc", "name", "_fivetran_synced", "_fivetran_deleted")
SELECT s."id", s."Part ""b""", s."price", s."doc", s."name", ?::timestamptz, false FROM s
    WHERE s."_headrace_op" = 0
    AND NOT EXISTS (SELECT 1 FROM "files"."orders" AS t WHERE t."id" = s."id" AND t."Part ""b""" = s."Part ""b""")
    RETURNING 1
), deleted AS (
    UPDATE "files"."orders" AS t SET "_fivetran_deleted" = true, "_fivetran_synced" = ?::timestamptz
FROM s
    WHERE t."id" = s."id" AND t."Part ""b""" = s."Part ""b"""
    AND s."_headrace_op" = 2
    AND t."_fivetran_deleted" IS NOT TRUE
    RETURNING 1
)
SELECT (SELECT count(*) FROM s),
       (SELECT count(*) FROM updated),
       (SELECT count(*) FROM inserted),
       (SELECT count(*) FROM deleted);

-- truncation
UPDATE "files"."orders" SET "_fivetran_deleted" = true WHERE "_fivetran_deleted" IS NOT TRUE;

-- lines beyond a file's end
UPDATE "files"."orders" SET "_fivetran_deleted" = true, "_fivetran_synced" = ?::timestamptz
WHERE "_file" = ? AND "_line" > ? AND "_fivetran_deleted" IS NOT TRUE;
