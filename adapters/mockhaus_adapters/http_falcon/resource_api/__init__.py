"""Snowflake's REST API for resources: https://docs.snowflake.com/en/developer-guide/snowflake-rest-api."""
