{{ config(incremental_strategy='append') }}
select id, lent_on from {{ source('desk', 'loans') }}
{% if is_incremental() %}
where lent_on > (select max(lent_on) from {{ this }})
{% endif %}
