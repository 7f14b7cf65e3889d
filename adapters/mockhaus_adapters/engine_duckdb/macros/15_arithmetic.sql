-- Division and remainder as Snowflake has them: exact, rounded half away from zero, an error where the divisor is zero.

-- mh_raise_zero(b): the error of a division by zero. It depends on b so that it is never computed ahead of its CASE.
CREATE MACRO mh_raise_zero(b) AS CAST('100051 (22012): Division by zero' || left(CAST(b AS VARCHAR), 0) AS TINYINT);

-- mh_digits(x): the digits of an exact number as an integer, without its point.
CREATE MACRO mh_digits(x) AS CAST(replace(CAST(x AS VARCHAR), '.', '') AS HUGEINT);

-- mh_div_digits(a, b): the quotient of two integers, rounded half away from zero.
CREATE MACRO mh_div_digits(a, b) AS
  CAST(sign(a) * sign(b) AS HUGEINT) * ((abs(a) + abs(b) // 2) // abs(b));

-- mh_div(a, b, unit, factor): the quotient of two exact numbers with the scale of `unit` (0.000001 for scale 6).
-- `factor` brings the digits of a over those of b to that scale. A quotient of doubles decides where it is certain;
-- near a tie, beyond twelve digits and for a divisor that is zero the rest does. The remainder of doubles is slow: floor.
CREATE MACRO mh_div(a, b, unit, factor) AS
  CASE
    WHEN abs(CAST(a AS DOUBLE) / CAST(b AS DOUBLE)) < 1e12 * unit
      AND abs(
        CAST(a AS DOUBLE) / CAST(b AS DOUBLE) / CAST(unit AS DOUBLE)
        - floor(CAST(a AS DOUBLE) / CAST(b AS DOUBLE) / CAST(unit AS DOUBLE)) - 0.5e0
      ) > 1e-3
      THEN cast_to_type(CAST(a AS DOUBLE) / CAST(b AS DOUBLE), CAST(0 AS DECIMAL(38, 0)) * unit)
    WHEN b = 0 THEN mh_raise_zero(b)
    ELSE cast_to_type(
      CAST(mh_div_digits(mh_digits(a) * CAST(factor AS HUGEINT), mh_digits(b)) AS DECIMAL(38, 0)) * unit,
      CAST(0 AS DECIMAL(38, 0)) * unit
    )
  END;

-- mh_div_once(a, b, unit, factor): mh_div of operands that must be computed once: long ones and volatile ones.
-- HAVING takes a field of a lambda's parameter for a column: hence struct_extract.
CREATE MACRO mh_div_once(a, b, unit, factor) AS
  list_transform(
    [struct_pack(a := a, b := b)],
    lambda x: mh_div(struct_extract(x, 'a'), struct_extract(x, 'b'), unit, factor)
  )[1];

-- mh_divide_floats(a, b): the quotient of two DOUBLEs.
CREATE MACRO mh_divide_floats(a, b) AS CASE WHEN b = 0 THEN mh_raise_zero(b) ELSE a / b END;

-- mh_mod(a, b): the remainder with the sign of a.
CREATE MACRO mh_mod(a, b) AS CASE WHEN b = 0 THEN mh_raise_zero(b) ELSE a % b END;
