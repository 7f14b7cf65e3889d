-- Structured OBJECT, ARRAY and MAP over the canonical text of 10_variant.sql. The fields of an OBJECT stand in the order
-- of its type, and those that are NULL are JSON nulls; the entries of a MAP are in the order of their keys.

CREATE MACRO mh_when(v, made) AS CASE WHEN v IS NOT NULL THEN made END;
CREATE MACRO mh_loosened(v) AS json_normalize(v)::VARCHAR;
CREATE MACRO mh_required(x, v, target) AS list_transform([x], lambda required_x: CASE WHEN required_x IS NULL THEN mh_refuse_cast(v, target)::VARCHAR ELSE required_x END)[1];
CREATE MACRO mh_array_shaped(v, target) AS CASE WHEN v[1] = '[' THEN v WHEN v = 'null' THEN NULL ELSE mh_refuse_cast(v, target)::VARCHAR END;
CREATE MACRO mh_map_shaped(v, target) AS CASE WHEN v[1] = '{' THEN v WHEN v = 'null' THEN NULL ELSE mh_refuse_cast(v, target)::VARCHAR END;
CREATE MACRO mh_object_shaped(v, fields, target) AS CASE WHEN v = 'null' OR v IS NULL THEN NULL
  WHEN v[1] = '{' AND list_sort(json_keys(v)) = list_sort(fields) THEN v ELSE mh_refuse_cast(v, target)::VARCHAR END;

-- MAP -----------------------------------------------------------------------------------------------------------------
CREATE MACRO mh_map_size(v) AS len(json_keys(v))::BIGINT;
CREATE MACRO mh_map_has(v, k) AS list_contains(json_keys(v), k);
CREATE MACRO mh_map_cat(a, b) AS list_transform([{'a': a, 'b': b}], lambda map_cat_p: CASE WHEN map_cat_p.a IS NOT NULL AND map_cat_p.b IS NOT NULL
  THEN mh_obj(list_concat(list_filter(mh_ents(map_cat_p.a), lambda map_cat_e: NOT list_contains(json_keys(map_cat_p.b), map_cat_e.k)), mh_ents(map_cat_p.b))) END)[1];
CREATE MACRO mh_map_insert(v, k, x, upd) AS CASE WHEN v IS NULL THEN NULL WHEN k IS NULL THEN v
  WHEN NOT upd AND list_contains(json_keys(v), k) THEN mh_raise('100106 (22000): Duplicate field key ''' || k || '''')::VARCHAR
  ELSE mh_obj(list_append(list_filter(mh_ents(v), lambda map_insert_e: map_insert_e.k <> k), {'k': k, 'v': coalesce(x, 'null')})) END;
CREATE MACRO mh_map_entries(v, numbered) AS mh_mk(list_transform(mh_ents(v), lambda map_entries_e: '{"key":' || CASE WHEN numbered THEN map_entries_e.k ELSE mh_str(map_entries_e.k) END || ',"value":' || map_entries_e.v || '}'));
CREATE MACRO mh_repeated(ks) AS list_filter(ks, lambda repeated_k, repeated_i: list_contains(ks[:repeated_i - 1], repeated_k))[1];
CREATE MACRO mh_map_of(entries, repeated) AS CASE WHEN repeated IS NOT NULL THEN mh_raise('100103 (22000): Duplicate field key ''' || repeated || '''')::VARCHAR ELSE mh_okeep(entries) END;
CREATE MACRO mh_map_made(entries) AS list_transform([list_filter(entries, lambda map_made_e: map_made_e.k IS NOT NULL)],
  lambda map_made_l: mh_map_of(map_made_l, mh_repeated(list_transform(map_made_l, lambda map_made_x: map_made_x.k))))[1];
CREATE MACRO mh_flat_row(r, typed_key, typed_value) AS {'key': typed_key, 'path': (r).path, 'index': (r).index, 'value': typed_value, 'this': (r).this};
