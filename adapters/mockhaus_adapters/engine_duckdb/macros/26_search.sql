-- Full-text search: a text's words, and how the words asked for lie among them.

CREATE MACRO mh_search_words(s) AS
  list_filter(string_split_regex(lower(s), '[ \[\];<>(){}|!,''"*&?+/:=@.\-$%\\_\n\r\t]+'), lambda word: word <> '');
CREATE MACRO mh_search_unicode_words(s) AS
  regexp_extract_all(lower(s), '[\p{L}\p{N}\p{M}_]+(?:[.''’][\p{L}\p{N}\p{M}_]+)*');
CREATE MACRO mh_has_phrase(words, phrase) AS
  contains(chr(31) || array_to_string(words, chr(31)) || chr(31), chr(31) || array_to_string(phrase, chr(31)) || chr(31));
-- The text itself, delimiters and all, between delimiters; a delimiter at its own end needs no other.
CREATE MACRO mh_has_exactly(s, terms) AS
  regexp_matches(lower(s),
    '(^|[ \[\];<>(){}|!,''"*&?+/:=@.\-$%\\_\n\r\t]|\b)' || regexp_escape(lower(terms))
    || '($|[ \[\];<>(){}|!,''"*&?+/:=@.\-$%\\_\n\r\t]|\b)');
