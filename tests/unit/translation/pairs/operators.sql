-- a sum of exact numbers needs nothing
select a + b from t;
SELECT "T"."A" + "T"."B" FROM "db_1".main."t_1" AS "T";

-- a product within twelve digits needs nothing
select b * (1 - b) from t;
SELECT "T"."B" * (1 - "T"."B") FROM "db_1".main."t_1" AS "T";

-- a quotient says its scale
select b / a from t;
SELECT mh_div("T"."B", "T"."A", 0.00000001, 1000000) FROM "db_1".main."t_1" AS "T";

-- a quotient of floats checks its divisor
select f / 2 from t;
SELECT mh_divide_floats("T"."F", CAST(2 AS DOUBLE)) FROM "db_1".main."t_1" AS "T";

-- a remainder by a literal needs no check
select a % 7 from t;
SELECT "T"."A" % 7 FROM "db_1".main."t_1" AS "T";

-- a remainder by anything else is checked
select a % (a - 1) from t;
SELECT mh_mod("T"."A", ("T"."A" - 1)) FROM "db_1".main."t_1" AS "T";

-- small literals are computed in 64 bits
select 1234567890 * 10;
SELECT CAST(1234567890 AS BIGINT) * 10;

-- numbers lose zeros at their end
select 10.00, 1.50, 1e3;
SELECT 10, 1.5, 1000;

-- text beside a number is read as one
select a from t where a = '12';
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" WHERE "T"."A" = 12;

-- text beside a date is read as one
select a from t where d >= '2024-01-31';
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" WHERE "T"."D" >= CAST('2024-01-31' AS DATE);

-- VARIANT values are compared by key
select a from t where v = v;
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" WHERE mh_key(CAST("T"."V" AS VARCHAR)) = mh_key(CAST("T"."V" AS VARCHAR));

-- days are added to a date
select d + 7 from t;
SELECT ("T"."D" + CAST(7 AS INTEGER)) FROM "db_1".main."t_1" AS "T";

-- an interval keeps a date a date
select d - interval '3 months' from t;
SELECT CAST(("T"."D" - to_months(3)) AS DATE) FROM "db_1".main."t_1" AS "T";

-- LIKE ANY is one LIKE for each pattern
select a from t where c like any ('a%', 'b%');
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" WHERE ("T"."C" LIKE 'a%' OR "T"."C" LIKE 'b%');

-- IFF is CASE
select iff(x, a, 0) from t;
SELECT CASE WHEN "T"."X" THEN "T"."A" ELSE 0 END FROM "db_1".main."t_1" AS "T";

-- NOT IN of a query
select a from t where a not in (select a from u);
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" WHERE "T"."A" <> ALL (SELECT "U"."A" FROM "db_1".main."t_2" AS "U");

-- numbers as text are concatenated
select c || '-' || c from t;
SELECT "T"."C" || '-' || "T"."C" FROM "db_1".main."t_1" AS "T";
