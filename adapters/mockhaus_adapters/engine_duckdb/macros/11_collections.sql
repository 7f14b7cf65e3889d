-- ARRAY, OBJECT and FLATTEN over the canonical text of 10_variant.sql.

CREATE MACRO mh_undefined() AS '"' || chr(127) || 'u"';

-- ARRAY ---------------------------------------------------------------------------------------------------------------
CREATE MACRO mh_arr(v) AS CASE WHEN v[1] = '[' THEN json_extract(v, '$[*]')::VARCHAR[] END;
CREATE MACRO mh_mk(l) AS '[' || array_to_string(list_transform(l, lambda mk_x: coalesce(mk_x, mh_undefined())), ',') || ']';
CREATE MACRO mh_mk_compact(l) AS mh_mk(list_filter(l, lambda mk_compact_x: mk_compact_x IS NOT NULL));
CREATE MACRO mh_to_array(v) AS CASE WHEN v[1] = '[' THEN v WHEN v = 'null' THEN NULL ELSE '[' || v || ']' END;
CREATE MACRO mh_arrt(v) AS mh_to_array(v);
CREATE MACRO mh_size(v) AS CASE WHEN v[1] = '[' THEN json_array_length(v)::BIGINT END;
CREATE MACRO mh_no_array(v) AS mh_raise('100107 (22000): Not an array: ''' || mh_out(v) || '''')::VARCHAR;
CREATE MACRO mh_append(v, x) AS CASE WHEN v[1] <> '[' THEN mh_no_array(v) WHEN v = '[]' THEN '[' || coalesce(x, mh_undefined()) || ']' ELSE v[:-2] || ',' || coalesce(x, mh_undefined()) || ']' END;
CREATE MACRO mh_prepend(v, x) AS CASE WHEN v IS NULL THEN NULL WHEN v[1] <> '[' THEN mh_no_array(v) WHEN v = '[]' THEN '[' || coalesce(x, mh_undefined()) || ']' ELSE '[' || coalesce(x, mh_undefined()) || ',' || v[2:] END;
CREATE MACRO mh_cat(a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN a[1] <> '[' THEN mh_no_array(a) WHEN b[1] <> '[' THEN mh_no_array(b) WHEN a = '[]' THEN b WHEN b = '[]' THEN a ELSE a[:-2] || ',' || b[2:] END;
CREATE MACRO mh_array_compact(v) AS mh_mk(list_filter(mh_arr(v), lambda array_compact_x: array_compact_x <> mh_undefined() AND array_compact_x <> 'null'));
CREATE MACRO mh_cnt(l, x) AS len(list_filter(l, lambda cnt_y: mh_key(cnt_y) = mh_key(x)));
CREATE MACRO mh_array_contains(x, v) AS CASE WHEN v IS NULL THEN NULL WHEN x IS NULL THEN CASE WHEN list_contains(mh_arr(v), mh_undefined()) THEN true END ELSE mh_cnt(mh_arr(v), x) > 0 END;
CREATE MACRO mh_array_distinct(v) AS list_transform([mh_arr(v)], lambda distinct_l: mh_mk(list_filter(distinct_l, lambda distinct_x, distinct_i: mh_cnt(distinct_l[:distinct_i], distinct_x) = 1)))[1];
CREATE MACRO mh_array_except(a, b) AS list_transform([{'a': mh_arr(a), 'b': mh_arr(b)}], lambda except_p: CASE WHEN except_p.b IS NOT NULL THEN mh_mk(list_filter(except_p.a, lambda except_x, except_i: mh_cnt(except_p.a[:except_i], except_x) > mh_cnt(except_p.b, except_x))) END)[1];
CREATE MACRO mh_inter(a, b) AS list_transform([{'a': mh_arr(a), 'b': mh_arr(b)}], lambda inter_p: CASE WHEN inter_p.b IS NOT NULL THEN mh_mk(list_filter(inter_p.a, lambda inter_x, inter_i: mh_cnt(inter_p.a[:inter_i], inter_x) <= mh_cnt(inter_p.b, inter_x))) END)[1];
CREATE MACRO mh_overlap(a, b) AS list_transform([{'a': mh_arr(a), 'b': mh_arr(b)}], lambda overlap_p: len(list_filter(overlap_p.a, lambda overlap_x: mh_cnt(overlap_p.b, overlap_x) > 0)) > 0)[1];
CREATE MACRO mh_insert_elements(l, p, x) AS list_concat(list_concat(l[:p], list_transform(range(greatest(p - len(l)::BIGINT, 0)::BIGINT), lambda insert_elements_i: mh_undefined())), list_concat([coalesce(x, mh_undefined())], l[p+1:]));
CREATE MACRO mh_prefixed_elements(l, gap, x) AS list_concat(list_concat([coalesce(x, mh_undefined())], list_transform(range(gap::BIGINT), lambda prefixed_elements_i: mh_undefined())), l);
CREATE MACRO mh_array_insert(v, p, x) AS CASE WHEN mh_size(v) IS NULL OR p IS NULL THEN NULL WHEN p < -mh_size(v) THEN mh_mk(mh_prefixed_elements(mh_arr(v), greatest(-mh_size(v) - p, 0), x))
  ELSE mh_mk(mh_insert_elements(mh_arr(v), (CASE WHEN p < 0 THEN greatest(mh_size(v) + p, 0) ELSE p END)::BIGINT, x)) END;
CREATE MACRO mh_array_position(x, v) AS (nullif(list_position(list_transform(mh_arr(v), lambda array_position_y: mh_key(array_position_y)), mh_key(coalesce(x, mh_undefined()))), 0) - 1)::BIGINT;
CREATE MACRO mh_array_remove(v, x) AS CASE WHEN x IS NOT NULL THEN mh_mk(list_filter(mh_arr(v), lambda array_remove_y: mh_key(array_remove_y) <> mh_key(x))) END;
CREATE MACRO mh_array_remove_at(v, p) AS CASE WHEN p IS NOT NULL THEN mh_mk(list_filter(mh_arr(v), lambda array_remove_at_y, array_remove_at_i: array_remove_at_i <> CASE WHEN p < 0 THEN mh_size(v) + p + 1 ELSE p + 1 END)) END;
CREATE MACRO mh_array_reverse(v) AS mh_mk(list_reverse(mh_arr(v)));
CREATE MACRO mh_bound(n, i) AS CASE WHEN i < 0 THEN greatest(n + i, 0) ELSE least(i, n) END;
CREATE MACRO mh_array_slice(v, a, b) AS CASE WHEN a IS NULL OR b IS NULL THEN NULL WHEN mh_bound(mh_size(v), a) >= mh_bound(mh_size(v), b) THEN '[]' ELSE mh_mk(mh_arr(v)[mh_bound(mh_size(v), a) + 1 : mh_bound(mh_size(v), b)]) END;
CREATE MACRO mh_sorted(l) AS list_transform(list_sort(list_transform(l, lambda sorted_x: {'k': mh_sort(sorted_x), 'v': sorted_x})), lambda sorted_s: sorted_s.v);
CREATE MACRO mh_missing(v) AS list_filter(mh_arr(v), lambda missing_x: missing_x = mh_undefined());
CREATE MACRO mh_present(v) AS list_filter(mh_arr(v), lambda present_x: present_x <> mh_undefined());
CREATE MACRO mh_asort(v, ascending, nulls_first) AS mh_mk(CASE WHEN ascending IS NULL OR nulls_first IS NULL THEN NULL WHEN nulls_first
  THEN list_concat(mh_missing(v), CASE WHEN ascending THEN mh_sorted(mh_present(v)) ELSE list_reverse(mh_sorted(mh_present(v))) END)
  ELSE list_concat(CASE WHEN ascending THEN mh_sorted(mh_present(v)) ELSE list_reverse(mh_sorted(mh_present(v))) END, mh_missing(v)) END);
CREATE MACRO mh_amin(v) AS mh_sorted(mh_present(v))[1];
CREATE MACRO mh_amax(v) AS mh_sorted(mh_present(v))[-1];
CREATE MACRO mh_array_join(v, s) AS substr(array_to_string(list_transform(mh_arr(v), lambda array_join_x: s || coalesce(mh_text(array_join_x), '')), ''), length(s) + 1);
CREATE MACRO mh_aflat(v) AS CASE WHEN list_contains(mh_arr(v), mh_undefined()) THEN NULL ELSE mh_mk(flatten(list_transform(mh_arr(v), lambda aflat_x: CASE WHEN aflat_x[1] = '[' THEN mh_arr(aflat_x) WHEN aflat_x = mh_undefined() THEN NULL ELSE mh_raise('100107 (22000): Not an array: ''Input argument to ARRAY_FLATTEN is not an array of arrays''')::VARCHAR::VARCHAR[] END))) END;
CREATE MACRO mh_array_repeat(x, n) AS CASE WHEN n IS NOT NULL THEN '[' || rtrim(repeat(coalesce(x, mh_undefined()) || ',', greatest(n, 0)), ',') || ']' END;
CREATE MACRO mh_array_range(a, b, step) AS CASE WHEN step = 0 THEN mh_raise('100098 (22023): Step must not be zero.')::VARCHAR ELSE mh_mk(range(a::BIGINT, b::BIGINT, step::BIGINT)::VARCHAR[]) END;
CREATE MACRO mh_arrays_zip(lists) AS CASE WHEN NOT list_contains(list_transform(lists, lambda arrays_zip_l: arrays_zip_l IS NULL), true) THEN CASE WHEN len(flatten(lists)) = 0 THEN '[{}]' ELSE mh_mk(list_transform(range(list_max(list_transform(lists, lambda arrays_zip_l: len(arrays_zip_l)::BIGINT))), lambda arrays_zip_i: mh_okeep(list_transform(lists, lambda arrays_zip_l, arrays_zip_n: {'k': '$' || arrays_zip_n, 'v': nullif(arrays_zip_l[arrays_zip_i + 1], mh_undefined())})))) END END;

-- OBJECT --------------------------------------------------------------------------------------------------------------
CREATE MACRO mh_ents(v) AS CASE WHEN v[1] = '{' THEN list_transform(list_zip(json_keys(v), json_extract(v, '$.*')::VARCHAR[]), lambda ents_e: {'k': ents_e[1], 'v': ents_e[2]}) END;
CREATE MACRO mh_obj(l) AS '{' || array_to_string(list_transform(list_sort(list_filter(l, lambda obj_e: obj_e.k IS NOT NULL AND obj_e.v IS NOT NULL)), lambda obj_e: to_json(obj_e.k) || ':' || obj_e.v), ',') || '}';
CREATE MACRO mh_okeep(l) AS mh_obj(list_transform(l, lambda okeep_e: {'k': okeep_e.k, 'v': coalesce(okeep_e.v, 'null')}));
CREATE MACRO mh_odelete(v, ks) AS CASE WHEN v IS NOT NULL THEN mh_obj(list_filter(mh_ents(v), lambda odelete_e: NOT list_contains(ks, odelete_e.k))) END;
CREATE MACRO mh_opick(v, ks) AS CASE WHEN v IS NOT NULL THEN mh_obj(list_filter(mh_ents(v), lambda opick_e: list_contains(ks, opick_e.k))) END;
CREATE MACRO mh_oinsert(v, k, x, upd) AS CASE WHEN v IS NULL THEN NULL WHEN NOT upd AND k IS NOT NULL AND list_contains(json_keys(v), k) THEN mh_raise('100106 (22000): Duplicate field key ''' || k || '''')::VARCHAR
  WHEN k > json_keys(v)[-1] AND x IS NOT NULL THEN left(v, -1) || mh_member(k, x) || '}' ELSE mh_obj(list_append(list_filter(mh_ents(v), lambda oinsert_e: oinsert_e.k <> k OR k IS NULL), {'k': k, 'v': x})) END;
CREATE MACRO mh_keys(v) AS CASE WHEN v[1] = '{' THEN mh_mk(list_transform(list_filter(json_keys(v), lambda keys_x: keys_x <> mh_xml_mark()), lambda keys_k: to_json(keys_k)::VARCHAR)) END;
CREATE MACRO mh_a2o(ks, vs) AS mh_okeep(list_transform(list_zip(list_transform(mh_arr(ks), lambda a2o_k: mh_text(a2o_k)), list_transform(mh_arr(vs), lambda a2o_x: nullif(a2o_x, mh_undefined()))), lambda a2o_e: {'k': a2o_e[1], 'v': a2o_e[2]}));

-- FLATTEN -------------------------------------------------------------------------------------------------------------
CREATE MACRO mh_seg(k) AS CASE WHEN regexp_full_match(k, '[A-Za-z_][A-Za-z0-9_$]*') THEN k ELSE '[''' || replace(k, '''', '\''') || ''']' END;
CREATE MACRO mh_dot(p, s) AS CASE WHEN p = '' OR s[1] = '[' THEN p || s ELSE p || '.' || s END;
CREATE MACRO mh_rows_found(v, p, mode) AS CASE
  WHEN v[1] = '[' AND mode <> 'OBJECT' THEN list_filter(list_transform(mh_arr(v), lambda rows_found_x, rows_found_i: {'key': NULL::VARCHAR, 'path': p || '[' || (rows_found_i - 1) || ']', 'index': (rows_found_i - 1)::BIGINT, 'value': rows_found_x, 'this': v}), lambda rows_found_r: rows_found_r.value <> mh_undefined())
  WHEN v[1] = '{' AND mode <> 'ARRAY' THEN list_transform(list_filter(mh_ents(v), lambda rows_found_m: rows_found_m.k <> mh_xml_mark()), lambda rows_found_e: {'key': rows_found_e.k, 'path': mh_dot(p, mh_seg(rows_found_e.k)), 'index': NULL::BIGINT, 'value': rows_found_e.v, 'this': v})
  ELSE [] END;
CREATE MACRO mh_rows(v, p, mode, outer_) AS CASE WHEN outer_ AND len(mh_rows_found(v, p, mode)) = 0
  THEN [{'key': NULL::VARCHAR, 'path': CASE WHEN v IS NOT NULL THEN p END, 'index': NULL::BIGINT, 'value': NULL::VARCHAR, 'this': CASE WHEN v[1] IN ('[', '{') THEN v END}]
  ELSE mh_rows_found(v, p, mode) END;
-- One row of nothing where there is none: LEFT JOIN.
CREATE MACRO mh_rows_or_none(items) AS CASE WHEN len(items) > 0 THEN items ELSE [NULL] END;
-- The rows at all depths, each with the places that order it.
CREATE MACRO mh_rows_below(v, p, mode, outer_) AS TABLE
  WITH RECURSIVE t AS (
    SELECT r, [i] AS ord
    FROM (SELECT unnest(l) AS r, generate_subscripts(l, 1) AS i FROM (SELECT mh_rows(v, p, mode, outer_) AS l))
    UNION ALL
    SELECT r, list_append(ord, i)
    FROM (SELECT ord, unnest(l) AS r, generate_subscripts(l, 1) AS i
          FROM (SELECT ord, mh_rows_found(t.r.value, t.r.path, mode) AS l FROM t WHERE t.r.value[1] IN ('[', '{'))))
  SELECT r, ord FROM t;

-- REDUCE: the accumulator beside an element -----------------------------------------------------------------------------
CREATE MACRO mh_reduced(acc, element) AS {'acc': acc, 'element': element};

-- Small helpers of the translator ------------------------------------------------------------------------------------
CREATE MACRO mh_pair(key, value) AS {'k': key, 'v': value};
-- Members whose keys are known to differ and are in order, one behind the other; none for a NULL.
CREATE MACRO mh_member(k, v) AS coalesce(',' || to_json(k) || ':' || v, '');
CREATE MACRO mh_members(joined) AS '{' || substr(joined, 2) || '}';
CREATE MACRO mh_texts(v) AS list_transform(mh_arr(v), lambda texts_x: mh_text(texts_x));
CREATE MACRO mh_elements(v) AS list_transform(mh_arr(v), lambda elements_x: nullif(elements_x, mh_undefined()));
