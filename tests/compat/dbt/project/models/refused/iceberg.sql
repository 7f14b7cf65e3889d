{{ config(materialized='table', table_format='iceberg', external_volume='somewhere') }}
select 1 as i
