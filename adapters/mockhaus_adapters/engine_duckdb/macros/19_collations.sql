-- Sort keys of texts under a locale. ICU's key is hexadecimal text: weights of letters, of accents and of case, with
-- the byte 01 between them, which occurs nowhere else. A locale must be a constant.

CREATE MACRO mh_collated(t, locale) AS icu_sort_key(t, locale);

CREATE MACRO mh_collated_letters(t, locale) AS regexp_extract(icu_sort_key(t, locale), '^(?:0[^1]|[^0].)*');

CREATE MACRO mh_collated_accents(t, locale) AS
    regexp_extract(icu_sort_key(t, locale), '^(?:0[^1]|[^0].)*01(?:0[^1]|[^0].)*');

CREATE MACRO mh_case_weights(k) AS regexp_extract(k, '^(?:0[^1]|[^0].)*01(?:0[^1]|[^0].)*01(.*)$', 1);

-- Upper case before lower case, or the other way round: the weights of case are turned over.
CREATE MACRO mh_turned(weights) AS translate(weights, '0123456789ABCDEF', 'FEDCBA9876543210');

CREATE MACRO mh_collated_reversed(t, locale) AS
    list_transform(
        [icu_sort_key(t, locale)],
        lambda k: regexp_extract(k, '^(?:0[^1]|[^0].)*01(?:0[^1]|[^0].)*01') || mh_turned(mh_case_weights(k))
    )[1];

-- Accents do not count, case does: the case of the letters without their accents.
CREATE MACRO mh_collated_case(t, locale) AS
    list_transform(
        [t],
        lambda s: mh_collated_letters(s, locale) || '01' || mh_case_weights(icu_sort_key(strip_accents(s), locale))
    )[1];

CREATE MACRO mh_collated_case_reversed(t, locale) AS
    list_transform(
        [t],
        lambda s: mh_collated_letters(s, locale) || '01'
            || mh_turned(mh_case_weights(icu_sort_key(strip_accents(s), locale)))
    )[1];

CREATE MACRO mh_unpunctuated(t) AS regexp_replace(t, '[\p{P}\p{Z}\t\n\v\f\r]', '', 'g');

-- The value of the greatest or least key; NULLs are left out where they are to be ignored.
CREATE MACRO mh_collated_greatest(pairs) AS struct_extract(list_max(pairs), 2);
CREATE MACRO mh_collated_least(pairs) AS struct_extract(list_min(pairs), 2);
CREATE MACRO mh_collated_greatest_known(pairs) AS
    struct_extract(list_max(list_filter(pairs, lambda p: struct_extract(p, 1) IS NOT NULL)), 2);
CREATE MACRO mh_collated_least_known(pairs) AS
    struct_extract(list_min(list_filter(pairs, lambda p: struct_extract(p, 1) IS NOT NULL)), 2);

-- Searches compare texts unit by unit.
CREATE MACRO mh_characters(t) AS regexp_extract_all(t, '\P{M}\p{M}*|\p{M}+');
CREATE MACRO mh_code_points(t) AS regexp_extract_all(t, '(?s).');
CREATE MACRO mh_weighed(k) AS CASE WHEN k IN ('01', '0101') THEN '' ELSE k END;
CREATE MACRO mh_marked(keys) AS
    ',' || array_to_string(list_transform(list_filter(keys, lambda k: k <> ''), lambda k: k || ','), '');
CREATE MACRO mh_found_behind(parts, start) AS
    CASE WHEN len(parts) = 1 THEN 0 ELSE length(parts[1]) + greatest(start, 1) END;
CREATE MACRO mh_collated_position(parts, wanted, start) AS
    CASE WHEN start IS NULL OR parts IS NULL THEN NULL
         WHEN mh_marked(wanted) = ',' THEN greatest(start, 1)
         ELSE list_transform([parts], lambda p: mh_found_behind(p, start))[1] END;
CREATE MACRO mh_collated_replace(parts, replacement) AS
    CASE WHEN replacement IS NOT NULL THEN array_to_string(parts, replacement) END;
CREATE MACRO mh_part_or_nothing(parts, part) AS
    CASE WHEN parts IS NOT NULL AND part IS NOT NULL
         THEN coalesce(list_extract(parts, CASE part WHEN 0 THEN 1 ELSE part END), '') END;
CREATE MACRO mh_collated_part(parts, part) AS
    list_transform([parts], lambda p: mh_part_or_nothing(p, part))[1];

-- Aggregates of pairs of a key and its text.
CREATE MACRO mh_pair_keys(pairs) AS list_transform(pairs, lambda p: struct_extract(p, 1));
CREATE MACRO mh_pair_texts(pairs) AS list_transform(pairs, lambda p: struct_extract(p, 2));
CREATE MACRO mh_collated_distinct(pairs) AS
    list_transform([pairs], lambda found: mh_first_of_each(mh_pair_keys(found), mh_pair_texts(found)))[1];
CREATE MACRO mh_collated_mode(pairs) AS
    list_transform([pairs], lambda found: mh_most_frequent(mh_pair_keys(found), mh_pair_texts(found)))[1];
