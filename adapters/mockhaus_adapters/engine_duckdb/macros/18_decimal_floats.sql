-- DECFLOAT is bytes that sort as numbers do: functions/decimal_floats.py writes and reads them.

CREATE MACRO mh_decfloat_truth(x) AS x <> '\x80\x00'::BLOB;
CREATE MACRO mh_decfloat_sign(x) AS CASE WHEN x > '\x80\x00'::BLOB THEN 1 WHEN x < '\x80\x00'::BLOB THEN -1 WHEN x IS NOT NULL THEN 0 END;
CREATE MACRO mh_decfloat_of_pair(x, other) AS CASE WHEN other IS NOT NULL THEN x END;
