-- Text and VARIANT read as moments of nine fractional digits, see 05_nanoseconds.sql.

-- Text cut to microseconds -----------------------------------------------------------------------------------------------
CREATE MACRO mh_cut_iso_stamp(x) AS TRY_CAST(left(CASE WHEN regexp_full_match(x, '\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)?') THEN x END, 26) AS TIMESTAMP);
CREATE MACRO mh_cut_iso_time(x) AS TRY_CAST(left(CASE WHEN regexp_full_match(x, '\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?') THEN x END, 15) AS TIME);
CREATE MACRO mh_cut_scan(x, century) AS CASE WHEN x IS NOT NULL THEN mh_scan_date(x, 'AUTO', century) END;
CREATE MACRO mh_cut_auto_ntz(x, century) AS coalesce(mh_cut_iso_stamp(x), mh_scanned_ntz(mh_cut_scan(x, century)));
CREATE MACRO mh_cut_auto_ltz(x, century) AS coalesce(mh_cut_iso_stamp(x)::TIMESTAMPTZ, mh_scanned_ltz(mh_cut_scan(x, century)));
CREATE MACRO mh_cut_auto_tz(x, century) AS coalesce(mh_tz_of_ltz(mh_cut_iso_stamp(x)::TIMESTAMPTZ), mh_scanned_tz(mh_cut_scan(x, century)));
CREATE MACRO mh_cut_auto_time(x) AS coalesce(mh_cut_iso_time(x), CASE WHEN x IS NOT NULL THEN CAST(mh_scan_fine_time(x, 'AUTO')[4:] AS TIME) END);
CREATE MACRO mh_cut_ntz_by(x, model, century) AS mh_scanned_ntz(mh_scan_date(x, model, century));
CREATE MACRO mh_cut_ltz_by(x, model, century) AS mh_scanned_ltz(mh_scan_date(x, model, century));
CREATE MACRO mh_cut_tz_by(x, model, century) AS mh_scanned_tz(mh_scan_date(x, model, century));
CREATE MACRO mh_cut_time_by(x, model) AS CAST(mh_scan_fine_time(x, model)[4:] AS TIME);

-- Text: three digits beyond the sixth stand before what the scanners of microseconds answer ----------------------------
CREATE MACRO mh_iso_beyond(digits) AS TRY_CAST(rpad(digits, 3, '0') AS SMALLINT);
CREATE MACRO mh_fine_scanned_ntz(s) AS list_transform([s], lambda fine_ntz_r: mh_fine_ntz(mh_scanned_ntz(fine_ntz_r[4:])) + left(fine_ntz_r, 3)::SMALLINT)[1];
CREATE MACRO mh_fine_scanned_ltz(s) AS list_transform([s], lambda fine_ltz_r: mh_fine_ltz(mh_scanned_ltz(fine_ltz_r[4:])) + left(fine_ltz_r, 3)::SMALLINT)[1];
CREATE MACRO mh_fine_scanned_tz(s) AS list_transform([s], lambda fine_tz_r: mh_tz_plus(mh_fine_tz(mh_scanned_tz(fine_tz_r[4:])), left(fine_tz_r, 3)::SMALLINT))[1];
CREATE MACRO mh_fine_scanned_time(s) AS list_transform([s], lambda fine_time_r: mh_fine_time(CAST(fine_time_r[4:] AS TIME)) + left(fine_time_r, 3)::SMALLINT)[1];
CREATE MACRO mh_fine_scan(x, century) AS CASE WHEN x IS NOT NULL THEN mh_scan_fine_timestamp(x, 'AUTO', century) END;
CREATE MACRO mh_fine_auto_ntz(x, century) AS coalesce(mh_fine_ntz(mh_cut_iso_stamp(x)) + mh_iso_beyond(x[27:29]), mh_fine_scanned_ntz(mh_fine_scan(x, century)));
CREATE MACRO mh_fine_auto_ltz(x, century) AS coalesce(mh_fine_ltz(mh_cut_iso_stamp(x)::TIMESTAMPTZ) + mh_iso_beyond(x[27:29]), mh_fine_scanned_ltz(mh_fine_scan(x, century)));
CREATE MACRO mh_fine_auto_tz(x, century) AS mh_fine_scanned_tz(mh_fine_scan(x, century));
CREATE MACRO mh_fine_auto_time(x) AS coalesce(mh_fine_time(mh_cut_iso_time(x)) + mh_iso_beyond(x[16:18]), mh_fine_scanned_time(CASE WHEN x IS NOT NULL THEN mh_scan_fine_time(x, 'AUTO') END));
CREATE MACRO mh_fine_ntz_by(x, model, century) AS mh_fine_scanned_ntz(mh_scan_fine_timestamp(x, model, century));
CREATE MACRO mh_fine_ltz_by(x, model, century) AS mh_fine_scanned_ltz(mh_scan_fine_timestamp(x, model, century));
CREATE MACRO mh_fine_tz_by(x, model, century) AS mh_fine_scanned_tz(mh_scan_fine_timestamp(x, model, century));
CREATE MACRO mh_fine_time_by(x, model) AS mh_fine_scanned_time(mh_scan_fine_time(x, model));

CREATE MACRO mh_tz_of_count(n) AS list_transform([n], lambda tz_of_count_n: mh_tz_plus(mh_fine_tz(mh_tz_of_ltz(mh_us_ltz(tz_of_count_n))), mh_beyond(tz_of_count_n)))[1];

-- VARIANT -------------------------------------------------------------------------------------------------------------
CREATE MACRO mh_fine_variant_epoch(v) AS mh_fine_epoch(TRY_CAST(v AS DECIMAL(38,9)), 1000000000);
CREATE MACRO mh_fine_variant_ntz(v, century) AS CASE WHEN mh_is_plain_number(v) THEN mh_fine_ntz(mh_us_ltz(mh_fine_variant_epoch(v))::TIMESTAMP) + mh_beyond(mh_fine_variant_epoch(v)) ELSE mh_fine_scanned_ntz(mh_fine_moment_text(v, 'TIMESTAMP_NTZ', century)) END;
CREATE MACRO mh_fine_variant_ltz(v, century) AS CASE WHEN mh_is_plain_number(v) THEN mh_fine_variant_epoch(v) ELSE mh_fine_scanned_ltz(mh_fine_moment_text(v, 'TIMESTAMP_LTZ', century)) END;
CREATE MACRO mh_fine_variant_tz(v, century) AS CASE WHEN mh_is_plain_number(v) THEN mh_tz_of_count(mh_fine_variant_epoch(v)) ELSE mh_fine_scanned_tz(mh_fine_moment_text(v, 'TIMESTAMP_TZ', century)) END;
CREATE MACRO mh_fine_variant_time(v) AS mh_fine_scanned_time(mh_fine_moment_text(v, 'TIME', 1970));
CREATE MACRO mh_fine_stamp(t, beyond) AS CASE WHEN beyond = 0 THEN mh_stamp(t) ELSE strftime(t, '%Y-%m-%d %H:%M:%S.%f') || printf('%03d', beyond) END;
CREATE MACRO mh_fine_clock(t, beyond) AS CASE WHEN beyond = 0 THEN t::VARCHAR ELSE strftime(TIMESTAMP '1970-01-01' + to_microseconds(epoch_us(t)), '%H:%M:%S.%f') || printf('%03d', beyond) END;
CREATE MACRO mh_fine_into_ntz(n) AS list_transform([n], lambda into_ntz_n: '"' || chr(127) || 's' || mh_fine_stamp(mh_us_ntz(into_ntz_n), mh_beyond(into_ntz_n)) || '"')[1];
CREATE MACRO mh_fine_into_ltz(n) AS list_transform([n], lambda into_ltz_n: '"' || chr(127) || 'l' || mh_fine_stamp(mh_us_ltz(into_ltz_n)::TIMESTAMP, mh_beyond(into_ltz_n)) || ' ' || mh_offset(mh_ltz_offset(mh_us_ltz(into_ltz_n)), '') || '"')[1];
CREATE MACRO mh_fine_into_tz(z) AS list_transform([z], lambda into_tz_z: '"' || chr(127) || 'z' || mh_fine_stamp(mh_tz_local(mh_us_tz(into_tz_z)), mh_beyond_tz(into_tz_z)) || ' ' || mh_offset((into_tz_z).tz, '') || '"')[1];
CREATE MACRO mh_fine_into_time(n) AS list_transform([n], lambda into_time_n: '"' || chr(127) || 't' || mh_fine_clock(mh_us_time(into_time_n), mh_beyond(into_time_n)) || '"')[1];
