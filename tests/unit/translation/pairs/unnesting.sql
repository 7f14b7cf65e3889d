-- elements are unnested in a query around the table; filters of the table go into it
select a, f.value from t, lateral flatten(v) f where a > 1 and f.index = 0;
SELECT "T"."A", mh_out("T"."mh$2.VALUE") FROM (SELECT * EXCLUDE ("mh$row"), 1 AS "mh$2.SEQ", struct_extract("mh$row", 'key') AS "mh$2.KEY", struct_extract("mh$row", 'path') AS "mh$2.PATH", struct_extract("mh$row", 'index') AS "mh$2.INDEX", struct_extract("mh$row", 'value') AS "mh$2.VALUE", struct_extract("mh$row", 'this') AS "mh$2.THIS" FROM (SELECT "T".*, unnest(mh_rows(CAST("T"."V" AS VARCHAR), '', 'BOTH', FALSE)) AS "mh$row" FROM "db_1".main."t_1" AS "T" WHERE ("T"."A" > 1)) AS "mh$row") AS "T" WHERE "T"."mh$2.INDEX" = 0;

-- SEQ numbers the rows that are unnested
select a, s.seq from t, lateral split_to_table(c, ',') s;
SELECT "T"."A", "T"."mh$2.SEQ" FROM (SELECT * EXCLUDE ("mh$row", "mh$number"), "mh$number" AS "mh$2.SEQ", struct_extract("mh$row", 'index') AS "mh$2.INDEX", struct_extract("mh$row", 'value') AS "mh$2.VALUE" FROM (SELECT "T".*, row_number() OVER () AS "mh$number", unnest(mh_split_rows("T"."C", ',')) AS "mh$row" FROM "db_1".main."t_1" AS "T") AS "mh$row") AS "T";

-- several tables are one query, under new names
select t.a, u.e, f.key from t, u, lateral flatten(t.v) f where t.a = u.a;
SELECT "Q"."k1", "Q"."k12", "Q"."mh$3.KEY" FROM (SELECT * EXCLUDE ("mh$row"), 1 AS "mh$3.SEQ", struct_extract("mh$row", 'key') AS "mh$3.KEY", struct_extract("mh$row", 'path') AS "mh$3.PATH", struct_extract("mh$row", 'index') AS "mh$3.INDEX", struct_extract("mh$row", 'value') AS "mh$3.VALUE", struct_extract("mh$row", 'this') AS "mh$3.THIS" FROM (SELECT "T"."A" AS "k1", "T"."B" AS "k2", "T"."C" AS "k3", "T"."D" AS "k4", "T"."F" AS "k5", "T"."V" AS "k6", "T"."TS" AS "k7", "T"."X" AS "k8", "T"."^L^O^W" AS "k9", "T"."_row_id" AS "k10", "U"."A" AS "k11", "U"."E" AS "k12", "U"."_row_id" AS "k13", unnest(mh_rows(CAST("T"."V" AS VARCHAR), '', 'BOTH', FALSE)) AS "mh$row" FROM "db_1".main."t_1" AS "T" CROSS JOIN "db_1".main."t_2" AS "U" WHERE ("T"."A" = "U"."A")) AS "mh$row") AS "Q";
