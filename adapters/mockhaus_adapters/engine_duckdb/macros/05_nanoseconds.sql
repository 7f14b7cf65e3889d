-- Moments of nine fractional digits, as a plan in nanoseconds has them: TIMESTAMP_NTZ is HUGEINT nanoseconds since 1970 of
-- the clock, TIMESTAMP_LTZ of the instant; TIMESTAMP_TZ is STRUCT(utc HUGEINT, tz SMALLINT); TIME is BIGINT nanoseconds
-- since midnight. `fine` values are of these types, others the engine's own, of microseconds.

-- Parts of a count, rounded towards the past: in 64 bits where they hold it (1678 to 2261), which is much quicker; else
-- the count is moved to where it is positive before it is divided -----------------------------------------------------
CREATE MACRO mh_is_near(n) AS n BETWEEN -9223372036854770000 AND 9223372036854770000;
CREATE MACRO mh_floor_rest(n, unit) AS (n % unit + unit) % unit;
CREATE MACRO mh_whole_us(n) AS list_transform([n], lambda whole_us_n: CASE WHEN mh_is_near(whole_us_n) THEN (whole_us_n::BIGINT - mh_floor_rest(whole_us_n::BIGINT, 1000)) // 1000 ELSE ((whole_us_n + 100000000000000000000000::HUGEINT) // 1000 - 100000000000000000000::HUGEINT)::BIGINT END)[1];
CREATE MACRO mh_rest(n, unit) AS list_transform([n], lambda rest_n: CASE WHEN mh_is_near(rest_n) THEN mh_floor_rest(rest_n::BIGINT, unit) ELSE ((rest_n + 100000000000000000000000::HUGEINT) % unit)::BIGINT END)[1];
CREATE MACRO mh_beyond(n) AS mh_rest(n, 1000)::SMALLINT;
CREATE MACRO mh_time_digits_cut(n, size) AS (n - n % size)::BIGINT;
CREATE MACRO mh_digits_cut(n, size) AS list_transform([n], lambda digits_cut_n: digits_cut_n - mh_rest(digits_cut_n, size))[1];

-- Into fine values, of microseconds -----------------------------------------------------------------------------------
CREATE MACRO mh_fine_ntz(t) AS epoch_us(t)::HUGEINT * 1000;
CREATE MACRO mh_fine_ltz(t) AS epoch_us(t)::HUGEINT * 1000;
CREATE MACRO mh_fine_tz(z) AS list_transform([z], lambda fine_tz_of: CASE WHEN (fine_tz_of).utc IS NOT NULL THEN {'utc': epoch_us((fine_tz_of).utc)::HUGEINT * 1000, 'tz': (fine_tz_of).tz::SMALLINT} END)[1];
CREATE MACRO mh_fine_time(t) AS epoch_us(t) * 1000;
-- Of a column that may be of microseconds, as a result keeps nanoseconds, or fine already. Overloads are chosen before an
-- aggregate has a type, so these take columns only.
CREATE MACRO mh_any_ntz
  (t TIMESTAMP) AS epoch_us(t)::HUGEINT * 1000,
  (t TIMESTAMP_NS) AS epoch_ns(t)::HUGEINT,
  (t STRUCT(us TIMESTAMP, ns SMALLINT)) AS epoch_us((t).us)::HUGEINT * 1000 + (t).ns,
  (t HUGEINT) AS t;
CREATE MACRO mh_any_ltz
  (t TIMESTAMPTZ) AS epoch_us(t)::HUGEINT * 1000,
  (t TIMESTAMPTZ_NS) AS epoch_ns(t)::HUGEINT,
  (t STRUCT(us TIMESTAMPTZ, ns SMALLINT)) AS epoch_us((t).us)::HUGEINT * 1000 + (t).ns,
  (t HUGEINT) AS t;
CREATE MACRO mh_any_tz
  (z STRUCT(utc TIMESTAMP, tz SMALLINT)) AS mh_fine_tz(z),
  (z STRUCT(utc TIMESTAMP, tz SMALLINT, ns SMALLINT)) AS CASE WHEN (z).utc IS NOT NULL THEN {'utc': epoch_us((z).utc)::HUGEINT * 1000 + (z).ns, 'tz': (z).tz} END,
  (z STRUCT(utc HUGEINT, tz SMALLINT)) AS z;
CREATE MACRO mh_any_time
  (t TIME) AS epoch_us(t) * 1000,
  (t STRUCT(us TIME, ns SMALLINT)) AS epoch_us((t).us) * 1000 + (t).ns,
  (t BIGINT) AS t;

-- The same in microseconds; what they do not hold is the wish for a plan in nanoseconds.
CREATE MACRO mh_plain_us(us, ns) AS CASE WHEN ns <> 0 THEN make_timestamp(CAST('000002 (NANOS): ' || ns AS BIGINT)) ELSE us END;
CREATE MACRO mh_plain_ntz
  (t TIMESTAMP) AS t,
  (t TIMESTAMP_NS) AS mh_plain_us(t::TIMESTAMP, epoch_ns(t) % 1000),
  (t STRUCT(us TIMESTAMP, ns SMALLINT)) AS mh_plain_us((t).us, (t).ns);
CREATE MACRO mh_plain_ltz
  (t TIMESTAMPTZ) AS t,
  (t TIMESTAMPTZ_NS) AS timezone('UTC', mh_plain_us(timezone('UTC', t::TIMESTAMPTZ), epoch_ns(t) % 1000)),
  (t STRUCT(us TIMESTAMPTZ, ns SMALLINT)) AS timezone('UTC', mh_plain_us(timezone('UTC', (t).us), (t).ns));
CREATE MACRO mh_plain_tz
  (z STRUCT(utc TIMESTAMP, tz SMALLINT)) AS z,
  (z STRUCT(utc TIMESTAMP, tz SMALLINT, ns SMALLINT)) AS CASE WHEN (z).utc IS NOT NULL THEN {'utc': mh_plain_us((z).utc, (z).ns), 'tz': (z).tz} END;
CREATE MACRO mh_plain_time
  (t TIME) AS t,
  (t STRUCT(us TIME, ns SMALLINT)) AS mh_plain_us(TIMESTAMP '1970-01-01' + to_microseconds(epoch_us((t).us)), (t).ns)::TIME;

CREATE MACRO mh_tz_digits_cut(z, size) AS list_transform([z], lambda tz_cut_of: CASE WHEN tz_cut_of IS NOT NULL THEN {'utc': mh_digits_cut((tz_cut_of).utc, size)::HUGEINT, 'tz': (tz_cut_of).tz} END)[1];
CREATE MACRO mh_tz_plus(z, n) AS list_transform([z], lambda tz_plus_of: CASE WHEN tz_plus_of IS NOT NULL AND n IS NOT NULL THEN {'utc': ((tz_plus_of).utc + n)::HUGEINT, 'tz': (tz_plus_of).tz} END)[1];

-- Out of fine values: cut to microseconds; the digits beyond; microseconds or a wish for a plan in nanoseconds ---------
CREATE MACRO mh_us_ntz(n) AS make_timestamp(mh_whole_us(n));
CREATE MACRO mh_us_ltz(n) AS timezone('UTC', make_timestamp(mh_whole_us(n)));
CREATE MACRO mh_us_tz(z) AS list_transform([z], lambda us_tz_of: CASE WHEN us_tz_of IS NOT NULL THEN {'utc': make_timestamp(mh_whole_us((us_tz_of).utc)), 'tz': (us_tz_of).tz} END)[1];
CREATE MACRO mh_us_time(n) AS TIME '00:00:00' + to_microseconds(n // 1000);
CREATE MACRO mh_beyond_tz(z) AS mh_beyond((z).utc);
CREATE MACRO mh_checked_beyond(n) AS CASE WHEN mh_beyond(n) <> 0 THEN CAST('000002 (NANOS): ' || n AS HUGEINT) ELSE n END;
CREATE MACRO mh_exact_ntz(n) AS mh_us_ntz(mh_checked_beyond(n));
CREATE MACRO mh_exact_ltz(n) AS mh_us_ltz(mh_checked_beyond(n));
CREATE MACRO mh_exact_tz(z) AS list_transform([z], lambda exact_tz_of: CASE WHEN exact_tz_of IS NOT NULL THEN {'utc': mh_exact_ntz((exact_tz_of).utc), 'tz': (exact_tz_of).tz} END)[1];
CREATE MACRO mh_exact_time(n) AS mh_us_time(mh_checked_beyond(n)::BIGINT);
CREATE MACRO mh_shown_ntz(n) AS {'us': mh_us_ntz(n), 'ns': mh_beyond(n)};
CREATE MACRO mh_shown_ltz(n) AS {'us': mh_us_ntz(n), 'ns': mh_beyond(n)};
CREATE MACRO mh_shown_tz(z) AS {'utc': mh_us_ntz((z).utc), 'tz': (z).tz::SMALLINT, 'ns': mh_beyond((z).utc)};
CREATE MACRO mh_shown_time(n) AS {'us': mh_us_time(n), 'ns': mh_beyond(n)};

-- Arithmetic ----------------------------------------------------------------------------------------------------------
CREATE MACRO mh_time_plus(n, count) AS (((n + count) % 86400000000000 + 86400000000000) % 86400000000000)::BIGINT;
-- A count of seconds, `unit` of which digits of a nanosecond make one: numbers with decimals keep nine of them.
CREATE MACRO mh_fine_whole_epoch(n, unit) AS n::HUGEINT * unit;
CREATE MACRO mh_fine_epoch(n, unit) AS floor(n)::HUGEINT * unit + floor((n - floor(n)) * unit)::HUGEINT;
