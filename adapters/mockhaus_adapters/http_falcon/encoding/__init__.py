"""Results in the encodings that Snowflake's official clients read: Arrow, and JSON rows. Knows nothing of HTTP."""
