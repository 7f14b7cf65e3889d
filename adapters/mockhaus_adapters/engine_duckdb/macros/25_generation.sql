-- Data generation. A generator's value decides the result alone, so equal values give equal results.

-- A random 64-bit integer.
CREATE MACRO mh_random() AS
  CAST(CAST(floor(random() * 4294967296) AS HUGEINT) * 4294967296 + CAST(floor(random() * 4294967296) AS HUGEINT)
    - 9223372036854775808 AS BIGINT);
-- The n-th number of the sequence that a seed begins.
CREATE MACRO mh_seeded(seed, n) AS mh_signed(mh_bits_of(seed || ':' || n));
-- From a generator's value: a share in [0, 1).
CREATE MACRO mh_share(generator) AS mh_bits_of(CAST(generator AS VARCHAR)) / 18446744073709551616::DOUBLE;
CREATE MACRO mh_uniform_integer(low, high, generator) AS
  low + CAST(least(floor(mh_share(generator) * (high - low + 1)), high - low) AS BIGINT);
CREATE MACRO mh_uniform_float(low, high, generator) AS low + mh_share(generator) * (high - low);
CREATE MACRO mh_normal(mean, deviation, generator) AS
  list_transform([CAST(generator AS VARCHAR)], lambda g:
    mean + deviation * sqrt(-2 * ln(1 - mh_share(g))) * cos(2 * pi() * mh_share('cos' || g)))[1];
CREATE MACRO mh_zipf(exponent, elements, generator) AS mh_zipf_element(exponent, elements, mh_share(generator));
