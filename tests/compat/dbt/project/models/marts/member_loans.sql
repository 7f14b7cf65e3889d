{{ config(
    contract={'enforced': true},
    post_hook="insert into {{ target.schema }}.runs select '{{ invocation_id }}', 'member_loans ' || count(*) from {{ this }}"
) }}
select
    member_id,
    max(member_name) as member_name,
    count(*) as loans,
    coalesce(sum(fine_cents), 0) as fine_cents,
    array_agg(isbn) within group (order by loan_id) as isbns,
    max(lent_on) as last_lent_on
from {{ ref('int_loans_and_members') }}
group by member_id
