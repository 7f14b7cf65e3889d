{{ config(materialized='dynamic_table', target_lag='1 hour', snowflake_warehouse='COMPUTE_WH') }}
select * from {{ ref('stg_loans') }}
