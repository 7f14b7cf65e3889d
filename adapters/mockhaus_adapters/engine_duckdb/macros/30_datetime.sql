-- Dates, times and timestamps. TIMESTAMP_LTZ is TIMESTAMPTZ in the session's zone; TIMESTAMP_TZ is
-- STRUCT(utc TIMESTAMP, tz SMALLINT): the instant in UTC and the offset in minutes.

-- TIMESTAMP_TZ --------------------------------------------------------------------------------------------------------
CREATE MACRO mh_tz_make(wall, minutes) AS list_transform([wall], lambda tz_make_of: CASE WHEN tz_make_of IS NOT NULL AND minutes IS NOT NULL THEN {'utc': (tz_make_of - to_minutes(minutes))::TIMESTAMP, 'tz': (minutes)::SMALLINT} END)[1];
CREATE MACRO mh_tz_minutes(z) AS CAST((z).tz AS SMALLINT);
CREATE MACRO mh_tz_instant(z) AS timezone('UTC', CAST((z).utc AS TIMESTAMP));
CREATE MACRO mh_tz_of_ltz(t) AS list_transform([t], lambda tz_of_ltz_of: CASE WHEN tz_of_ltz_of IS NOT NULL THEN {'utc': timezone('UTC', tz_of_ltz_of), 'tz': mh_ltz_offset(tz_of_ltz_of)} END)[1];
CREATE MACRO mh_tz_at(t, zone) AS list_transform([t], lambda tz_at_of: CASE WHEN tz_at_of IS NOT NULL AND zone IS NOT NULL THEN {'utc': timezone('UTC', tz_at_of), 'tz': ((epoch_us(timezone(zone, tz_at_of)) - epoch_us(tz_at_of)) // 60000000)::SMALLINT} END)[1];

-- Weeks: `start` is WEEK_START (1 Monday to 7 Sunday, 0 as 1) ---------------------------------------------------------
CREATE MACRO mh_week_start(d, start) AS (d::DATE - ((isodow(d) - greatest(start, 1) + 7) % 7)::INTEGER);
CREATE MACRO mh_week_middle(d, start) AS mh_week_start(d, start) + 3;
CREATE MACRO mh_week_of_year(d, start, policy) AS CASE WHEN policy = 0
  THEN (dayofyear(mh_week_middle(d, start)) - 1) // 7 + 1
  ELSE (dayofyear(d) + (isodow(make_date(year(d), 1, 1)) - greatest(start, 1) + 7) % 7 - 1) // 7 + 1 END;
CREATE MACRO mh_year_of_week(d, start, policy) AS CASE WHEN policy = 0 THEN year(mh_week_middle(d, start)) ELSE year(d) END;
CREATE MACRO mh_dayofweek(d, start) AS CASE WHEN start = 0 THEN dayofweek(d) ELSE (isodow(d) - start + 7) % 7 + 1 END;
CREATE MACRO mh_week_trunc(t, start) AS mh_week_start(t, start)::TIMESTAMP;
CREATE MACRO mh_iso_year_start(d) AS mh_week_start(make_date(isoyear(d), 1, 4), 1);
CREATE MACRO mh_iso_year_end(d) AS mh_week_start(make_date(isoyear(d) + 1, 1, 4), 1) - 1;
CREATE MACRO mh_weeks_between(a, b, start) AS (mh_week_start(b, start) - mh_week_start(a, start)) // 7;
CREATE MACRO mh_weekday_number(name) AS CASE left(lower(trim(name)), 2)
  WHEN 'mo' THEN 1 WHEN 'tu' THEN 2 WHEN 'we' THEN 3 WHEN 'th' THEN 4 WHEN 'fr' THEN 5 WHEN 'sa' THEN 6 WHEN 'su' THEN 7
  ELSE CASE WHEN name IS NOT NULL THEN mh_raise('100132 (P0000): Invalid day of week: ' || name) END END;
CREATE MACRO mh_next_day(d, name) AS d::DATE + ((mh_weekday_number(name) - isodow(d) + 6) % 7 + 1)::INTEGER;
CREATE MACRO mh_previous_day(d, name) AS d::DATE - ((isodow(d) - mh_weekday_number(name) + 6) % 7 + 1)::INTEGER;
CREATE MACRO mh_last_day(d, months) AS (make_date(year(d), ((month(d) - 1) // months) * months + 1, 1) + to_months(months))::DATE - 1;

-- Arithmetic ----------------------------------------------------------------------------------------------------------
CREATE MACRO mh_is_last_day(d) AS last_day(d) = d::DATE;
CREATE MACRO mh_add_months(t, n) AS CASE WHEN mh_is_last_day(t) THEN t + to_months(n) + to_days((day(last_day(t + to_months(n))) - day(t + to_months(n)))::INTEGER) ELSE t + to_months(n) END;
CREATE MACRO mh_month_number(t) AS year(t) * 12 + month(t);
CREATE MACRO mh_day_fraction(t) AS day(t) + (epoch_us(t) - epoch_us(date_trunc('day', t))) / 86400000000;
CREATE MACRO mh_months_between(a, b) AS CAST(mh_month_number(a) - mh_month_number(b) + CASE WHEN day(a) = day(b) OR (mh_is_last_day(a) AND mh_is_last_day(b)) THEN 0 ELSE (mh_day_fraction(a) - mh_day_fraction(b)) / 31 END AS DECIMAL(38,6));
CREATE MACRO mh_slice_months(t, n) AS make_timestamp(1970, 1, 1, 0, 0, 0) + to_months((floor((mh_month_number(t) - 23641)::DOUBLE / n) * n)::INTEGER);
CREATE MACRO mh_slice_us(t, size) AS make_timestamp((floor(epoch_us(t)::DOUBLE / size) * size)::BIGINT);
CREATE MACRO mh_slice_weeks(t, n, start) AS mh_week_start(DATE '1970-01-01', start)::TIMESTAMP + to_days((((t::DATE - mh_week_start(DATE '1970-01-01', start)) // (7 * n)) * 7 * n)::INTEGER);

-- From parts: values beyond their range carry over --------------------------------------------------------------------
CREATE MACRO mh_date_from_parts(y, m, d) AS (make_date(y::INTEGER, 1, 1) + to_months((m - 1)::INTEGER))::DATE + (d - 1)::INTEGER;
CREATE MACRO mh_time_from_parts(h, m, s, n) AS TIME '00:00:00' + to_hours(h) + to_minutes(m) + to_seconds(s) + to_microseconds(n // 1000);
CREATE MACRO mh_ntz_from_parts(y, mo, d, h, mi, s, n) AS mh_date_from_parts(y, mo, d)::TIMESTAMP + to_hours(h) + to_minutes(mi) + to_seconds(s) + to_microseconds(n // 1000);
CREATE MACRO mh_epoch(n, scale) AS make_timestamp(round(n * pow(10, 6 - scale)::BIGINT)::BIGINT);
