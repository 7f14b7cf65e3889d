-- Regular expressions. Positions and occurrences count from 1; a search begins at its position as at a text's beginning.

-- A pattern with Snowflake's parameters as flags, where they are no literal.
CREATE MACRO mh_flagged(pattern, parameters) AS
  CASE WHEN regexp_matches(parameters, 'i[^c]*$') THEN '(?i)' ELSE '' || left(parameters, 0) END
  || CASE WHEN contains(parameters, 'm') THEN '(?m)' ELSE '' END
  || CASE WHEN contains(parameters, 's') THEN '(?s)' ELSE '' END
  || pattern;
CREATE MACRO mh_from(s, position) AS substr(s, position);
CREATE MACRO mh_matches(s, pattern, position) AS
  CASE WHEN pattern = '' THEN [] ELSE regexp_extract_all(substr(s, position), pattern) END;
CREATE MACRO mh_regexp_count(s, pattern, position) AS len(mh_matches(s, pattern, position));
CREATE MACRO mh_groups(s, pattern, position, group_number) AS
  CASE WHEN pattern = '' THEN []
       ELSE list_transform(regexp_extract_all(substr(s, position), pattern, CAST(group_number AS INTEGER)),
         lambda found: coalesce(found, '')) END;
CREATE MACRO mh_regexp_substr(s, pattern, position, occurrence, group_number) AS
  mh_groups(s, pattern, position, group_number)[occurrence];
CREATE MACRO mh_regexp_substr_all(s, pattern, position, occurrence, group_number) AS
  CASE WHEN s IS NOT NULL AND pattern IS NOT NULL THEN
    mh_text_array(mh_groups(s, pattern, position, group_number)[occurrence:]) END;

-- Where the n-th of some matches begins, counted from 0: after the texts between the matches, and the earlier ones.
CREATE MACRO mh_total_length(items) AS coalesce(list_sum(list_transform(items, lambda item: length(item))), 0);
CREATE MACRO mh_match_offset(s, pattern, position, occurrence) AS
  mh_total_length(string_split_regex(substr(s, position), pattern)[:occurrence])
  + mh_total_length(mh_matches(s, pattern, position)[:occurrence - 1]);
CREATE MACRO mh_regexp_instr(s, pattern, position, occurrence, after) AS
  list_transform([mh_matches(s, pattern, position)], lambda found:
    CASE WHEN found IS NULL THEN NULL
         WHEN len(found) < occurrence THEN 0
         ELSE position + mh_match_offset(s, pattern, position, occurrence)
           + CASE after WHEN 1 THEN length(found[occurrence]) ELSE 0 END END)[1];
CREATE MACRO mh_regexp_instr_first(s, pattern, position, after) AS
  list_transform([substr(s, position)], lambda rest:
    CASE WHEN rest IS NULL OR pattern IS NULL THEN NULL
         WHEN pattern = '' OR NOT regexp_matches(rest, pattern) THEN 0
         ELSE position + length(string_split_regex(rest, pattern)[1])
           + CASE after WHEN 1 THEN length(regexp_extract(rest, pattern)) ELSE 0 END END)[1];
CREATE MACRO mh_regexp_instr_group(s, pattern, position, occurrence, after, group_number) AS
  list_transform([mh_matches(s, pattern, position)], lambda found:
    CASE WHEN found IS NULL THEN NULL
         WHEN len(found) < occurrence THEN 0
         ELSE position + mh_match_offset(s, pattern, position, occurrence)
           + mh_group_offset(found[occurrence], pattern, group_number, after) END)[1];
-- An empty pattern matches nothing.
CREATE MACRO mh_replaced(s, pattern, replacement) AS
  regexp_replace(s, CASE pattern WHEN '' THEN '[^\s\S]' ELSE pattern END, replacement, 'g');
CREATE MACRO mh_regexp_replace(s, pattern, replacement, position, occurrence) AS
  CASE WHEN occurrence = 0
       THEN left(s, position - 1) || mh_replaced(substr(s, position), pattern, replacement)
       WHEN len(mh_matches(s, pattern, position)) < occurrence THEN s
       ELSE left(s, position - 1 + CAST(mh_match_offset(s, pattern, position, occurrence) AS BIGINT))
         || regexp_replace(mh_matches(s, pattern, position)[occurrence], pattern, replacement)
         || substr(s, position + CAST(mh_match_offset(s, pattern, position, occurrence) AS BIGINT)
              + length(mh_matches(s, pattern, position)[occurrence])) END;
