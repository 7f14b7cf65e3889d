{{ config(materialized='ephemeral') }}
select
    loans.*,
    members.member_name
from {{ ref('stg_loans') }} as loans
left join {{ ref('stg_members') }} as members using (member_id)
