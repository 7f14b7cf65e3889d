{{ config(secure=true) }}
select isbn::varchar as isbn, title, pages, price from {{ ref('books') }}
