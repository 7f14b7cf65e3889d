-- XML over the canonical text of 10_variant.sql: an element is an OBJECT with a mark; see functions/xml_text.py.

CREATE MACRO mh_xml_error(r) AS CASE WHEN r[1] = '!' THEN mh_raise('100100 (22P02): Error parsing XML: ' || r[2:])::VARCHAR ELSE r END;
CREATE MACRO mh_parse_xml(x, unconverted) AS list_transform([mh_parse_xml_text(x, unconverted)], lambda parse_xml_r: mh_xml_error(parse_xml_r))[1];
CREATE MACRO mh_parse_spaced_xml(x, unconverted) AS list_transform([mh_parse_spaced_xml_text(x, unconverted)], lambda parse_xml_r: mh_xml_error(parse_xml_r))[1];
CREATE MACRO mh_xml_get(v, tag, i) AS CASE WHEN mh_is_xml(v) AND i >= 0 THEN list_filter(mh_arr(mh_to_array(mh_get(v, '$."$"'))), lambda xml_get_x: xml_get_x[1] = '{' AND json_extract_string(xml_get_x, '$."@"') = tag)[i + 1] END;
CREATE MACRO mh_json(v) AS CASE WHEN mh_is_xml(v) THEN mh_printed_json(v) ELSE mh_out(v) END;
