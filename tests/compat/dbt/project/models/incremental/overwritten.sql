{{ config(incremental_strategy='insert_overwrite') }}
select id from {{ source('desk', 'loans') }} {% if is_incremental() %} where id > 2 {% endif %}
