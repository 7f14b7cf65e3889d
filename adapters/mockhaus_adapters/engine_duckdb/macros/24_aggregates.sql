-- Hashes, and what stands around engine aggregates.

-- A text as a signed 64-bit number.
CREATE MACRO mh_signed(bits) AS
  CAST(CASE WHEN bits >= 9223372036854775808 THEN bits - 18446744073709551616 ELSE bits END AS BIGINT);
CREATE MACRO mh_bits_of(t) AS CAST(CAST('0x' || left(md5(t), 16) AS UBIGINT) AS HUGEINT);
CREATE MACRO mh_hashed(k) AS coalesce('+' || k, '-');
CREATE MACRO mh_hash(keys) AS mh_signed(mh_bits_of(keys));
CREATE MACRO mh_hash_total(total) AS mh_signed(((coalesce(total, 0) % 18446744073709551616) + 18446744073709551616)
  % 18446744073709551616);

-- The exact mean; NULL of no values.
CREATE MACRO mh_average(total, count, unit, factor) AS mh_div(total, nullif(count, 0), unit, factor);
CREATE MACRO mh_number_or_null(x) AS list_transform([x], lambda n: CASE WHEN NOT isnan(n) THEN n END)[1];
CREATE MACRO mh_exactly_one(true_count, count) AS CASE WHEN count > 0 THEN true_count = 1 END;

CREATE MACRO mh_first_items(items, count) AS mh_mk(coalesce(items, [])[:count]);

CREATE MACRO mh_entry(key, value) AS {'k': key, 'v': value};
CREATE MACRO mh_object_agg(entries) AS
  list_transform([list_filter(coalesce(entries, []), lambda e: e.k IS NOT NULL AND e.v IS NOT NULL)], lambda kept:
    CASE WHEN len(list_distinct(list_transform(kept, lambda e: e.k))) = len(kept) THEN mh_obj(kept)
         ELSE CAST(mh_raise('100104 (22000): Duplicate field key '''
           || list_filter(kept, lambda e: len(list_filter(kept, lambda other: other.k = e.k)) > 1)[1].k || '''')
           AS VARCHAR) END)[1];

-- The value on the straight line between two known ones, each with its place; a known one is itself.
CREATE MACRO mh_between(low, low_place, high, high_place, place) AS
  CASE WHEN low_place = high_place THEN low
       ELSE low + (high - low) * ((place - low_place) / (high_place - low_place)) END;

-- How often a value, in the order of its list, differs from the one before it; a value beside NULL does not.
CREATE MACRO mh_changes(items) AS
  len(list_filter(items, lambda item, i: i > 1 AND item <> items[i - 1]));
