-- Encryption and compression. Python answers lists of parts: an empty one where the arguments do not fit.

CREATE MACRO mh_no_blob(message) AS CAST(CAST(mh_raise(message) AS VARCHAR) AS BLOB);
CREATE MACRO mh_only_part(parts, message) AS
  list_transform([parts], lambda found: CASE WHEN len(found) = 0 THEN mh_no_blob(message) ELSE found[1] END)[1];
CREATE MACRO mh_not_encrypted() AS '100132 (P0000): Encryption failed. Check the key, the IV and the encryption method.';
CREATE MACRO mh_not_decrypted() AS '100311 (22023): Decryption failed. Check encrypted data, key, AAD, or AEAD tag.';
CREATE MACRO mh_encrypt(content, passphrase, aad, method) AS
  mh_only_part(mh_encrypt_parts(content, passphrase, aad, method), mh_not_encrypted());
CREATE MACRO mh_decrypt(content, passphrase, aad, method) AS
  mh_only_part(mh_decrypt_parts(content, passphrase, aad, method), mh_not_decrypted());
CREATE MACRO mh_try_decrypt(content, passphrase, aad, method) AS mh_decrypt_parts(content, passphrase, aad, method)[1];
CREATE MACRO mh_encrypt_raw(content, key, iv, aad, method) AS
  list_transform([mh_encrypt_raw_parts(content, key, iv, aad, method)], lambda found:
    CASE WHEN len(found) = 0 THEN CAST(mh_no_blob(mh_not_encrypted()) AS VARCHAR)
         ELSE '{"ciphertext":' || mh_bin(found[1]) || ',"iv":' || mh_bin(found[2])
           || CASE WHEN len(found) > 2 THEN ',"tag":' || mh_bin(found[3]) ELSE '' END || '}' END)[1];
CREATE MACRO mh_decrypt_raw(content, key, iv, aad, method, tag) AS
  mh_only_part(mh_decrypt_raw_parts(content, key, iv, aad, method, tag), mh_not_decrypted());
CREATE MACRO mh_try_decrypt_raw(content, key, iv, aad, method, tag) AS
  mh_decrypt_raw_parts(content, key, iv, aad, method, tag)[1];

CREATE MACRO mh_compress(content, method) AS
  mh_only_part(mh_compress_parts(content, method), '100132 (P0000): Unknown compression method ' || method);
CREATE MACRO mh_decompress(content, method) AS
  mh_only_part(mh_decompress_parts(content, method), '100132 (P0000): The value cannot be decompressed with ' || method);
CREATE MACRO mh_decompressed_text(plain) AS
  CASE WHEN plain IS NOT NULL AND mh_try_utf8(plain) IS NULL
       THEN CAST(mh_raise('100132 (P0000): The decompressed value is no text in UTF-8') AS VARCHAR) ELSE mh_try_utf8(plain) END;
CREATE MACRO mh_decompress_text(content, method) AS
  list_transform([mh_decompress(content, method)], lambda plain: mh_decompressed_text(plain))[1];
