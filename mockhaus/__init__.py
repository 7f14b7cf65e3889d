"""Mockhaus: Snowflake on your own machine. This package is the pure core; see `architecture/README.md`."""
