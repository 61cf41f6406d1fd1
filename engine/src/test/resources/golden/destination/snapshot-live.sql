-- begin
CREATE TABLE "_headrace"."seen_7" AS SELECT "id", "Part ""b""" FROM "files"."orders" WITH NO DATA;

-- keys seen
INSERT INTO "_headrace"."seen_7" ("id", "Part ""b""")
SELECT DISTINCT "id"::uuid, "Part ""b""" FROM "pg_temp"."headrace_staged" WHERE "_headrace_op" <> 2;

-- live rows
SELECT count(*) FROM "files"."orders" AS t WHERE true;

-- vanished rows
SELECT count(*) FROM "files"."orders" AS t
WHERE true AND NOT EXISTS (SELECT 1 FROM "_headrace"."seen_7" AS s WHERE s."id" = t."id" AND s."Part ""b""" = t."Part ""b""");

-- mark
DELETE FROM "files"."orders" AS t
WHERE NOT EXISTS (SELECT 1 FROM "_headrace"."seen_7" AS s WHERE s."id" = t."id" AND s."Part ""b""" = t."Part ""b""");

-- end
DROP TABLE IF EXISTS "_headrace"."seen_7";
