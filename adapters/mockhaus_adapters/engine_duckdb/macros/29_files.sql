-- Paths of staged files. What stands before the path is that of one stage, with a slash at its end.

CREATE MACRO mh_file_url(stage, path) AS stage || replace(url_encode(path), '%2F', '/');

CREATE MACRO mh_absolute_path(stage, path) AS stage || ltrim(path, '/');

CREATE MACRO mh_relative_path(stage, path) AS CASE
  WHEN starts_with(path, stage) THEN path[length(stage) + 1:]
  WHEN path IS NOT NULL THEN mh_raise('100132 (P0000): The file ''' || path || ''' is not on the stage at ''' || stage || '''')::VARCHAR
END;

CREATE MACRO mh_presigned_url(signing, stage, path, seconds) AS
  mh_sign_presigned(signing, stage, path, CASE
    WHEN seconds NOT BETWEEN 1 AND 604800
      THEN CAST(mh_raise('001008 (22023): SQL compilation error:' || chr(10) || 'invalid value [' || seconds || '] for parameter ''expiration_time''') AS BIGINT)
    ELSE seconds END);
