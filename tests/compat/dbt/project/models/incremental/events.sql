{{ config(materialized='view', event_time='lent_at') }}
select id, lent_on::timestamp_ntz as lent_at from {{ source('desk', 'loans') }}
