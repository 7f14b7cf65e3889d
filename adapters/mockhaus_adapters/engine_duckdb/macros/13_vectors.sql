-- VECTOR: a fixed-size array of FLOAT or INTEGER. Distances are computed in DOUBLE.

CREATE MACRO mh_vector_text(v) AS '[' || array_to_string(list_transform(v, lambda vector_text_x: vector_text_x::VARCHAR), ',') || ']';
CREATE MACRO mh_vector_array(v) AS mh_mk(list_transform(v, lambda vector_array_x: mh_float(vector_array_x::DOUBLE)));
CREATE MACRO mh_integer_vector_array(v) AS mh_mk(list_transform(v, lambda integer_vector_array_x: mh_int(integer_vector_array_x)));
CREATE MACRO mh_no_vector(v, target) AS CASE WHEN v <> 'null' THEN mh_refuse_cast(v, target)::VARCHAR::VARCHAR[] END;
CREATE MACRO mh_vector_elements(v, n, target, kinds) AS list_transform([mh_arr(v)], lambda vector_elements_l:
  CASE WHEN len(vector_elements_l) = n AND len(list_filter(vector_elements_l, lambda vector_elements_x: list_contains(kinds, mh_typeof(vector_elements_x)))) = n
    THEN vector_elements_l ELSE mh_no_vector(v, target) END)[1];
CREATE MACRO mh_float_elements(v, n, target) AS list_transform(mh_vector_elements(v, n, target, ['INTEGER', 'DECIMAL', 'DOUBLE']), lambda float_elements_x: mh_num(float_elements_x)::FLOAT);
CREATE MACRO mh_integer_elements(v, n, target) AS list_transform(mh_vector_elements(v, n, target, ['INTEGER']), lambda integer_elements_x: mh_num(integer_elements_x)::INTEGER);
CREATE MACRO mh_l1_distance(a, b) AS list_sum(list_transform(list_zip(a, b), lambda l1_distance_p: abs(l1_distance_p[1] - l1_distance_p[2])));
CREATE MACRO mh_vector_length(v) AS sqrt(list_sum(list_transform(v, lambda vector_length_x: vector_length_x * vector_length_x)));
CREATE MACRO mh_normalized_vector(v) AS list_transform([mh_vector_length(v)], lambda normalized_vector_n: list_transform(v, lambda normalized_vector_x: CASE WHEN normalized_vector_n = 0 THEN normalized_vector_x ELSE normalized_vector_x / normalized_vector_n END))[1];
-- The elements of each place of some vectors, aggregated; NULL for no vectors.
CREATE MACRO mh_vector_aggregate(vectors, aggregate) AS CASE WHEN vectors IS NOT NULL THEN
  list_transform(range(1, len(vectors[1])::BIGINT + 1), lambda vector_aggregate_i: list_aggregate(list_transform(vectors, lambda vector_aggregate_v: vector_aggregate_v[vector_aggregate_i]::DOUBLE), aggregate)) END;
