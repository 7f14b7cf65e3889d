"""Snowflake's SQL REST API, version 2: https://docs.snowflake.com/en/developer-guide/sql-api/reference."""
