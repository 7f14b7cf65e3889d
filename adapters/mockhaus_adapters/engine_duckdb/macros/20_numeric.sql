-- Numeric functions. A DECIMAL argument is rounded with exact casts, never through a double.

-- A DOUBLE that must be a real number; NaN is Snowflake's floating-point error.
CREATE MACRO mh_real(value, call) AS
  CASE WHEN isnan(value)
       THEN CAST('100132 (P0000): Invalid floating point operation: ' || call AS DOUBLE)
       ELSE value END;
CREATE MACRO mh_positive(value, call) AS
  CASE WHEN value <= 0
       THEN CAST('100132 (P0000): Invalid floating point operation: ' || call || '(' || mh_plain(value) || ')' AS DOUBLE)
       ELSE value END;
CREATE MACRO mh_plain(value) AS regexp_replace(CAST(value AS VARCHAR), '\.0$', '');
CREATE MACRO mh_within(value, least_allowed, greatest_allowed, call) AS
  CASE WHEN value < least_allowed OR value > greatest_allowed
       THEN CAST('100132 (P0000): Invalid floating point operation: ' || call || '(' || mh_plain(value) || ')' AS DOUBLE)
       ELSE value END;

CREATE MACRO mh_sqrt(x) AS sqrt(mh_within(x, 0, 'Infinity'::DOUBLE, 'sqrt'));
CREATE MACRO mh_ln(x) AS ln(mh_positive(x, 'ln'));
CREATE MACRO mh_log(base, x) AS
  CASE WHEN base = 1 AND x IS NOT NULL
       THEN CAST('100132 (P0000): Invalid floating point operation: log(1, ' || mh_plain(x) || ')' AS DOUBLE)
       ELSE ln(mh_positive(x, 'ln')) / ln(mh_positive(base, 'ln')) END;
CREATE MACRO mh_acos(x) AS acos(mh_within(x, -1, 1, 'acos'));
CREATE MACRO mh_asin(x) AS asin(mh_within(x, -1, 1, 'asin'));
CREATE MACRO mh_acosh(x) AS acosh(mh_within(x, 1, 'Infinity'::DOUBLE, 'acosh'));
CREATE MACRO mh_atanh(x) AS atanh(mh_within(x, -1, 1, 'atanh'));
CREATE MACRO mh_cot(x) AS 1 / tan(x);
CREATE MACRO mh_cbrt(x) AS
  CASE WHEN round(cbrt(x)) ** 3 = x THEN round(cbrt(x)) ELSE cbrt(x) END;
CREATE MACRO mh_pow(x, y) AS mh_real(pow(x, y), 'pow(' || mh_plain(x) || ', ' || mh_plain(y) || ')');
CREATE MACRO mh_factorial(n) AS
  CASE WHEN n < 0 OR n > 33
       THEN CAST('100132 (P0000): Invalid argument for factorial: ' || n AS HUGEINT)
       ELSE factorial(CAST(n AS INTEGER)) END;
-- Great-circle distance in kilometres.
CREATE MACRO mh_haversine(lat1, lon1, lat2, lon2) AS
  2 * 6371 * asin(sqrt(
    pow(sin(radians(lat2 - lat1) / 2), 2)
    + cos(radians(lat1)) * cos(radians(lat2)) * pow(sin(radians(lon2 - lon1) / 2), 2)));
CREATE MACRO mh_width_bucket(x, low, high, buckets) AS
  CASE WHEN x IS NULL OR low IS NULL OR high IS NULL OR buckets IS NULL THEN NULL
       WHEN buckets <= 0
       THEN CAST('100132 (P0000): Number of buckets must be positive: ' || buckets AS BIGINT)
       WHEN low = high
       THEN CAST('100132 (P0000): The end points must not be equal: ' || mh_plain(low) AS BIGINT)
       WHEN x < low THEN 0
       WHEN x >= high THEN buckets + 1
       ELSE CAST(floor((x - low) / (high - low) * buckets) AS BIGINT) + 1 END;

-- From a value and the same value rounded half away from zero: its neighbour in another direction. `unit` is one in
-- the last digit kept.
CREATE MACRO mh_up(x, rounded, unit) AS CASE WHEN rounded < x THEN rounded + unit ELSE rounded END;
CREATE MACRO mh_down(x, rounded, unit) AS CASE WHEN rounded > x THEN rounded - unit ELSE rounded END;
CREATE MACRO mh_toward_zero(x, rounded, unit) AS
  CASE WHEN x >= 0 THEN mh_down(x, rounded, unit) ELSE mh_up(x, rounded, unit) END;
CREATE MACRO mh_to_even(x, rounded, unit) AS
  CASE WHEN abs(rounded - x) * 2 = unit AND (CAST(rounded / unit AS HUGEINT) % 2) <> 0
       THEN rounded - CAST(sign(x) AS INTEGER) * unit ELSE rounded END;

-- Integers (HUGEINT) to a multiple of `unit`, itself a power of ten.
CREATE MACRO mh_int_trunc(x, unit) AS x - x % unit;
CREATE MACRO mh_int_round(x, unit) AS
  x - x % unit + CASE WHEN abs(x % unit) * 2 >= unit THEN CAST(sign(x) AS HUGEINT) * unit ELSE 0 END;
CREATE MACRO mh_int_ceil(x, unit) AS x - x % unit + CASE WHEN x % unit > 0 THEN unit ELSE 0 END;
CREATE MACRO mh_int_floor(x, unit) AS x - x % unit - CASE WHEN x % unit < 0 THEN unit ELSE 0 END;
CREATE MACRO mh_int_even(x, unit) AS
  CASE WHEN abs(x % unit) * 2 = unit
       THEN x - x % unit + CASE WHEN (x // unit) % 2 <> 0 THEN CAST(sign(x) AS HUGEINT) * unit ELSE 0 END
       ELSE mh_int_round(x, unit) END;
-- The power of ten that `digits` asks of an integer: 1 for none to drop, at most 10^38.
CREATE MACRO mh_unit(digits) AS CASE WHEN digits IS NOT NULL THEN
  CAST(pow(10::DOUBLE, least(greatest(digits, 0), 18)) AS HUGEINT)
  * CAST(pow(10::DOUBLE, least(greatest(digits - 18, 0), 18)) AS HUGEINT) END;

-- DOUBLEs.
CREATE MACRO mh_float_round(x, digits) AS
  round(x, CAST(CASE WHEN digits > 300 THEN 300 ELSE digits END AS INTEGER));
CREATE MACRO mh_float_ceil(x, digits) AS ceil(x * pow(10::DOUBLE, digits)) / pow(10::DOUBLE, digits);
CREATE MACRO mh_float_floor(x, digits) AS floor(x * pow(10::DOUBLE, digits)) / pow(10::DOUBLE, digits);
-- Adding 0 makes 0 of -0, as Snowflake answers.
CREATE MACRO mh_float_trunc(x, digits) AS trunc(x * pow(10::DOUBLE, digits)) / pow(10::DOUBLE, digits) + 0::DOUBLE;
CREATE MACRO mh_float_even(x, digits) AS
  round_even(x * pow(10::DOUBLE, digits), 0) / pow(10::DOUBLE, digits);
CREATE MACRO mh_double_truth(x) AS CASE WHEN isfinite(x) THEN x <> 0 END;
