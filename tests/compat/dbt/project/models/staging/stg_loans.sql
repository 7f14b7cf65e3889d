with source as (
    select * from {{ ref('loans') }}
)
select
    id as loan_id,
    member_id,
    isbn::varchar as isbn,
    lent_on,
    returned_at::date as returned_on,
    {{ in_cents('fine') }} as fine_cents
from source
