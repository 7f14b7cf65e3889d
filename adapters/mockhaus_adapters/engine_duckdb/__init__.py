"""The DuckDB engine: sessions, database files, macros and functions."""
