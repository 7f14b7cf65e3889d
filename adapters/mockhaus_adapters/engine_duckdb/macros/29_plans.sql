-- The text of a plan that is JSON. The message depends on it, so that it is not computed ahead of its CASE.
CREATE MACRO mh_explained(plan) AS coalesce(
    mh_plan_text(plan),
    CASE WHEN plan IS NOT NULL
         THEN CAST(mh_raise('002079 (42601): SQL compilation error:
The argument of SYSTEM$EXPLAIN_JSON_TO_TEXT is no plan.' || left(plan, 0)) AS VARCHAR) END
);
