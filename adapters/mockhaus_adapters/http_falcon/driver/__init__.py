"""The protocol that Snowflake's official drivers speak."""
