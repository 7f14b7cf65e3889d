-- NULLs are largest in descending order
select a from t order by a desc;
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" ORDER BY "T"."A" DESC NULLS FIRST;

-- the place of NULLs can be said
select a from t order by a desc nulls last;
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" ORDER BY "T"."A" DESC;

-- an alias is ordered by its position
select a + 1 as b from t order by b;
SELECT "T"."A" + 1 FROM "db_1".main."t_1" AS "T" ORDER BY 1;

-- an alias in WHERE stands for its expression
select a + 1 as z from t where z > 2;
SELECT "T"."A" + 1 FROM "db_1".main."t_1" AS "T" WHERE ("T"."A" + 1) > 2;

-- GROUP BY of an alias is its position
select a + 1 as z, count(*) from t group by z;
SELECT "T"."A" + 1, count(*) FROM "db_1".main."t_1" AS "T" GROUP BY 1;

-- HAVING knows aliases
select c, sum(b) as total from t group by c having total > 10;
SELECT "T"."C", sum("T"."B") FROM "db_1".main."t_1" AS "T" GROUP BY "T"."C" HAVING sum("T"."B") > 10;

-- QUALIFY stays
select a from t qualify row_number() over (partition by c order by b desc) = 1;
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" QUALIFY ROW_NUMBER() OVER (PARTITION BY "T"."C" ORDER BY "T"."B" DESC NULLS FIRST) = 1;

-- FETCH and TOP are LIMIT
select top 3 a from t;
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" LIMIT 3;

-- a comma is a product
select 1 from t, u where t.a = u.a;
SELECT 1 FROM "db_1".main."t_1" AS "T" CROSS JOIN "db_1".main."t_2" AS "U" WHERE "T"."A" = "U"."A";

-- USING compares and merges
select a, e from t left join u using (a);
SELECT "T"."A", "U"."E" FROM "db_1".main."t_1" AS "T" LEFT JOIN "db_1".main."t_2" AS "U" ON "T"."A" = "U"."A";

-- a FULL JOIN merges both sides
select a from t full join u using (a);
SELECT COALESCE("T"."A", "U"."A") FROM "db_1".main."t_1" AS "T" FULL JOIN "db_1".main."t_2" AS "U" ON "T"."A" = "U"."A";

-- a column list of a common table names its columns
with q (x) as (select a from t) select x from q;
WITH "Q"("X") AS (SELECT "T"."A" FROM "db_1".main."t_1" AS "T") SELECT "Q"."X" FROM "Q" AS "Q";

-- a recursive common table has room to grow
with q as (select 1 as n union all select n + 1 from q where n < 3) select n from q;
WITH RECURSIVE "Q"("N") AS (SELECT CAST(1 AS BIGINT) AS "N" UNION ALL SELECT "Q"."N" + 1 AS "N + 1" FROM "Q" AS "Q" WHERE "Q"."N" < 3) SELECT "Q"."N" FROM "Q" AS "Q";

-- MINUS is EXCEPT
select a from t minus select a from u;
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" EXCEPT SELECT "U"."A" FROM "db_1".main."t_2" AS "U";

-- a set operation is ordered by position
select a from t union all select a from u order by a;
SELECT "T"."A" FROM "db_1".main."t_1" AS "T" UNION ALL SELECT "U"."A" FROM "db_1".main."t_2" AS "U" ORDER BY 1;

-- VALUES have numbered columns
select column1, $2 from values (1, 2);
SELECT "_"."COLUMN1", "_"."COLUMN2" FROM (VALUES (1, 2)) AS "_"("COLUMN1", "COLUMN2");

-- GENERATOR is a range that SEQ8 reads
select seq8() from table(generator(rowcount => 5));
SELECT "_"."range" FROM range(5) AS "_"("range");

-- BY NAME puts columns where their names are first met, and NULL where a branch has none
select a, c from t union all by name select e, a from u;
SELECT "q"."A" AS "A", "q"."C" AS "C", NULL AS "E" FROM (SELECT "T"."A", "T"."C" FROM "db_1".main."t_1" AS "T") AS "q" UNION ALL SELECT "q"."A" AS "A", NULL AS "C", "q"."E" AS "E" FROM (SELECT "U"."E", "U"."A" FROM "db_1".main."t_2" AS "U") AS "q";

-- (+) is a LEFT JOIN, in the engine behind the table that keeps its rows
select t.b, e from u, t where u.a (+) = t.a and u.e(+) = 'x' and t.b > 1;
SELECT "T"."B", "U"."E" FROM "db_1".main."t_1" AS "T" LEFT JOIN "db_1".main."t_2" AS "U" ON ("U"."A" = "T"."A" AND "U"."E" = 'x') WHERE "T"."B" > 1;

-- CONNECT BY is a recursive common table; LEVEL, roots and paths are columns of it
select level, connect_by_root e r, sys_connect_by_path(e, '/') from u start with e is null connect by a = prior a + 1;
WITH RECURSIVE "mh$tree"("k1", "k2", "mh$level", "mh$carried1", "mh$carried2") AS (SELECT "U"."A" AS "k1", "U"."E" AS "k2", CAST(1 AS BIGINT) AS "mh$level", "U"."E" AS "mh$carried1", ('/' || COALESCE("U"."E", '')) AS "mh$carried2" FROM "db_1".main."t_2" AS "U" WHERE ("U"."E" IS NULL) UNION ALL SELECT "U"."A" AS "k1", "U"."E" AS "k2", CAST(("mh$above"."mh$level" + 1) AS BIGINT) AS "mh$level", "mh$above"."mh$carried1" AS "mh$carried1", ("mh$above"."mh$carried2" || ('/' || COALESCE("U"."E", ''))) AS "mh$carried2" FROM "db_1".main."t_2" AS "U" JOIN "mh$tree" AS "mh$above" ON ("U"."A" = ("mh$above"."k1" + 1))) SELECT "Q"."mh$level", ("Q"."mh$carried1"), ("Q"."mh$carried2") FROM "mh$tree" AS "Q";
