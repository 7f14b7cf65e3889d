{{ config(
    transient=false, query_tag='books', tags=['books'], alias='lent_books',
    pre_hook=["select 1", {"sql": "select 2", "transaction": false}],
) }}
select
    books.isbn,
    books.title,
    count(*) as loans
from {{ ref('stg_books') }} as books
join {{ ref('stg_loans') }} as loans using (isbn)
group by all
