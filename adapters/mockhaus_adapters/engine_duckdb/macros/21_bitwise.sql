-- Bitwise functions: on HUGEINT, and on BLOBs, whose lengths must agree unless one is padded.

CREATE MACRO mh_bit_and(a, b) AS a & b;
CREATE MACRO mh_bit_or(a, b) AS a | b;
CREATE MACRO mh_bit_xor(a, b) AS xor(a, b);
CREATE MACRO mh_bit_not(a) AS ~a;
-- Bits beyond the 128 are dropped; the highest of those that stay is the sign.
CREATE MACRO mh_shift_left(a, n) AS
  CASE WHEN n < 0 OR n > 127 THEN 0::HUGEINT
       WHEN n < 127 AND abs(a) <= (170141183460469231731687303715884105727 >> CAST(n AS INTEGER))
       THEN a * CAST(pow(2::DOUBLE, n) AS HUGEINT)
       ELSE (a & ((1::HUGEINT << CAST(127 - n AS INTEGER)) - 1)) * CAST(pow(2::DOUBLE, least(n, 126)) AS HUGEINT)
         + ((a >> CAST(127 - n AS INTEGER)) & 1) * (-170141183460469231731687303715884105728)::HUGEINT END;
CREATE MACRO mh_shift_right(a, n) AS
  CASE WHEN n < 0 OR n > 126 THEN CASE WHEN a < 0 THEN -1::HUGEINT ELSE 0::HUGEINT END
       ELSE a >> CAST(n AS INTEGER) END;
CREATE MACRO mh_get_bit(a, n) AS
  CASE WHEN n < 0 OR n > 126 THEN CASE WHEN a < 0 THEN 1 ELSE 0 END ELSE (a >> CAST(n AS INTEGER)) & 1 END;

CREATE MACRO mh_zeros(n) AS unhex(repeat('00', CASE WHEN n < 0 THEN 0 ELSE n END));
CREATE MACRO mh_padded(a, b, side) AS
  CASE WHEN octet_length(a) >= octet_length(b) THEN a
       WHEN side = 'LEFT' THEN mh_zeros(octet_length(b) - octet_length(a)) || a
       WHEN side = 'RIGHT' THEN a || mh_zeros(octet_length(b) - octet_length(a))
       ELSE CAST(CAST(CAST('100544 (22026): The lengths of two variable-sized fields do not match: first length '
         || octet_length(a) || ', second length ' || octet_length(b) AS INTEGER) AS VARCHAR) AS BLOB) END;
CREATE MACRO mh_binary_and(a, b, side) AS
  CAST(CAST(mh_padded(a, b, side) AS BIT) & CAST(mh_padded(b, a, side) AS BIT) AS BLOB);
CREATE MACRO mh_binary_or(a, b, side) AS
  CAST(CAST(mh_padded(a, b, side) AS BIT) | CAST(mh_padded(b, a, side) AS BIT) AS BLOB);
CREATE MACRO mh_binary_xor(a, b, side) AS
  CAST(xor(CAST(mh_padded(a, b, side) AS BIT), CAST(mh_padded(b, a, side) AS BIT)) AS BLOB);
CREATE MACRO mh_binary_not(a) AS CAST(~CAST(a AS BIT) AS BLOB);
CREATE MACRO mh_binary_shift_left(a, n) AS CAST(CAST(a AS BIT) << CAST(n AS INTEGER) AS BLOB);
CREATE MACRO mh_binary_shift_right(a, n) AS CAST(CAST(a AS BIT) >> CAST(n AS INTEGER) AS BLOB);
