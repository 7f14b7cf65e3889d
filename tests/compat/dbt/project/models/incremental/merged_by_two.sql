{{ config(
    incremental_strategy='merge', unique_key=['member_id', 'lent_on'], merge_exclude_columns=['first_made_by'],
    incremental_predicates=["DBT_INTERNAL_DEST.lent_on >= '2024-03-02'"],
) }}
select member_id, lent_on, max(state) as state, '{{ invocation_id }}' as first_made_by
from {{ source('desk', 'loans') }} group by all
