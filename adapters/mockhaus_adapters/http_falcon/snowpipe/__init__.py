"""The Snowpipe REST API: https://docs.snowflake.com/en/user-guide/data-load-snowpipe-rest-apis."""
