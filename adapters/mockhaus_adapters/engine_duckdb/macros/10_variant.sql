-- VARIANT, OBJECT and ARRAY as canonical tagged JSON text: into it, its kind, out of it, comparison, paths.
-- The form: compact JSON, keys sorted, numbers normalised; what JSON cannot say is a string that starts with DEL
-- (chr(127)) and a letter: n long number, f DOUBLE (shortest text after `|` where 16 digits are not exact), d DATE,
-- t TIME, s l z TIMESTAMP_NTZ/LTZ/TZ, b BINARY, u undefined (a SQL NULL inside an ARRAY). DEL in a user's text is doubled.
-- The key DEL x marks the OBJECT of an XML element.

-- A check raises by a failing cast and not by error(), which is volatile and so neither shared nor allowed as a key.
CREATE MACRO mh_raise(message) AS CAST(message AS INTEGER);

-- Into ----------------------------------------------------------------------------------------------------------------
CREATE MACRO mh_str(s) AS to_json(CASE WHEN contains(s, chr(127)) THEN replace(s, chr(127), chr(127) || chr(127)) ELSE s END)::VARCHAR;
CREATE MACRO mh_int(i) AS CASE WHEN i BETWEEN -9223372036854775808 AND 9223372036854775807 THEN i::VARCHAR ELSE '"' || chr(127) || 'n' || i::VARCHAR || '"' END;
CREATE MACRO mh_fraction(t) AS CASE WHEN NOT contains(t, '.') OR (length(ltrim(replace(replace(t, '.', ''), '-', ''), '0')) <= 15 AND NOT regexp_matches(t, '^-?0\.00000')) THEN t ELSE '"' || chr(127) || 'n' || t || '"' END;
CREATE MACRO mh_dec(d) AS CASE WHEN d = trunc(d) THEN mh_int(trunc(d)::DECIMAL(38,0)) ELSE mh_fraction(rtrim(d::VARCHAR, '0')) END;
-- The engine writes no 0 before the point of a DECIMAL whose digits are all behind it.
CREATE MACRO mh_decimals_text(d) AS regexp_replace(d::VARCHAR, '^(-?)[.]', '\10.');
CREATE MACRO mh_decimals(d) AS CASE WHEN d = 0 THEN '0' ELSE mh_fraction(rtrim(mh_decimals_text(d), '0')) END;
CREATE MACRO mh_float(d) AS '"' || chr(127) || 'f' || printf('%.15e', d::DOUBLE) || CASE WHEN isinf(d) OR isnan(d) OR TRY_CAST(printf('%.15e', d::DOUBLE) AS DOUBLE) = d THEN '' ELSE '|' || d::VARCHAR END || '"';
CREATE MACRO mh_bool(b) AS CASE WHEN b THEN 'true' WHEN NOT b THEN 'false' END;
CREATE MACRO mh_date(d) AS '"' || chr(127) || 'd' || d::VARCHAR || '"';
CREATE MACRO mh_time(t) AS '"' || chr(127) || 't' || t::VARCHAR || '"';
CREATE MACRO mh_stamp(t) AS CASE WHEN microsecond(t) % 1000 = 0 THEN strftime(t, '%Y-%m-%d %H:%M:%S.%g') ELSE strftime(t, '%Y-%m-%d %H:%M:%S.%f') END;
CREATE MACRO mh_offset(minutes, colon) AS CASE WHEN minutes < 0 THEN '-' ELSE '+' END || printf('%02d', abs(minutes) // 60) || colon || printf('%02d', abs(minutes) % 60);
CREATE MACRO mh_ltz_offset(t) AS ((epoch_us(t::TIMESTAMP) - epoch_us(t)) // 60000000)::SMALLINT;
CREATE MACRO mh_tz_local(z) AS CAST((z).utc AS TIMESTAMP) + to_minutes(CAST((z).tz AS SMALLINT));
CREATE MACRO mh_ntz(t) AS '"' || chr(127) || 's' || mh_stamp(t) || '"';
CREATE MACRO mh_ltz(t) AS list_transform([t], lambda ltz_of: '"' || chr(127) || 'l' || mh_stamp(ltz_of::TIMESTAMP) || ' ' || mh_offset(mh_ltz_offset(ltz_of), '') || '"')[1];
CREATE MACRO mh_tz(z) AS list_transform([z], lambda tz_of: '"' || chr(127) || 'z' || mh_stamp(mh_tz_local(tz_of)) || ' ' || mh_offset((tz_of).tz, '') || '"')[1];
CREATE MACRO mh_bin(b) AS '"' || chr(127) || 'b' || hex(b) || '"';

-- A text needs the slow parser when it has an exponent, a number of 16 or more characters, a decimal that may be tiny,
-- a hole or trailing comma, NaN or Inf, -0, or DEL. All else json_normalize writes as wanted, but that 100.0 keeps `.0`.
CREATE MACRO mh_normalized(x) AS json_normalize(CASE WHEN json_valid(x) THEN x END)::VARCHAR;
CREATE MACRO mh_whole(n) AS CASE WHEN regexp_matches(n, '\.0[^0-9]|\.0$') THEN regexp_replace(n, '("(?:[^"\\]|\\.)*")|\.0\b', '\1', 'g') ELSE n END;
CREATE MACRO mh_deduplicated(x) AS (TRY_CAST(x AS JSON)::VARIANT::JSON)::VARCHAR;
CREATE MACRO mh_parse_fast(x) AS list_transform([mh_normalized(x)], lambda parse_fast_n: CASE WHEN NOT contains(parse_fast_n, '{') OR parse_fast_n = mh_deduplicated(x) THEN mh_whole(parse_fast_n) END)[1];
CREATE MACRO mh_parsed(x) AS CASE WHEN x IS NULL THEN NULL WHEN regexp_matches(x, '[0-9][eE][-+0-9]|[0-9.]{16}|\.0000|,\s*[\]},]|\[\s*,|[Nn]a[Nn]|[Ii]nf|(?:^|[\[:,\s])-0(?:[,\]}\s]|$)|\x7F') THEN mh_parse_text(x) ELSE coalesce(mh_parse_fast(x), mh_parse_text(x)) END;
CREATE MACRO mh_json_error(r) AS CASE WHEN r[1] = '!' THEN mh_raise('100069 (22P02): Error parsing JSON: ' || r[2:])::VARCHAR ELSE r END;
CREATE MACRO mh_parse(x) AS list_transform([mh_parsed(x)], lambda parse_r: mh_json_error(parse_r))[1];
CREATE MACRO mh_parse_duplicates(x) AS list_transform([mh_parse_duplicates_text(x)], lambda parse_duplicates_r: mh_json_error(parse_duplicates_r))[1];
CREATE MACRO mh_try_parse_duplicates(x) AS list_transform([mh_parse_duplicates_text(x)], lambda try_parse_duplicates_r: CASE WHEN try_parse_duplicates_r[1] <> '!' THEN try_parse_duplicates_r END)[1];
CREATE MACRO mh_try_parse(x) AS list_transform([mh_parsed(x)], lambda try_parse_r: CASE WHEN try_parse_r[1] <> '!' THEN try_parse_r END)[1];

-- Kind ----------------------------------------------------------------------------------------------------------------
CREATE MACRO mh_number_kind(v) AS CASE WHEN contains(v, '.') THEN 'DECIMAL' ELSE 'INTEGER' END;
CREATE MACRO mh_typeof(v) AS CASE v[1]
  WHEN '{' THEN 'OBJECT' WHEN '[' THEN 'ARRAY' WHEN 't' THEN 'BOOLEAN' WHEN 'f' THEN 'BOOLEAN' WHEN 'n' THEN 'NULL_VALUE'
  WHEN '"' THEN CASE WHEN v[2] <> chr(127) OR v[3] = '"' THEN 'VARCHAR' ELSE CASE v[3]
    WHEN 'f' THEN 'DOUBLE' WHEN 'n' THEN mh_number_kind(v) WHEN 'd' THEN 'DATE' WHEN 't' THEN 'TIME'
    WHEN 's' THEN 'TIMESTAMP_NTZ' WHEN 'l' THEN 'TIMESTAMP_LTZ' WHEN 'z' THEN 'TIMESTAMP_TZ' WHEN 'b' THEN 'BINARY'
    WHEN 'u' THEN NULL ELSE 'VARCHAR' END END
  ELSE CASE WHEN v IS NOT NULL THEN mh_number_kind(v) END END;
CREATE MACRO mh_is(v, kinds) AS CASE WHEN v IS NOT NULL THEN coalesce(list_contains(kinds, mh_typeof(v)), false) END;
CREATE MACRO mh_as(v, kinds) AS CASE WHEN list_contains(kinds, mh_typeof(v)) THEN v END;

-- Out -----------------------------------------------------------------------------------------------------------------
-- From 1e-5 to 1e6 the shown digits end with the ninth decimal.
CREATE MACRO mh_float_text(d) AS CASE WHEN d = trunc(d) AND abs(d) < 1e15 THEN CAST(d AS BIGINT)::VARCHAR
  WHEN abs(d) >= 1e-5 AND abs(d) < 1e6 THEN rtrim(rtrim(printf('%.9f', d), '0'), '.') ELSE mh_float_print(d) END;
CREATE MACRO mh_out(v) AS CASE WHEN contains(v, chr(127)) THEN mh_untag(v) ELSE v END;
CREATE MACRO mh_halved(p) AS array_to_string(list_transform(string_split(p, chr(10)), lambda halved_l: halved_l[1 + ((length(halved_l) - length(ltrim(halved_l, ' '))) // 2) :]), chr(10));
CREATE MACRO mh_pretty(v) AS CASE WHEN v[1] NOT IN ('{', '[') THEN mh_out(v) WHEN contains(v, '    ') THEN mh_out(mh_halved(json_pretty(v))) ELSE mh_out(replace(json_pretty(v), '    ', '  ')) END;
CREATE MACRO mh_text(v) AS CASE
  WHEN v[1] = '"' THEN CASE WHEN contains(v, chr(127)) THEN mh_tagged_text(v) ELSE json_extract_string(v, '$') END
  WHEN v = 'null' THEN NULL ELSE mh_out(v) END;
-- A plain number starts with a digit or a sign: both lie between '-' and '9', no other value does.
CREATE MACRO mh_is_plain_number(v) AS v[1] BETWEEN '-' AND '9';
CREATE MACRO mh_num(v) AS CASE WHEN mh_is_plain_number(v) THEN v WHEN v[2] = chr(127) THEN mh_tagged_number(v) END;
CREATE MACRO mh_refuse_cast(v, target) AS mh_raise('100071 (22000): Failed to cast variant value ' || mh_out(v) || ' to ' || target);
CREATE MACRO mh_numt(v, target) AS CASE WHEN mh_is_plain_number(v) THEN v ELSE mh_number_text(v, target) END;
CREATE MACRO mh_boolt(v) AS CASE WHEN v = 'true' THEN true WHEN v = 'false' THEN false ELSE mh_boolean_of(v) END;
CREATE MACRO mh_bint(v) AS unhex(mh_binary_text(v));
CREATE MACRO mh_objt(v) AS CASE WHEN v[1] = '{' THEN v WHEN v = 'null' THEN NULL ELSE mh_refuse_cast(v, 'OBJECT')::VARCHAR END;

-- Compare -------------------------------------------------------------------------------------------------------------
CREATE MACRO mh_key(v) AS CASE WHEN contains(v, chr(127)) THEN mh_tagged_key(v) ELSE v END;
CREATE MACRO mh_eq(a, b) AS mh_key(a) = mh_key(b);
CREATE MACRO mh_rank(v) AS CASE mh_typeof(v)
  WHEN 'BOOLEAN' THEN 1 WHEN 'INTEGER' THEN 2 WHEN 'DECIMAL' THEN 2 WHEN 'DOUBLE' THEN 2 WHEN 'VARCHAR' THEN 4
  WHEN 'ARRAY' THEN 6 WHEN 'OBJECT' THEN 7 WHEN 'NULL_VALUE' THEN 9
  ELSE CASE WHEN v IS NULL THEN NULL WHEN v = '"' || chr(127) || 'u"' THEN 10 ELSE 3 END END;
CREATE MACRO mh_sort(v) AS CASE WHEN v IS NOT NULL THEN {'r': mh_rank(v), 'n': TRY_CAST(mh_num(v) AS DOUBLE), 's': CASE WHEN mh_num(v) IS NULL THEN mh_text(v) END} END;

-- Path: `p` is a JSON path; one that ends in an index can meet `undefined`, which is NULL ------------------------------
CREATE MACRO mh_get(v, p) AS json_extract(v, p)::VARCHAR;
CREATE MACRO mh_geti(v, p) AS nullif(json_extract(v, p)::VARCHAR, '"' || chr(127) || 'u"');
CREATE MACRO mh_at(v, written) AS CASE WHEN v[1] IN ('{', '[') THEN mh_geti(v, mh_path(written)) END;
CREATE MACRO mh_idx(v, i) AS CASE WHEN v[1] = '[' AND i >= 0 THEN mh_geti(v, '$[' || i::BIGINT || ']') END;
CREATE MACRO mh_fld(v, k) AS CASE WHEN v[1] = '{' THEN json_extract(v, CASE WHEN k = '' THEN '/' ELSE '$.' || to_json(k) END)::VARCHAR END;
CREATE MACRO mh_fldi(v, k) AS CASE WHEN v[1] = '{' THEN coalesce(mh_fld(v, k), mh_fld(v, list_filter(json_keys(v), lambda fldi_x: lower(fldi_x) = lower(k))[1])) END;
CREATE MACRO mh_xml_mark() AS chr(127) || 'x';
CREATE MACRO mh_is_xml(v) AS contains(v, '"' || mh_xml_mark() || '":');
CREATE MACRO mh_strip_null(v) AS nullif(v, 'null');
