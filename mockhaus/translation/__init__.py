"""Snowflake SQL to statements and engine SQL. Pure: no engine, no connection."""
