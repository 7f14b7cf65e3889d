{{ config(
    incremental_strategy='merge', unique_key='id', merge_update_columns=['state', 'shelf'],
    on_schema_change='append_new_columns',
) }}
select *, '{{ invocation_id }}' as made_by from {{ source('desk', 'loans') }}
