{{ config(incremental_strategy='delete+insert', unique_key='lent_on', on_schema_change='sync_all_columns') }}
select * exclude (member_id) from {{ source('desk', 'loans') }}
