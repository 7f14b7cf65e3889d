-- an unquoted name folds to upper case, a quoted one keeps its case
select a, "low" from t;
SELECT "T"."A", "T"."^L^O^W" FROM "db_1".main."t_1" AS "T";

-- names that differ in case alone stay apart
select "a", "A" from cases;
SELECT "CASES"."^A", "CASES"."A" FROM "db_1".main."t_4" AS "CASES";

-- a name may be qualified up to its database
select db.other.t.g, s.t.a from s.t, other.t;
SELECT "T#2"."G", "T"."A" FROM "db_1".main."t_1" AS "T" CROSS JOIN "db_1".main."t_3" AS "T#2";

-- an alias hides the table's name
select x.a from t as x;
SELECT "X"."A" FROM "db_1".main."t_1" AS "X";

-- a star becomes the columns, hidden ones left out
select u.* from t, u;
SELECT "U"."A", "U"."E" FROM "db_1".main."t_1" AS "T" CROSS JOIN "db_1".main."t_2" AS "U";

-- a VARIANT column is text in expressions, and compact JSON when shown
select v from t;
SELECT mh_out(CAST("T"."V" AS VARCHAR)) FROM "db_1".main."t_1" AS "T";

-- a subquery's alias never hides the outer one
select a from t where exists (select 1 from t where a = 1);
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" WHERE EXISTS(SELECT 1 AS "1" FROM "db_1".main."t_1" AS "T#2" WHERE "T#2"."A" = 1);

-- a session variable is a typed literal
select a from t where a = $n;
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" WHERE "T"."A" = 42;

-- a bound value is a parameter of its type
select a from t where c = :1;
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" WHERE "T"."C" = CAST($p1 AS VARCHAR);

-- IDENTIFIER names a table
select a from identifier($tab);
SELECT "T"."A" FROM "db_1".main."t_1" AS "T";

-- a provided relation is read in the session
select table_name from information_schema.tables;
SELECT "TABLES"."TABLE_NAME" FROM "temp".main."DB.INFORMATION_SCHEMA.TABLES" AS "TABLES";

-- a view is translated in its place
select p from w;
SELECT "W"."A" FROM (SELECT "T"."A", "T"."B" + 1 AS "B + 1" FROM "db_1".main."t_1" AS "T") AS "W";

-- a sequence gives its next value
select seq.nextval;
SELECT nextval('"db_1".main."s_1"');
