-- String and binary functions. Positions count characters of text and bytes of a BLOB, from 1.

-- As long as a text can be: 128 MB.
CREATE MACRO mh_repeat(s, n) AS
  CASE WHEN strlen(s) * greatest(n, 0) > 134217728
       THEN CAST(CAST('100078 (22000): String ''' || left(s, 100) || ''' is too long and would be truncated' AS INTEGER)
         AS VARCHAR)
       ELSE repeat(s, n) END;
CREATE MACRO mh_concat(a, b) AS a || b;
-- The engine has a capital for ß, which Unicode's rules do not use.
CREATE MACRO mh_upper(s) AS CASE WHEN contains(s, 'ß') THEN upper(replace(s, 'ß', 'SS')) ELSE upper(s) END;
CREATE MACRO mh_joined(items) AS
  CASE WHEN NOT list_contains(list_transform(items, lambda item: item IS NULL), true) THEN array_to_string(items, '') END;
CREATE MACRO mh_at_least(n, least_) AS CASE WHEN n < least_ THEN least_ ELSE n END;
CREATE MACRO mh_left(s, n) AS left(s, mh_at_least(n, 0));
CREATE MACRO mh_right(s, n) AS right(s, mh_at_least(n, 0));
-- A start of 0 is 1; a negative one counts from the end, and before the beginning there is nothing.
CREATE MACRO mh_start(length, start) AS
  CASE WHEN start > 0 THEN start WHEN start = 0 THEN 1 WHEN -start > length THEN length + 1 ELSE length + start + 1 END;
CREATE MACRO mh_substr(s, start) AS substr(s, mh_start(length(s), start));
CREATE MACRO mh_substr_length(s, start, count) AS
  CASE WHEN count <= 0 AND s IS NOT NULL AND start IS NOT NULL THEN ''
       ELSE substr(s, mh_start(length(s), start), count) END;
CREATE MACRO mh_text_insert(s, start, count, other) AS
  substr(s, 1, mh_at_least(start - 1, 0)) || other || substr(s, mh_at_least(start, 1) + mh_at_least(count, 0));
CREATE MACRO mh_lpad(s, n, pad) AS
  CASE WHEN n <= 0 THEN left(s, 0) || left(pad, 0)
       WHEN pad = '' THEN left(s, n)
       ELSE lpad(s, CAST(n AS INTEGER), nullif(pad, '')) END;
CREATE MACRO mh_rpad(s, n, pad) AS
  CASE WHEN n <= 0 THEN left(s, 0) || left(pad, 0)
       WHEN pad = '' THEN left(s, n)
       ELSE rpad(s, CAST(n AS INTEGER), nullif(pad, '')) END;
CREATE MACRO mh_text_position(needle, s, start) AS
  CASE WHEN strpos(substr(s, greatest(start, 1)), needle) = 0 OR start > length(s) + 1 THEN 0 * start
       ELSE strpos(substr(s, greatest(start, 1)), needle) + greatest(start, 1) - 1 END;
CREATE MACRO mh_split_part(s, delimiter, part) AS
  CASE WHEN delimiter IS NULL THEN NULL
       WHEN delimiter <> '' THEN split_part(s, delimiter, CASE part WHEN 0 THEN 1 ELSE part END)
       WHEN part BETWEEN -1 AND 1 THEN s
       WHEN s IS NULL OR part IS NULL THEN NULL
       ELSE '' END;
CREATE MACRO mh_tokens(s, delimiters) AS
  list_filter(
    CASE WHEN delimiters = '' THEN [s]
         ELSE string_split(translate(s, delimiters, repeat(delimiters[1], length(delimiters))), delimiters[1]) END,
    lambda token: token <> '');
CREATE MACRO mh_strtok(s, delimiters, part) AS
  CASE WHEN part >= 1 THEN mh_tokens(s, delimiters)[part] END;
CREATE MACRO mh_initcap(s, delimiters) AS
  CASE WHEN strlen(s) = length(s) THEN mh_ascii_initcap(s, delimiters) ELSE mh_letters_initcap(s, delimiters) END;
CREATE MACRO mh_letters_initcap(s, delimiters) AS
  list_transform([CASE WHEN delimiters IS NOT NULL THEN string_split(s, '') END], lambda letters: array_to_string(
    list_transform(letters, lambda letter, i:
      CASE WHEN contains(delimiters, letter) THEN letter
           WHEN i = 1 OR contains(delimiters, letters[i - 1]) THEN upper(letter)
           ELSE lower(letter) END), ''))[1];
CREATE MACRO mh_translate(s, source, target) AS
  CASE WHEN s IS NOT NULL AND length(target) > length(source)
       THEN CAST(CAST('100078 (22000): String ''(target alphabet)'' is too long and would be truncated' AS INTEGER) AS VARCHAR)
       ELSE translate(s, source, target) END;
CREATE MACRO mh_unicode(s) AS CASE WHEN s = '' THEN 0 ELSE unicode(s) END;
CREATE MACRO mh_chr(code) AS
  CASE WHEN code < 0 OR code > 1114111 OR code BETWEEN 55296 AND 57343
       THEN CAST(CAST('100132 (P0000): Invalid character code ' || code || ' in the CHR input' AS INTEGER) AS VARCHAR)
       ELSE chr(CAST(code AS INTEGER)) END;
CREATE MACRO mh_concat_ws(delimiter, items) AS
  CASE WHEN delimiter IS NOT NULL AND NOT list_contains(list_transform(items, lambda item: item IS NULL), true)
       THEN substr(array_to_string(list_transform(items, lambda item: delimiter || item), ''), length(delimiter) + 1) END;
CREATE MACRO mh_rtrimmed_length(s) AS length(rtrim(s, ' '));

CREATE MACRO mh_is_ascii(s) AS strlen(s) = length(s);
CREATE MACRO mh_editdistance(a, b) AS
  CASE WHEN mh_is_ascii(a) AND mh_is_ascii(b) THEN levenshtein(a, b) ELSE mh_unicode_distance(a, b) END;
CREATE MACRO mh_editdistance_upto(a, b, limit_) AS
  CASE WHEN mh_editdistance(a, b) <= limit_ THEN mh_editdistance(a, b)
       WHEN a IS NOT NULL AND b IS NOT NULL THEN greatest(limit_, 0) + 0 * limit_ END;
CREATE MACRO mh_jaro(a, b) AS
  CASE WHEN mh_is_ascii(a) AND mh_is_ascii(b) THEN jaro_winkler_similarity(lower(a), lower(b))
       ELSE mh_unicode_jaro(lower(a), lower(b)) END;
CREATE MACRO mh_jarowinkler(a, b) AS CAST(trunc(mh_jaro(a, b) * 100 + 0.0000001) AS INTEGER);

-- BLOBs, through their hexadecimal text.
CREATE MACRO mh_binary_substr(b, start) AS
  unhex(substr(hex(b), 2 * mh_start(octet_length(b), start) - 1));
CREATE MACRO mh_binary_substr_length(b, start, count) AS
  unhex(CASE WHEN count <= 0 THEN left(hex(b), 0)
             ELSE substr(hex(b), 2 * mh_start(octet_length(b), start) - 1, 2 * count) END);
CREATE MACRO mh_binary_left(b, n) AS unhex(left(hex(b), 2 * mh_at_least(n, 0)));
CREATE MACRO mh_binary_right(b, n) AS unhex(right(hex(b), 2 * mh_at_least(n, 0)));
CREATE MACRO mh_binary_insert(b, start, count, other) AS
  mh_binary_left(b, start - 1) || other || mh_binary_substr(b, mh_at_least(start, 1) + mh_at_least(count, 0));
CREATE MACRO mh_binary_reverse(b) AS
  unhex(array_to_string(list_reverse(regexp_extract_all(hex(b), '..')), ''));
CREATE MACRO mh_binary_starts(b, needle) AS starts_with(hex(b), hex(needle));
CREATE MACRO mh_binary_ends(b, needle) AS ends_with(hex(b), hex(needle));
CREATE MACRO mh_binary_contains(b, needle) AS mh_binary_position(needle, b, 1) > 0;
CREATE MACRO mh_binary_fill(pad, n) AS repeat(pad, CAST(n // octet_length(pad) + 1 AS INTEGER));
CREATE MACRO mh_binary_lpad(b, n, pad) AS
  CASE WHEN n <= octet_length(b) THEN mh_binary_left(b, n)
       ELSE mh_binary_left(mh_binary_fill(pad, n), n - octet_length(b)) || b END;
CREATE MACRO mh_binary_rpad(b, n, pad) AS
  CASE WHEN n <= octet_length(b) THEN mh_binary_left(b, n)
       ELSE b || mh_binary_left(mh_binary_fill(pad, n), n - octet_length(b)) END;

-- Encodings. `alphabet` is up to three characters in the place of `+`, `/` and the padding `=`.
CREATE MACRO mh_alphabet(alphabet) AS alphabet || substr('+/=', length(alphabet) + 1);
CREATE MACRO mh_base64_encode(b, width, alphabet) AS
  CASE WHEN width <= 0 AND mh_alphabet(alphabet) = '+/=' THEN base64(b) ELSE mh_base64_written(b, width, alphabet) END;
CREATE MACRO mh_base64_written(b, width, alphabet) AS
  list_transform([translate(base64(b), '+/=', mh_alphabet(alphabet))], lambda encoded:
    CASE WHEN width > 0
         THEN rtrim(regexp_replace(encoded, '(.{' || width || '})', '\1' || chr(10), 'g'), chr(10))
         ELSE encoded END)[1];
CREATE MACRO mh_base64_text(s, alphabet) AS
  list_transform([translate(regexp_replace(s, '\s', '', 'g'), mh_alphabet(alphabet), '+/=')], lambda plain:
    CASE WHEN contains(plain, '=') THEN plain ELSE plain || repeat('=', (4 - length(plain) % 4) % 4) END)[1];
CREATE MACRO mh_try_base64_decode(s, alphabet) AS try(from_base64(mh_base64_text(s, alphabet)));
CREATE MACRO mh_try_utf8(b) AS try(decode(b));
CREATE MACRO mh_try_hex_decode(s) AS
  CASE WHEN regexp_full_match(s, '([0-9A-Fa-f]{2})*') THEN unhex(regexp_extract(s, '^([0-9A-Fa-f]{2})*$')) END;
CREATE MACRO mh_not_decoded(s, decoder) AS
  CAST('100115 (22000): The following string is not a legal ' || decoder || '-encoded value: ''' || s || '''' AS INTEGER);
CREATE MACRO mh_decoded(s, decoded, decoder) AS
  CASE WHEN s IS NOT NULL AND decoded IS NULL THEN CAST(CAST(mh_not_decoded(s, decoder) AS VARCHAR) AS BLOB)
       ELSE decoded END;
CREATE MACRO mh_decoded_text(s, decoded, decoder) AS
  CASE WHEN s IS NOT NULL AND decoded IS NULL THEN CAST(mh_not_decoded(s, decoder) AS VARCHAR) ELSE decoded END;
CREATE MACRO mh_base64_decode(s, alphabet) AS mh_decoded(s, mh_try_base64_decode(s, alphabet), 'base64');
CREATE MACRO mh_base64_decode_text(s, alphabet) AS
  mh_decoded_text(s, mh_try_utf8(mh_try_base64_decode(s, alphabet)), 'base64');
CREATE MACRO mh_try_base64_decode_text(s, alphabet) AS mh_try_utf8(mh_try_base64_decode(s, alphabet));
CREATE MACRO mh_hex_decode(s) AS mh_decoded(s, mh_try_hex_decode(s), 'hex');
CREATE MACRO mh_hex_decode_text(s) AS mh_decoded_text(s, mh_try_utf8(mh_try_hex_decode(s)), 'hex');
CREATE MACRO mh_try_hex_decode_text(s) AS mh_try_utf8(mh_try_hex_decode(s));
CREATE MACRO mh_hex_encode(b, letters) AS
  CASE WHEN letters = 1 THEN hex(b)
       WHEN letters = 0 THEN lower(hex(b))
       WHEN b IS NOT NULL THEN CAST(CAST('100132 (P0000): Invalid case ' || letters || ': it is 0 or 1' AS INTEGER) AS VARCHAR)
  END;

CREATE MACRO mh_half(digits) AS CAST(CAST('0x' || digits AS UBIGINT) AS HUGEINT);
CREATE MACRO mh_md5_number(b) AS
  list_transform([md5(b)], lambda digest: CAST(CAST(mh_signed(mh_half(left(digest, 16))) AS HUGEINT) * 18446744073709551616
    + mh_half(right(digest, 16)) AS DECIMAL(38, 0)))[1];

-- Lists of texts as ARRAYs.
CREATE MACRO mh_text_array(items) AS
  '[' || array_to_string(list_transform(items, lambda item: CAST(mh_str(item) AS VARCHAR)), ',') || ']';
CREATE MACRO mh_split(s, delimiter) AS
  CASE WHEN delimiter IS NOT NULL THEN mh_text_array(CASE WHEN delimiter = '' THEN [s] ELSE string_split(s, delimiter) END) END;
CREATE MACRO mh_strtok_array(s, delimiters) AS mh_text_array(mh_tokens(s, delimiters));

-- Parsers in Python answer `!` and a message instead of an OBJECT.
CREATE MACRO mh_parsed_or_raise(parsed) AS
  CASE WHEN parsed[1] = '!' THEN CAST(CAST('100139 (22000): ' || substr(parsed, 2) AS INTEGER) AS VARCHAR) ELSE parsed END;
CREATE MACRO mh_parse_url(url, permissive) AS
  list_transform([mh_parse_url_text(url, permissive)], lambda parsed: mh_parsed_or_raise(parsed))[1];
CREATE MACRO mh_parse_ip(ip, kind, permissive) AS
  list_transform([mh_parse_ip_text(ip, kind, permissive)], lambda parsed: mh_parsed_or_raise(parsed))[1];

-- The parts of a text as rows.
CREATE MACRO mh_part_rows(items) AS
  list_transform(items, lambda part_rows_item, part_rows_place: {'index': part_rows_place, 'value': part_rows_item});
CREATE MACRO mh_split_rows(s, delimiter) AS
  mh_part_rows(CASE WHEN delimiter = '' THEN [s] ELSE string_split(s, delimiter) END);
CREATE MACRO mh_token_rows(s, delimiters) AS mh_part_rows(mh_tokens(s, delimiters));
