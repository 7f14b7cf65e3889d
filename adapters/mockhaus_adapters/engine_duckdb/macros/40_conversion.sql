-- Conversions. A reader (`mh_auto_…`, `mh_…_by`) answers NULL for what it cannot read; a refusal (`mh_no_…`) raises
-- Snowflake's error for a value that is not NULL. the refusal in place of the reader's NULL is the checked conversion, the reader
-- alone the TRY_ one; here inside a lambda, out of which the engine takes no common parts. `century` is TWO_DIGIT_CENTURY_START.

-- Numbers and booleans ------------------------------------------------------------------------------------------------
-- The engine reads `1_000`, `0x1F` and `0b11` as numbers; Snowflake does not.
CREATE MACRO mh_is_foreign(x) AS contains(x, '_') OR regexp_matches(x, '^\s*0[xXbB]');
CREATE MACRO mh_not_a_number(x) AS mh_raise('100038 (22018): Numeric value ''' || x || ''' is not recognized')::VARCHAR;
CREATE MACRO mh_digits_only(x) AS CASE WHEN mh_is_foreign(x) THEN mh_not_a_number(x) ELSE x END;
CREATE MACRO mh_refused_range(r, x) AS CASE WHEN r = '!' THEN mh_raise('100039 (22003): Numeric value ''' || x || ''' is out of range')::VARCHAR ELSE r END;
-- A digit before the letter, one or a sign behind it; any character that is not ASCII may be a digit.
CREATE MACRO mh_has_exponent(x) AS (contains(x, 'e') OR contains(x, 'E')) AND regexp_matches(x, '(?:[0-9.]|[^\x00-\x7F])[eE](?:[-+0-9]|[^\x00-\x7F])');
CREATE MACRO mh_exact_digits(x, p, s) AS CASE
  WHEN mh_is_foreign(x) THEN mh_not_a_number(x)
  WHEN mh_has_exponent(x) THEN mh_refused_range(mh_plain_number(x, p, s), x)
  ELSE x END;
CREATE MACRO mh_digits_or_null(x) AS CASE WHEN NOT mh_is_foreign(x) THEN x END;
CREATE MACRO mh_exact_digits_or_null(x, p, s) AS CASE
  WHEN mh_is_foreign(x) THEN NULL
  WHEN mh_has_exponent(x) THEN nullif(mh_plain_number(x, p, s), '!')
  ELSE x END;
CREATE MACRO mh_no_range(x, type) AS CASE WHEN x IS NOT NULL THEN mh_raise('100046 (22003): Number out of representable range: type ' || type || ', value ' || x) END;
CREATE MACRO mh_auto_boolean(x) AS CASE
  WHEN lower(trim(x)) IN ('true', 't', 'yes', 'y', 'on', '1') THEN true
  WHEN lower(trim(x)) IN ('false', 'f', 'no', 'n', 'off', '0') THEN false END;
CREATE MACRO mh_no_boolean(x) AS CASE WHEN x IS NOT NULL THEN mh_raise('100037 (22018): Boolean value ''' || x || ''' is not recognized') END;

-- UUID is text in small letters ---------------------------------------------------------------------------------------
CREATE MACRO mh_uuid(x) AS CASE WHEN regexp_full_match(x, '[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}') THEN lower(x) END;
CREATE MACRO mh_no_uuid(x) AS CASE WHEN x IS NOT NULL THEN mh_raise('100132 (P0000): UUID value ''' || x || ''' is not recognized') END;
CREATE MACRO mh_variant_uuid(v) AS CASE WHEN v = 'null' THEN NULL WHEN v[1] = '"' AND mh_uuid(mh_text(v)) IS NOT NULL THEN mh_uuid(mh_text(v)) WHEN v IS NOT NULL THEN mh_refuse_cast(v, 'UUID')::VARCHAR END;

-- Text and binary -----------------------------------------------------------------------------------------------------
CREATE MACRO mh_fit(x, n) AS CASE WHEN length(x) > n THEN mh_raise('100078 (22000): String ''' || x || ''' is too long and would be truncated')::VARCHAR ELSE x END;
CREATE MACRO mh_fit_binary(x, n) AS CASE WHEN octet_length(x) > n THEN mh_raise('100145 (22000): Binary value ''' || hex(x) || ''' is too long and would be truncated')::VARCHAR::BLOB ELSE x END;
CREATE MACRO mh_auto_hex(x) AS unhex(CASE WHEN regexp_full_match(x, '(?:[0-9A-Fa-f]{2})*') THEN x END);
CREATE MACRO mh_no_hex(x) AS CASE WHEN x IS NOT NULL THEN mh_raise('100115 (22000): The following string is not a legal hex-encoded value: ''' || x || '''') END;
CREATE MACRO mh_base64_bytes(x) AS from_base64(CASE WHEN regexp_full_match(x, '(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?') THEN x END);
CREATE MACRO mh_auto_base64(x) AS list_transform([regexp_replace(x, '\s', '', 'g')], lambda auto_base64_x: mh_base64_bytes(auto_base64_x))[1];
CREATE MACRO mh_no_base64(x) AS CASE WHEN x IS NOT NULL THEN mh_raise('100116 (22000): The following string is not a legal base64-encoded value: ''' || x || '''') END;

-- Dates and times -----------------------------------------------------------------------------------------------------
CREATE MACRO mh_iso_date(x) AS TRY_CAST(CASE WHEN regexp_full_match(x, '\d{4}-\d{2}-\d{2}') THEN x END AS DATE);
CREATE MACRO mh_iso_stamp(x) AS TRY_CAST(CASE WHEN regexp_full_match(x, '\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6}0{0,3})?)?)?') THEN x END AS TIMESTAMP);
CREATE MACRO mh_iso_time(x) AS TRY_CAST(CASE WHEN regexp_full_match(x, '\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6}0{0,3})?)?') THEN x END AS TIME);
CREATE MACRO mh_scanned_date(r) AS CAST(left(r, 10) AS DATE);
CREATE MACRO mh_scanned_ntz(r) AS CAST(left(r, 26) AS TIMESTAMP);
CREATE MACRO mh_scanned_offset(r) AS TRY_CAST(r[28:] AS INTEGER);
CREATE MACRO mh_scanned_ltz(s) AS list_transform([s], lambda scanned_ltz_r: CASE WHEN length(scanned_ltz_r) > 26 THEN timezone('UTC', mh_scanned_ntz(scanned_ltz_r) - to_minutes(coalesce(mh_scanned_offset(scanned_ltz_r), 0))) ELSE mh_scanned_ntz(scanned_ltz_r)::TIMESTAMPTZ END)[1];
CREATE MACRO mh_scanned_tz(s) AS list_transform([s], lambda scanned_tz_r: CASE WHEN ends_with(scanned_tz_r, 'Z') THEN mh_tz_of_ltz(timezone('UTC', mh_scanned_ntz(scanned_tz_r))) WHEN length(scanned_tz_r) > 26 THEN mh_tz_make(mh_scanned_ntz(scanned_tz_r), mh_scanned_offset(scanned_tz_r)) ELSE mh_tz_of_ltz(mh_scanned_ntz(scanned_tz_r)::TIMESTAMPTZ) END)[1];
-- What AUTO detects starts with a digit, a minus or a day's name; any character that is not ASCII may be a digit or a blank.
CREATE MACRO mh_is_momentous(x) AS regexp_matches(x, '^[\x00-\x20]*(?:[-0-9mtwfsMTWFS]|[^\x00-\x7F])');
CREATE MACRO mh_auto_scan(x, century) AS CASE WHEN mh_is_momentous(x) THEN mh_scan_timestamp(x, 'AUTO', century) END;
CREATE MACRO mh_auto_date(x, century) AS coalesce(mh_iso_date(x), mh_scanned_date(CASE WHEN mh_is_momentous(x) THEN mh_scan_date(x, 'AUTO', century) END));
CREATE MACRO mh_auto_ntz(x, century) AS coalesce(mh_iso_stamp(x), mh_scanned_ntz(mh_auto_scan(x, century)));
CREATE MACRO mh_auto_ltz(x, century) AS coalesce(mh_iso_stamp(x)::TIMESTAMPTZ, mh_scanned_ltz(mh_auto_scan(x, century)));
CREATE MACRO mh_auto_tz(x, century) AS coalesce(mh_tz_of_ltz(mh_iso_stamp(x)::TIMESTAMPTZ), mh_scanned_tz(mh_auto_scan(x, century)));
CREATE MACRO mh_auto_time(x) AS coalesce(mh_iso_time(x), CASE WHEN x IS NOT NULL THEN CAST(mh_scan_time(x, 'AUTO') AS TIME) END);
-- By a format of the engine, whose strptime raises nothing as TRY_; it knows a year 0 (see native_dates.py).
CREATE MACRO mh_of_length(x, n) AS CASE WHEN strlen(x) = n THEN x END;
CREATE MACRO mh_of_digits(x, n, most, mark) AS CASE WHEN strlen(x) > n AND strlen(x) <= most AND x[n] = mark THEN x END;
CREATE MACRO mh_native_moment(x, format) AS try_strptime(CASE WHEN x >= '0001' THEN x END, format);
CREATE MACRO mh_native_moment_of_years(x, format) AS CASE WHEN try_strptime(x, format) >= TIMESTAMP '0001-01-01' THEN try_strptime(x, format) END;
CREATE MACRO mh_date_by(x, model, century) AS mh_scanned_date(mh_scan_date(x, model, century));
CREATE MACRO mh_ntz_by(x, model, century) AS mh_scanned_ntz(mh_scan_timestamp(x, model, century));
CREATE MACRO mh_ltz_by(x, model, century) AS mh_scanned_ltz(mh_scan_timestamp(x, model, century));
CREATE MACRO mh_tz_by(x, model, century) AS mh_scanned_tz(mh_scan_timestamp(x, model, century));
CREATE MACRO mh_time_by(x, model) AS CAST(mh_scan_time(x, model) AS TIME);
CREATE MACRO mh_no_date(x) AS CASE WHEN x IS NOT NULL THEN mh_raise('100040 (22007): Date ''' || x || ''' is not recognized') END;
CREATE MACRO mh_no_stamp(x) AS CASE WHEN x IS NOT NULL THEN mh_raise('100035 (22007): Timestamp ''' || x || ''' is not recognized') END;
CREATE MACRO mh_no_time(x) AS CASE WHEN x IS NOT NULL THEN mh_raise('100108 (22007): Time ''' || x || ''' is not recognized') END;
CREATE MACRO mh_no_match(x, type, model) AS CASE WHEN x IS NOT NULL THEN mh_raise('100096 (22007): Can''t parse ''' || x || ''' as ' || type || ' with format ''' || model || '''') END;
CREATE MACRO mh_cut(t, size) AS t - to_microseconds(microsecond(t) % size);

-- Out of VARIANT: numbers are seconds since 1970, as TIMESTAMP_LTZ ----------------------------------------------------
CREATE MACRO mh_unquoted(v) AS v[2:-2];
CREATE MACRO mh_variant_epoch(v) AS timezone('UTC', mh_exact_ntz(mh_fine_epoch(TRY_CAST(v AS DECIMAL(38,9)), 1000000000)));
CREATE MACRO mh_variant_date(v, century) AS CASE WHEN mh_is_plain_number(v) THEN mh_variant_epoch(v)::DATE ELSE coalesce(mh_iso_date(mh_unquoted(v)), mh_scanned_date(mh_moment_text(v, 'DATE', century))) END;
CREATE MACRO mh_variant_ntz(v, century) AS CASE WHEN mh_is_plain_number(v) THEN mh_variant_epoch(v)::TIMESTAMP ELSE coalesce(mh_iso_stamp(mh_unquoted(v)), mh_scanned_ntz(mh_moment_text(v, 'TIMESTAMP_NTZ', century))) END;
CREATE MACRO mh_variant_ltz(v, century) AS CASE WHEN mh_is_plain_number(v) THEN mh_variant_epoch(v) ELSE coalesce(mh_iso_stamp(mh_unquoted(v))::TIMESTAMPTZ, mh_scanned_ltz(mh_moment_text(v, 'TIMESTAMP_LTZ', century))) END;
CREATE MACRO mh_variant_tz(v, century) AS CASE WHEN mh_is_plain_number(v) THEN mh_tz_of_ltz(mh_variant_epoch(v)) ELSE mh_scanned_tz(mh_moment_text(v, 'TIMESTAMP_TZ', century)) END;
CREATE MACRO mh_variant_time(v) AS coalesce(mh_iso_time(mh_unquoted(v)), CAST(mh_moment_text(v, 'TIME', 1970) AS TIME));

-- Numeric format models -----------------------------------------------------------------------------------------------
CREATE MACRO mh_no_number_match(x, model) AS CASE WHEN x IS NOT NULL THEN mh_raise('100140 (22007): Can''t parse ''' || x || ''' as number with format ''' || model || '''') END;
CREATE MACRO mh_no_number_model(x, model) AS CASE WHEN x IS NOT NULL THEN mh_raise('100132 (P0000): Bad output format ' || model) END;
-- By a plain model; NULL for what is to be read or written in Python (see native_numbers.py).
CREATE MACRO mh_matching(x, pattern) AS CASE WHEN regexp_full_match(x, pattern) THEN x END;
CREATE MACRO mh_number_written(x, places, bound, format, minus, plus, width) AS CASE
  WHEN x > -bound AND x < bound AND abs(round(x, places)::DOUBLE) < bound
  THEN CASE WHEN width > 0 THEN lpad(CASE WHEN x < 0 THEN minus ELSE plus END || format(format, abs(round(x, places)::DOUBLE)), width, ' ')
    ELSE CASE WHEN x < 0 THEN minus ELSE plus END || format(format, abs(round(x, places)::DOUBLE)) END END;
