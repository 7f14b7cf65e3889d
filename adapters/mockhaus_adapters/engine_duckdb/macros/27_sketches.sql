-- States of estimates. Those of HyperLogLog and bitmaps are BLOBs that Python reads; the others are OBJECTs.

-- Bitmaps: BLOBs of 10 bytes with up to four positions, or of 4,108 with all 32,768 bits.
CREATE MACRO mh_bit_checked(position) AS
  CASE WHEN position BETWEEN 0 AND 32767 OR position IS NULL THEN CAST(position AS INTEGER)
       ELSE mh_raise('100132 (P0000): Invalid bit position ' || position || ': it must lie between 0 and 32767') END;
CREATE MACRO mh_bitmap_checked(b) AS
  CASE WHEN octet_length(b) IN (10, 4108) OR b IS NULL THEN b
       ELSE CAST(CAST(mh_raise('100132 (P0000): Invalid bitmap of ' || octet_length(b) || ' bytes') AS VARCHAR) AS BLOB) END;
CREATE MACRO mh_bitmap_position(n) AS CASE WHEN n > 0 THEN (n - 1) % 32768 ELSE abs(n) % 32768 END;
CREATE MACRO mh_bitmap_bucket(n) AS CASE WHEN n > 0 THEN (n - 1) // 32768 + 1 ELSE -(abs(n) // 32768) END;
CREATE MACRO mh_bitmap_absolute(bucket, position) AS
  CASE WHEN bucket > 0 THEN (bucket - 1) * 32768 + position + 1 ELSE bucket * 32768 - position END;
CREATE MACRO mh_bitmap_and(a, b) AS mh_bitmap_intersection([a, b]);
CREATE MACRO mh_bitmap_or(a, b) AS mh_bitmap_union([a, b]);
CREATE MACRO mh_bitmap_array(b, bucket) AS
  mh_mk(list_transform(mh_bitmap_positions(b), lambda bit: CAST(mh_bitmap_absolute(bucket, bit) AS VARCHAR)));

-- HyperLogLog: the upper 12 bits of a hash choose a sub-stream, the zeros before the others are counted. A cell is both.
CREATE MACRO mh_hll_rank(rest) AS CASE rest WHEN 0 THEN 53 ELSE 52 - CAST(floor(log2(CAST(rest AS DOUBLE))) AS INTEGER) END;
CREATE MACRO mh_hll_cell(h) AS
  list_transform([h], lambda bits: CAST((bits >> 52) & 4095 AS INTEGER) * 64 + mh_hll_rank(bits & 4503599627370495))[1];
CREATE MACRO mh_hll_failed(parsed) AS
  CASE WHEN parsed[1] = '!' THEN CAST(mh_raise('100132 (P0000): ' || substr(parsed, 2)) AS VARCHAR) ELSE parsed END;
CREATE MACRO mh_hll_import(state) AS unhex(mh_hll_failed(mh_hll_read(state)));

-- Frequent values: entries of a value's canonical text and its count, most frequent first.
CREATE MACRO mh_counted_entry(value, count) AS {'value': value, 'count': CAST(count AS BIGINT)};
CREATE MACRO mh_by_count(entries) AS
  list_transform(list_sort(list_transform(coalesce(entries, []), lambda entry, i: {'n': -entry.count, 'i': i, 'e': entry})),
    lambda ranked: ranked.e);
CREATE MACRO mh_entry_array(entries) AS
  '[' || array_to_string(list_transform(entries, lambda entry: '[' || entry.value || ',' || entry.count || ']'), ',') || ']';
CREATE MACRO mh_top_entries(entries, k) AS mh_entry_array(mh_by_count(entries)[:k]);
CREATE MACRO mh_top_state(entries, counters) AS
  '{"counters":' || counters || ',"state":' || mh_top_entries(entries, counters) || ',"type":"topk","version":1}';
CREATE MACRO mh_state_items(state) AS
  list_transform([state], lambda given: CASE WHEN given[1] = '{' THEN json_extract(given, '$.state[*]')::VARCHAR[] END)[1];
CREATE MACRO mh_top_read(state) AS
  list_transform(mh_state_items(state), lambda pair:
    mh_counted_entry(json_extract(pair, '$[0]')::VARCHAR, CAST(json_extract(pair, '$[1]') AS BIGINT)));
CREATE MACRO mh_top_estimate(state, k) AS mh_entry_array(mh_top_read(state)[:k]);
CREATE MACRO mh_top_total(value_, entries) AS
  mh_counted_entry(value_, list_sum(list_transform(entries, lambda entry: CASE WHEN entry.value = value_ THEN entry.count END)));
CREATE MACRO mh_top_merged(states) AS
  list_transform([flatten(list_transform(coalesce(states, []), lambda state: mh_top_read(state)))], lambda all_:
    list_transform(list_sort(list_transform(list_distinct(list_transform(all_, lambda one: one.value)),
      lambda value_: {'n': TRY_CAST(value_ AS DOUBLE), 's': value_})), lambda keyed: mh_top_total(keyed.s, all_)))[1];
CREATE MACRO mh_top_combined_to(states, counters) AS mh_top_state(mh_top_merged(states), counters);
CREATE MACRO mh_top_counters(states) AS
  list_transform([list_distinct(list_transform(coalesce(states, []), lambda state: json_extract(state, '$.counters')::VARCHAR))], lambda found:
    CASE WHEN len(found) > 1 THEN mh_raise('100132 (P0000): The states to be combined must have the same number of counters')
         ELSE coalesce(CAST(found[1] AS INTEGER), 100000) END)[1];
CREATE MACRO mh_top_combined(states) AS mh_top_combined_to(states, mh_top_counters(states));

-- Percentiles: a digest is a list of means and weights in turn, ascending.
CREATE MACRO mh_digest_state(digest) AS
  '{"state":' || mh_mk(list_transform(coalesce(digest, []), lambda part: mh_float(part))) || ',"type":"tdigest","version":1}';
CREATE MACRO mh_digest_read(state) AS
  list_transform(mh_state_items(state), lambda part: CAST(mh_numt(part, 'REAL') AS DOUBLE));
CREATE MACRO mh_digest_combined(states) AS
  mh_digest_state(mh_digest_merge(flatten(list_transform(coalesce(states, []), lambda state: mh_digest_read(state)))));
CREATE MACRO mh_digest_estimate(state, fraction) AS mh_digest_quantile(mh_digest_read(state), fraction);

-- MinHash: the smallest values of so many hash functions.
CREATE MACRO mh_minhash_base(h) AS (h & 9223372036854775807) % 2147483647;
CREATE MACRO mh_minhash_state(smallest) AS
  '{"state":[' || array_to_string(smallest, ',') || '],"type":"minhash","version":1}';
CREATE MACRO mh_minhash(bases, count) AS mh_minhash_state(mh_minhash_smallest(bases, count));
CREATE MACRO mh_minhash_read(states) AS
  list_transform(states, lambda state: CAST(mh_state_items(state) AS BIGINT[]));
CREATE MACRO mh_minhash_checked(rows_) AS
  CASE WHEN len(list_distinct(list_transform(rows_, lambda numbers: len(numbers)))) > 1
       THEN [[CAST(mh_raise('100132 (P0000): MinHash states must have the same number of hash functions') AS BIGINT)]]
       ELSE rows_ END;
CREATE MACRO mh_minhash_rows(states) AS
  list_transform([mh_minhash_read(states)], lambda rows_: mh_minhash_checked(rows_))[1];
CREATE MACRO mh_minhash_combined(states) AS mh_minhash_state(mh_minhash_least(mh_minhash_rows(states)));
CREATE MACRO mh_minhash_similarity(states) AS mh_minhash_alike(mh_minhash_rows(states));

-- The union of bags: an element occurs as often as in the array that has it most often.
CREATE MACRO mh_occurrences(v) AS
  list_transform([mh_present(v)], lambda items:
    list_transform(items, lambda item, i: {'k': mh_key(item), 'n': mh_cnt(items[:i], item), 'v': item}))[1];
CREATE MACRO mh_array_union(occurrences) AS
  list_transform([list_sort(flatten(coalesce(occurrences, [])))], lambda all_:
    mh_mk(mh_sorted(list_transform(
      list_filter(all_, lambda one, i: i = 1 OR one.k <> all_[i - 1].k OR one.n <> all_[i - 1].n), lambda one: one.v))))[1];
